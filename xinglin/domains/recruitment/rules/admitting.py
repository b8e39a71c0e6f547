"""May somebody be admitted, may a result be released or changed? (REC-21, REC-22)"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.rights import right
from xinglin.engines.access.roles import CITY, PROVINCE, Role
from xinglin.engines.windows.queries import Opening
from xinglin.kit.calendar import shown

from ..enums import Answer, Method, Screening, Source
from ..models import Application, Batch, Offer, Place, Preference

ADMIT = right("recruitment.admit", "学员录取管理", Role.BASE_ADMIN)
REASSIGN = right("recruitment.reassign", "学员调配管理", Role.BASE_ADMIN, PROVINCE, CITY)
RESULTS = right("recruitment.results", "发送、取消录取结果", Role.BASE_ADMIN, PROVINCE, CITY)
BY_HAND = (Source.BASE, Source.REASSIGNED)
NOT_OURS = "该批次由“{}”组织，只有组织单位可以办理。"


def why_not_by_hand(batch: Batch) -> str | None:
    """A batch that admits by a rule admits all at once (REC-50)."""
    if batch.method == Method.BY_BASE:
        return None
    return f"招收批次“{batch.name}”按“{Method(batch.method).label}”统一录取，不能由基地逐个录取。"


def why_not_screened(preference: Preference) -> str | None:
    """Only pre-screened applicants go on (REC-20)."""
    match preference.screening:
        case Screening.PASSED:
            return None
        case Screening.FAILED:
            return "该志愿预审核结果为“不录取”，不能录取。"
        case _:
            return "该志愿还没有预录取，请先在“学员志愿预审核”中办理。"


def why_not_reassigned(application: Application, place: Place) -> str | None:
    """Be offered a place that was not asked for? Whoever agreed to that, within one batch (REC-22)."""
    if not application.accepts_reassignment:
        return "该学员不接受专业调剂，不能调配。"
    if application.batch_id != place.batch_id:
        return "该专业名额属于其他招收批次，不能调配到这里。"
    return None


def why_not_ours(batch: Batch, by: Actor) -> str | None:
    """Bases give out their own places; of authorities the one that runs the batch gives out any of it (REC-22)."""
    if by.is_system or by.unit.institution_id or batch.owner_id == by.unit.pk:
        return None
    return NOT_OURS.format(batch.owner.name)


def why_held(held: Offer, institution_id: int) -> str | None:
    """Why somebody who holds an offer is not given another; where he holds it is not said to others."""
    if held.institution_id == institution_id:
        return f"该学员已录取到“{place_title(held.place)}”，不能重复录取。"
    return "该学员在本批次已有录取结果，不能重复录取。"


def why_bound(application: Application) -> str:
    """Whoever accepted another recruitment of the year takes a place from others in vain (REC-16)."""
    return f"该学员已接受 {application.intake_year} 年其他招收批次的录取，不能再录取。"


def why_declined(place: Place) -> str:
    """What somebody declined is not offered to him again."""
    return f"该学员已放弃“{place_title(place)}”的录取，不能再次录取到这里。"


def why_full(place: Place) -> str:
    """No more are admitted than the approved places (REC-21)."""
    if not place.approved:
        return f"“{place_title(place)}”没有获批的招收计划，不能录取。"
    return f"“{place_title(place)}”的 {place.approved} 个招收计划已全部录取，没有剩余名额。"


def place_title(place: Place) -> str:
    """«内科» or «内科（协同单位：示范县医院）»."""
    return f"{place.specialty.name}（协同单位：{place.site.name}）" if place.site else place.specialty.name


def locked_at(offer: Offer) -> datetime | None:
    """From this moment on a released result cannot be changed any more, and may be answered; None while unreleased."""
    return offer.released_at and offer.released_at + timedelta(hours=offer.batch.release_hours)


def is_locked(offer: Offer) -> bool:
    """Are the hours since its release over?"""
    moment = locked_at(offer)
    return moment is not None and timezone.now() >= moment


def why_not_mine(offer: Offer, by: Actor) -> str | None:
    """Bases work on all offers at their own, an authority on those that it or a run of its own batch made."""
    if why := why_not_ours(offer.batch, by):
        return why
    is_base = by.is_system or by.unit.institution_id
    return "该结果由培训基地录取，请由基地办理。" if offer.source == Source.BASE and not is_base else None


def may_cancel(offer: Offer, by: Actor, closed: str | None) -> str | None:
    """取消录取: as long as nobody can have relied on it, that is within the batch's hours after the release."""
    if why := why_not_mine(offer, by):
        return why
    if offer.cancelled_at:
        return f"该录取已于 {shown(offer.cancelled_at)} 取消。"
    if offer.answer == Answer.LAPSED:
        return "学员没有在志愿确认时间内接受，录取结果已失效，无需取消。"
    if offer.answer:
        return f"学员已于 {shown(offer.answered_at)} {Answer(offer.answer).label}录取结果，不能取消录取。"
    if is_locked(offer):
        hours, sent = offer.batch.release_hours, shown(offer.released_at)
        return f"录取结果已于 {sent} 发送，超过 {hours} 小时，不能取消录取。"
    return closed


def may_release(offer: Offer, by: Actor, closed: str | None, answering: Opening) -> str | None:
    """发送录取结果: once; a changed result is another offer, and is released anew.

    Not so late that the window to answer in ends before the hours do: the applicant could only let it lapse (REC-16).
    """
    if why := why_not_mine(offer, by):
        return why
    if offer.cancelled_at:
        return f"该录取已于 {shown(offer.cancelled_at)} 取消，不能发送。"
    if offer.released_at:
        return f"录取结果已于 {shown(offer.released_at)} 发送，无需重复发送。"
    return closed or _why_too_late(offer, answering)


def _why_too_late(offer: Offer, answering: Opening) -> str | None:
    hours = offer.batch.release_hours
    if answering.ends_at is None or timezone.now() + timedelta(hours=hours) < answering.ends_at:
        return None
    return (
        f"志愿确认将于 {answering.ends_shown} 结束，而录取结果发送 {hours} 小时后学员才能接受，已来不及，没有发送。"
        "请联系组织单位延长志愿确认时间后再发送。"
    )


def why_too_many(offers: Iterable[Offer]) -> str | None:
    """At most so many results of a batch are released at once; those of a run are released as a whole (REC-21)."""
    by_hand = [offer.batch for offer in offers if offer.source in BY_HAND]
    for batch, number in Counter(by_hand).items():
        if number > batch.release_limit:
            return (
                f"招收批次“{batch.name}”一次最多发送 {batch.release_limit} 人的录取结果，"
                f"本次选择了 {number} 人，请分次发送。"
            )
    return None
