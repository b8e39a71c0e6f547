"""May an applicant accept or decline a released result? (REC-16, REC-17)"""

from collections.abc import Iterable, Sequence

from xinglin.engines.windows.queries import Opening
from xinglin.kit.calendar import shown

from ..enums import Answer, DeclineReason
from ..models import Offer
from .admitting import is_locked, locked_at, place_title


def offer_title(offer: Offer) -> str:
    """«2026年第一批：示范医院 内科»."""
    return f"{offer.batch.name}：{offer.place.institution.name} {place_title(offer.place)}"


def answer_label(offer: Offer, opening: Opening) -> str:
    """志愿确认状态: what was answered; past the window without an answer it has lapsed."""
    return (Answer.LAPSED if has_lapsed(offer, opening) else Answer(offer.answer)).label


def has_lapsed(offer: Offer, opening: Opening) -> bool:
    """Was it not answered in time? What was noted as such stays so; `queries.places.LAPSED` says the same of rows."""
    return offer.answer == Answer.LAPSED or (not offer.answer and opening.state == "past")


def unfit_note(note: str) -> str | None:
    """Why one declines is said in a few words, or not at all."""
    longest = Offer._meta.get_field("decline_note").max_length or 0
    return f"放弃说明最多 {longest} 个字，现有 {len(note)} 个字，请精简。" if len(note) > longest else None


def decline_words(offer: Offer) -> str:
    """«升学：已被录取为博士研究生»; empty where nothing was said."""
    reason = DeclineReason(offer.decline_reason).label if offer.decline_reason else ""
    return "：".join(words for words in (reason, offer.decline_note) if words)


def may_answer(offer: Offer, opening: Opening) -> str | None:
    """Accept or decline now? Once, when the hours after the release are over, inside the confirmation window."""
    if offer.answer == Answer.LAPSED:
        return "您没有在志愿确认时间内接受，录取结果已失效，名额已另行安排。"
    if offer.answer:
        return f"您已于 {shown(offer.answered_at)} {Answer(offer.answer).label}该录取结果，不能再更改。"
    if opening.state == "past":
        return f"志愿确认已于 {opening.ends_shown} 结束，您没有在此之前接受，录取结果已失效。"
    if not is_locked(offer):
        return (
            f"录取结果于 {shown(offer.released_at)} 发送，{offer.batch.release_hours} 小时内可能更改，"
            f"{shown(locked_at(offer))} 之后才能接受或放弃。"
        )
    why = opening.why_closed()
    return why and f"招收批次“{offer.batch.name}”：{why}"


def stands_beside(offer: Offer, other: Offer, opening: Opening) -> bool:
    """Is `other` an offer of another recruitment of the year that accepting this one would decline? `opening`: its own.

    A trial binds nobody and is bound by nothing.
    """
    apart = other.pk != offer.pk and other.person_id == offer.person_id and other.intake_year == offer.intake_year
    return apart and not (offer.is_trial or other.is_trial or other.answer) and opening.state != "past"


def binds(other: Offer, offer: Offer) -> bool:
    """Was `other` accepted, so that this one cannot be? Of one person and year; a trial binds nobody."""
    same = other.person_id == offer.person_id and other.intake_year == offer.intake_year and other.pk != offer.pk
    return same and other.answer == Answer.ACCEPTED and not (other.is_trial or offer.is_trial)


def why_bound(offer: Offer, accepted: Offer) -> str:
    """Of all recruitments of a year a person accepts one (REC-16)."""
    return f"您已接受“{offer_title(accepted)}”的录取，一年只能接受一个，不能再接受“{offer_title(offer)}”。"


def why_not_agreed(offer: Offer, others: Sequence[Offer], agreed: Iterable[int]) -> str | None:
    """What accepting this one declines has to be agreed to, name by name (REC-16)."""
    if {other.pk for other in others} == set(agreed):
        return None
    if not others:
        return "您的另一个录取结果刚才有变化，没有办理，请重新核对后再接受。"
    names = "”“".join(offer_title(other) for other in others)
    return f"您还持有“{names}”的录取。接受“{offer_title(offer)}”即放弃“{names}”，放弃后不能恢复，请核对并确认后再接受。"
