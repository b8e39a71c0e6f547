"""学员录取管理, 录取结果, 学员调配管理 (REC-21, REC-22)."""

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from xinglin.engines.access.actor import Actor
from xinglin.engines.actions import Outcome
from xinglin.engines.lists import columns as c
from xinglin.engines.lists import filters as f
from xinglin.engines.lists.declaration import Bulk, List, RowLink

from ..actions import admitting as actions
from ..enums import Answer, Source
from ..models import Offer, Preference
from ..queries import admitting as q
from ..queries.places import STANDING
from ..rules.admitting import ADMIT, REASSIGN, RESULTS, why_full
from ..rules.answering import decline_words
from .screening import OF_OFFER, OF_PREFERENCE, Countdown, ahead, applicant_columns, applicant_filters, rank_title

ANSWER_TONES = {Answer.NONE: "grey", Answer.ACCEPTED: "green", Answer.DECLINED: "red", Answer.LAPSED: "red"}
ANSWERS = dict(Answer.choices)
REASON = ("decline_reason", "decline_note")
NOT_ADMITTED = "该学员还没有被本基地录取。"


def _of_offers(verb: Callable[..., Outcome]) -> Callable[..., Outcome]:
    """An action on offers, for a list whose rows are the preferences of those who hold them."""

    def act(preferences: "QuerySet[Preference]", *, by: Actor, **answers: Any) -> Outcome:
        offers = q.standing_offers(preferences)
        rows = {o.application_id: o.pk for o in offers}
        asked = list(preferences.values_list("pk", "application_id", "application__person__name"))
        outcome = verb(Offer._base_manager.filter(pk__in=rows.values()), by=by, **answers)
        mine = {pk: rows.get(application) for pk, application, _ in asked}
        done, refused = set(outcome.done), outcome.refused
        return Outcome(
            done=[pk for pk, offer in mine.items() if offer in done],
            refused={pk: refused.get(offer or 0, NOT_ADMITTED) for pk, offer in mine.items() if offer not in done},
            labels={pk: name for pk, _, name in asked},
        )

    act.action = verb.action  # type: ignore[attr-defined]  # -- every action carries it
    return act


def _result(preference: Any) -> tuple[str, str]:
    offer = preference.offer
    if offer is None:
        return "未录取", "grey"
    if offer.answered == Answer.LAPSED:
        return "逾期失效", "red"
    if offer.place_id != preference.place_id:
        return f"已录取到{offer.place.specialty.name}", "orange"
    return ("已录取", "green") if offer.confirmed_at else ("基地录取", "green")


def _answer(offer: Any) -> tuple[str, str] | None:
    if offer is None:
        return None
    if offer.is_bound and not offer.answered:
        return "已接受其他招收", "orange"  # to be cancelled, so that its place is free
    return ANSWERS[offer.answered], ANSWER_TONES[offer.answered]


def _left(preference: Any) -> str:
    place = preference.place
    return f"{place.approved - preference.held} / {place.approved}"


def _holds(preference: Any) -> bool:
    return preference.offer is not None and preference.offer.answered != Answer.LAPSED


def _why_not_admitted(preference: Any) -> str | None:
    """Greys the button of a row; the action judges the rest."""
    if _holds(preference):
        return "该学员已录取。"
    return why_full(preference.place) if preference.held >= preference.place.approved else None


def _of(name: str) -> Callable[[Any], Any]:
    return lambda row: getattr(row.offer, name) if row.offer else None


HELD = Offer._base_manager.filter(STANDING, application=OuterRef("application"), institution=OuterRef("institution"))
STATES = {
    "none": ("未录取", ~Q(Exists(HELD))),
    "held": ("已录取", Q(Exists(HELD))),
}
SENT = {
    "1": ("已发送", Q(Exists(HELD.filter(released_at__isnull=False)))),
    "0": ("未发送", Q(Exists(HELD.filter(released_at=None)))),
}
CANCEL: dict[str, Any] = {
    "title": "取消录取",
    "right": RESULTS,
    "confirm": "取消后名额释放；已发送的，学员会收到录取结果有变更的通知，重新录取后须重新发送。",
    "tone": "danger",
}
RELEASE: dict[str, Any] = {
    "title": "发送录取结果",
    "right": RESULTS,
    "confirm": "发送后学员即可看到录取结果；在批次规定的小时数内可以更改，之后锁定，由学员确认。",
}

ADMISSION = List(
    key="recruitment-admission",
    title="学员录取管理",
    url="admission:admission",
    right=ADMIT,
    rows=q.admissible_visible_to,
    columns=ahead(
        (
            *applicant_columns(ADMIT, **OF_PREFERENCE, link="admission:applicant"),
            c.Show("rank", "志愿批次", at=lambda row: rank_title(row.rank), reads=("rank",), sort=("rank",)),
            c.Show("left", "剩余名额", at=_left, needs=("place",), css="number", width=10),
            c.Tag("result", "录取结果", tag=_result),
            c.Moment("released_at", "发送录取结果时间", at=_of("released_at")),
            Countdown("locked", "可更改剩余时间", at="offer", sort=()),
            c.Tag("answer", "志愿确认状态", tag=lambda row: _answer(row.offer)),
            c.Moment("admitted_at", "录取时间", at=_of("admitted_at"), chosen=False),
            c.Show("admitted_by", "录取人", at=_of("admitted_by"), chosen=False),
        ),
        *("name", "result", "number", "specialty", "left", "released_at", "locked", "answer"),
    ),
    filters=(
        *applicant_filters(**OF_PREFERENCE, rank="rank"),
        f.Where("held", "录取结果", STATES),
        f.Where("sent", "是否已发送", SENT),
    ),
    bulk=(
        Bulk(action=_of_offers(actions.release), tone="primary", **RELEASE),
        Bulk(action=_of_offers(actions.cancel), **CANCEL),
    ),
    row_actions=(
        Bulk(
            title="基地录取",
            action=actions.admit,
            right=ADMIT,
            may=_why_not_admitted,
            confirm="录取后占用一个招收计划名额；发送录取结果之前，学员看不到。",
        ),
    ),
    order=("batch", "place__specialty__code", "application__number", "pk"),
    load=q.with_offers,
    empty="还没有预录取的学员。请先在“学员志愿预审核”中办理预录取。",
)


def _state(offer: Offer) -> tuple[str, str]:
    if offer.cancelled_at:
        return "已取消", "grey"
    return ("已录取", "green") if offer.confirmed_at else ("基地录取", "green")


OFFER_STATES = {
    "standing": ("录取", Q(cancelled_at=None)),
    "cancelled": ("已取消", Q(cancelled_at__isnull=False)),
}

OFFER_SENT = {"1": ("已发送", Q(released_at__isnull=False)), "0": ("未发送", Q(released_at=None))}

OFFERS = List(
    key="recruitment-offers",
    title="录取结果发送",
    url="admission:offers",
    right=RESULTS,
    rows=q.offers_visible_to,
    columns=ahead(
        (
            *applicant_columns(RESULTS, **OF_OFFER, link="admission:offer"),
            c.Show("institution", "培训基地", at="institution__name", chosen=False, width=30),
            c.Coded("source", "录取途径", dict(Source.choices)),
            c.Tag("state", "录取结果", tag=_state),
            c.Moment("released_at", "发送录取结果时间"),
            Countdown("locked", "可更改剩余时间", at=lambda row: row, needs=("batch",)),
            c.Tag("answer", "志愿确认状态", tag=_answer, reads=("answer",)),
            c.Show("declined", "放弃原因", at=decline_words, reads=REASON, css="wrap", width=24),
            c.Moment("answered_at", "志愿确认时间", chosen=False),
            c.Moment("admitted_at", "录取时间", chosen=False),
            c.Show("admitted_by", "录取人", chosen=False),
            c.Show("cancelled_reason", "取消原因", css="wrap", chosen=False, width=30),
        ),
        *("name", "state", "number", "specialty", "released_at", "locked", "answer"),
    ),
    filters=(
        *applicant_filters(**OF_OFFER, rank="preference__rank"),
        f.Where("sent", "是否已发送", OFFER_SENT),
        f.Where("state", "录取结果", OFFER_STATES),
        f.Pick("source", "录取途径", Source.choices),
        f.Where("answer", "志愿确认状态", {key or "none": (label, Q(answered=key)) for key, label in ANSWERS.items()}),
    ),
    bulk=(
        Bulk(action=actions.release, tone="primary", **RELEASE),
        Bulk(action=actions.cancel, opinion="取消原因", **CANCEL),
    ),
    order=("-pk",),
    empty="还没有录取学员。基地录取、调配或统一录取后在这里发送结果。",
)


def _past(preference: Any) -> tuple[str, str] | None:
    return (ANSWERS[preference.past], ANSWER_TONES[preference.past]) if preference.past else None


REASSIGNABLE = List(
    key="recruitment-reassignment",
    title="学员调配管理",
    url="admission:reassignment",
    right=REASSIGN,
    rows=q.reassignable_visible_to,
    columns=(
        *applicant_columns(REASSIGN, **OF_PREFERENCE, link="admission:reassign"),
        c.Tag("past", "此前录取结果", tag=_past, sort=()),
        c.Show("institution", "志愿基地", at="institution__name", width=30),
        c.Show("rank", "志愿批次", at=lambda row: rank_title(row.rank), reads=("rank",), sort=("rank",)),
    ),
    filters=applicant_filters(**OF_PREFERENCE, rank="rank"),
    row_actions=(RowLink(title="调配", url="admission:reassign", right=REASSIGN, may=lambda row: row.why_not),),
    load=q.with_past_offers,
    order=("batch", "application__number", "pk"),
    empty="没有可以调配的学员：这里列出已预录取、接受专业调剂而尚未被录取的学员。",
)
