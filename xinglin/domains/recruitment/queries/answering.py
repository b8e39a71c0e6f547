"""Results as their applicants may know them: only released ones, and none that was cancelled (REC-15 to REC-17)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from xinglin.engines.access.actor import Actor
from xinglin.engines.windows.queries import Opening

from ..enums import Answer, ApplicationState, Screening
from ..models import Application, Offer, Preference
from ..rules import answering as rules
from ..rules.admitting import locked_at
from ..rules.applying import APPLY
from ..windows import ACCEPTANCE, REGISTRATION, SCREENING
from .timing import Timings

JOINED = ("batch", "person", "place__institution", "place__specialty", "place__site", "preference")
UNRELEASED = ("未录取", "grey")
SCREENED = {Screening.PASSED: ("审核通过", "green"), Screening.FAILED: ("审核不通过", "red")}


def released() -> "QuerySet[Offer]":
    """Offers that their applicants may know of."""
    return Offer._base_manager.filter(released_at__isnull=False, cancelled_at=None).select_related(*JOINED)


def released_offers(actor: Actor) -> "QuerySet[Offer]":
    """One's own, the newest first. An unreleased result is in no answer to an applicant, nor one taken back."""
    rows = released().order_by("-pk")
    if actor.is_system:
        return rows
    return rows.filter(person__account=actor.account_id or 0) if actor.may(APPLY) else rows.none()


@dataclass(frozen=True)
class Result:
    """An offer as its applicant finds it now."""

    offer: Offer
    opening: Opening
    others: Sequence[Offer]  # what accepting it would decline
    why: str | None  # why it cannot be answered now
    bound: str | None  # why it can be declined only: another recruitment's was accepted

    @property
    def title(self) -> str:
        """«2026年第一批：示范医院 内科»."""
        return rules.offer_title(self.offer)

    @property
    def state(self) -> tuple[str, str]:
        """录取结果: 基地录取, or 已录取 once the authority has confirmed it."""
        if self.offer.confirmed_at:
            return "已录取", "green"
        return f"{self.offer.get_source_display().removesuffix('录取')}录取", "green"

    @property
    def answer(self) -> tuple[str, str]:
        """志愿确认状态."""
        label = rules.answer_label(self.offer, self.opening)
        return label, {"接受": "green", "放弃": "red", "逾期": "red"}.get(label, "blue")

    @property
    def declined(self) -> str:
        """放弃原因, where one was given."""
        return rules.decline_words(self.offer)

    @property
    def answerable_from(self) -> datetime | None:
        """When the hours after the release are over."""
        return locked_at(self.offer)


def results_of(offers: Iterable[Offer]) -> list[Result]:
    """How released offers stand; `offers` are all of their people's. Two statements."""
    found = list(offers)
    timings = Timings({offer.batch for offer in found}, [ACCEPTANCE])
    openings = {o.pk: timings.opening(o.batch, ACCEPTANCE, o.institution_id) for o in found}
    return [
        Result(
            offer,
            openings[offer.pk],
            [other for other in found if rules.stands_beside(offer, other, openings[other.pk])],
            rules.may_answer(offer, openings[offer.pk]),
            next((rules.why_bound(offer, other) for other in found if rules.binds(other, offer)), None),
        )
        for offer in found
    ]


def own_results(actor: Actor) -> list[Result]:
    """The actor's own, the newest first."""
    return results_of(released_offers(actor))


def waiting_answers(actor: Actor) -> list[Result]:
    """Those that can be answered now."""
    return [result for result in own_results(actor) if result.why is None]


def refused_offers(actor: Actor) -> "QuerySet[Offer]":
    """One's own that were accepted and then not confirmed by an authority, with its reason (REC-30)."""
    rows = Offer._base_manager.filter(answer=Answer.ACCEPTED, cancelled_at__isnull=False)
    mine = rows.filter(person__account=actor.account_id or 0) if actor.may(APPLY) else rows.none()
    return mine.select_related(*JOINED, "batch__owner").order_by("-pk")


@dataclass(frozen=True)
class Wish:
    """A preference as its applicant finds it: with the base's word on it, once its screening is over (REC-20)."""

    preference: Preference
    screened: tuple[str, str] | None
    reason: str


def wishes_of(application: Application, preferences: Iterable[Preference]) -> list[Wish]:
    """In their order; two statements."""
    timings = Timings([application.batch], [SCREENING])
    found = []
    for each in preferences:
        is_over = timings.opening(application.batch, SCREENING, each.institution_id).state == "past"
        known = SCREENED.get(Screening(each.screening)) if is_over else None
        found.append(Wish(each, known, each.screening_reason if known else ""))
    return found


def states_of(
    applications: Sequence[Application], preferences: dict[int, list[Preference]]
) -> dict[int, tuple[str, str]]:
    """Application → 报名状态 and its colour. 审核通过/审核不通过 show once the screening window has ended (REC-15)."""
    timings = Timings({row.batch for row in applications}, [REGISTRATION, SCREENING])
    return {row.pk: _state(row, preferences[row.pk], timings) for row in applications}


def _state(application: Application, preferences: Sequence[Preference], timings: Timings) -> tuple[str, str]:
    if application.state == ApplicationState.DRAFT:
        return ("未提交", "orange")
    if timings.opening(application.batch, SCREENING).state == "past":
        screened = {preference.screening for preference in preferences}
        if Screening.PASSED in screened:
            return ("审核通过", "green")
        if screened == {Screening.FAILED}:
            return ("审核不通过", "red")
    return ("已提交", "blue")
