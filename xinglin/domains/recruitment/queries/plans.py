"""招生计划: who sees which, what a base may apply for, and how its programmes are filled (REC-02, R-REC-10)."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, QuerySet, Sum
from django.db.models.functions import Coalesce

from xinglin.domains.institutions.public import closed_to_new, sites_of, specialties_of
from xinglin.domains.training.public import Training, TrainingStatus
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import visible
from xinglin.engines.review.copies import Answer, Form, Section
from xinglin.engines.review.models import State

from ..models import Batch, Place, Plan
from ..rules.plans import PLAN, REVIEW_PLANS, VIEW_PLANS, in_force, why_over
from ..windows import PLANNING
from .batches import batches_for
from .places import with_taken
from .timing import Timings

AS_LISTED = ("specialty__code", F("site__name").asc(nulls_first=True), "pk")  # the base's own place before its sites'


def plans_visible_to(actor: Actor) -> "QuerySet[Plan]":
    """Those under the actor's unit."""
    return visible(Plan, actor, VIEW_PLANS).select_related("batch", "institution", "province", "case")


def places_visible_to(actor: Actor) -> "QuerySet[Place]":
    """Their lines; a specialty base sees its own, and nobody above a base what it is still writing."""
    related = ("plan__case", "batch", "institution", "specialty", "site")
    mine = with_taken(visible(Place, actor, VIEW_PLANS)).select_related(*related)
    return mine if actor.is_system or actor.unit.institution_id else mine.filter(plan__case__isnull=False)


def batches_open_to(actor: Actor) -> "QuerySet[Batch]":
    """Batches in which the actor's base may apply for places."""
    if not actor.may(PLAN) or actor.unit.institution_id is None:
        return Batch.objects.none()
    return batches_for(actor.unit).select_related("province", "owner")


def plans_sent_to(actor: Actor) -> "QuerySet[Plan]":
    """Those that were ever submitted; what a base is still writing is nobody else's."""
    return visible(Plan, actor, REVIEW_PLANS).filter(case__isnull=False).select_related("batch", "institution", "case")


def plans_waiting_for(actor: Actor) -> "QuerySet[Plan]":
    """Those on which the actor's province has to speak."""
    return plans_sent_to(actor).filter(case__state=State.OPEN)


def plans_returned_to(actor: Actor) -> "QuerySet[Plan]":
    """Those of the actor's base that the province sent back."""
    return visible(Plan, actor, PLAN).filter(case__state=State.RETURNED)


def totals(plans: Iterable[Plan]) -> dict[int, tuple[int, int, int]]:
    """Plan → persons asked for, as the province would grant them, and in force; one statement."""
    rows = Place._base_manager.filter(plan__in=[plan.pk for plan in plans]).order_by().values_list("plan")
    granted = Coalesce(F("granted"), F("asked"))
    found = rows.annotate(a=Sum("asked"), g=Sum(granted), n=Sum("approved"))
    return {plan: (asked, number, approved) for plan, asked, number, approved in found}


class Offering:
    """What institutions may apply for now: their open programmes and affiliate sites; four statements."""

    def __init__(self, institutions: Collection[int]) -> None:
        keys = list(institutions)
        self.closed = closed_to_new(keys)
        self.programmes = specialties_of(keys)
        self.sites = {pk: {site.pk: site for site in sites.values()} for pk, sites in sites_of(keys).items()}

    def why_not(self, institution: int, specialty: str, site: int | None) -> tuple[str, str] | None:
        """(field, sentence) when a base cannot recruit for this specialty at this site."""
        if closure := self.closed.get(institution):
            return "specialty", f"本基地自 {closure.since} 起暂停招收（{closure.reason}），不能申报招生计划。"
        programme = self.programmes.get(institution, {}).get(specialty)
        if programme is None:
            return "specialty", "本基地没有该培训专业的专业基地，请核对；新设的专业基地先由省级登记。"
        if programme.suspended_on:
            return (
                "specialty",
                f"该专业基地自 {programme.suspended_on} 起暂停招收（{programme.suspended_reason}），不能申报。",
            )
        if site is not None and site not in self.sites.get(institution, {}):
            return "site", "该单位不是本基地的协同单位，请核对；新的协同单位先由省级登记。"
        return None


@dataclass(frozen=True)
class Capacity:
    """近三年招收 of one programme beside its limits (R-REC-10): residents of two years before, and places of this."""

    before: int
    elsewhere: int  # places approved in other batches of the year
    asked: int
    least: int | None
    most: int | None

    @property
    def total(self) -> int:
        """Of three intakes."""
        return self.before + self.elsewhere + self.asked

    @property
    def warning(self) -> str | None:
        """What is out of proportion."""
        return why_over({"total": self.total, "least": self.least, "most": self.most})


GONE = (TrainingStatus.WITHDRAWN,)


def capacities(batch: Batch, institution: int, asked: dict[str, int] | None = None) -> dict[str, Capacity]:
    """Specialty code → how full its programme is with what is asked now; trial batches count for nothing."""
    programmes = specialties_of([institution])[institution]
    years = (batch.intake_year - 1, batch.intake_year - 2)
    residents = Training._base_manager.filter(institution=institution, intake_year__in=years)
    counted = residents.exclude(status__in=GONE).order_by().values_list("specialty__code")
    before = dict(counted.annotate(number=Count("pk")))
    others = Place._base_manager.filter(
        institution=institution, batch__intake_year=batch.intake_year, batch__is_trial=False
    ).exclude(batch=batch.pk)
    elsewhere = dict(others.order_by().values_list("specialty__code").annotate(number=Sum("approved")))
    given = asked if asked is not None else _asked(batch, institution)
    return {
        code: Capacity(
            before.get(code, 0), elsewhere.get(code) or 0, given.get(code, 0), programme.least, programme.capacity
        )
        for code, programme in programmes.items()
    }


def _asked(batch: Batch, institution: int) -> dict[str, int]:
    mine = Place._base_manager.filter(batch=batch, institution=institution).select_related("specialty")
    found: Counter[str] = Counter()
    for place in mine:
        found[place.specialty.code] += place.asked
    return found


def unsubmittable(plans: Sequence[Plan]) -> dict[int, str]:
    """Plan → why it cannot go up now: window, nothing asked for, fewer than taken, a closed programme (REC-02)."""
    timings, offering = Timings({plan.batch for plan in plans}, [PLANNING]), Offering({p.institution_id for p in plans})
    lines: dict[int, list[Place]] = {}
    for place in _lines(plans):
        lines.setdefault(place.plan_id, []).append(place)
    return {plan.pk: why for plan in plans if (why := _why_not(plan, lines.get(plan.pk, []), timings, offering))}


def _why_not(plan: Plan, places: list[Place], timings: Timings, offering: Offering) -> str | None:
    if why := timings.why_closed(plan.batch, PLANNING, plan.institution_id):
        return why
    if not any(place.asked for place in places):
        return "还没有申报任何专业的招收人数，请先填写招生计划。"
    for place in places:
        if place.asked < place.taken:
            return f"“{place.specialty.name}”已录取 {place.taken} 人，申报人数不能少于已录取人数。"
        more = place.asked > place.approved
        if more and (refused := offering.why_not(plan.institution_id, place.specialty.code, place.site_id)):
            return f"“{place.specialty.name}”：{refused[1]}"
    return None


def unapprovable(plans: Sequence[Plan], *, by: Actor) -> dict[int, str]:
    """Plan → why its numbers cannot come into force: somebody was admitted meanwhile. Locks the lines till the end."""
    lines = Place._base_manager.filter(plan__in=plans).select_for_update(of=("self",)).order_by("pk")
    short = [place for place in lines if in_force(place) < place.taken]
    named = Place._base_manager.select_related("specialty", "site").in_bulk([place.pk for place in short])
    return {
        place.plan_id: f"“{line_name(named[place.pk])}”已录取 {place.taken} 人，核定人数 {in_force(place)} "
        "不能少于已录取人数，请先核定人数。"
        for place in reversed(short)
    }


def plan_forms(plans: Sequence[Plan]) -> dict[int, Form]:
    """Plan → its frozen copy: a line a specialty and site, and the word to the province; one statement."""
    answers: dict[int, list[Answer]] = {plan.pk: [] for plan in plans}
    for place in _lines(plans):
        answers[place.plan_id].append(_answer(place, place.asked))
    notes = {plan.pk: Answer(key="note", title="说明", value=plan.note, shown=plan.note) for plan in plans}
    return {
        pk: Form(
            sections=[
                Section(key="places", title="申报人数", tab="招生计划", fields=fields),
                Section(key="more", title="说明", tab="招生计划", fields=[notes[pk]]),
            ]
        )
        for pk, fields in answers.items()
    }


def remarks(plan: Plan) -> list[tuple[str, str]]:
    """(line, what the province should see beside it): numbers it has set, capacities out of proportion."""
    lines = list(_lines([plan]))
    found = [
        (line_name(place), f"申报 {place.asked} 人，核定 {place.granted} 人")
        for place in lines
        if place.granted is not None
    ]
    figures = capacities(plan.batch, plan.institution_id)
    names = {place.specialty.code: place.specialty.name for place in lines}
    return found + [(name, why) for code, name in names.items() if code in figures and (why := figures[code].warning)]


def granted_forms(plans: Sequence[Plan]) -> dict[int, Form]:
    """Plan → what the province lays beside it: the numbers it grants; one statement."""
    answers: dict[int, list[Answer]] = {plan.pk: [] for plan in plans}
    for place in _lines(plans):
        answers[place.plan_id].append(_answer(place, in_force(place)))
    return {
        pk: Form(sections=[Section(key="granted", title="核定人数", tab="核定人数", fields=fields)])
        for pk, fields in answers.items()
    }


def _lines(plans: Sequence[Plan]) -> QuerySet[Place]:
    places = Place._base_manager.filter(plan__in=plans).select_related("specialty", "site")
    return places.order_by(*AS_LISTED)


def _answer(place: Place, number: int) -> Answer:
    key = f"place.{place.specialty.code}.{place.site_id or 0}"
    return Answer(key=key, title=line_name(place), value=number, shown=f"{number} 人")


def line_name(place: Place) -> str:
    """«内科», «内科（示范区人民医院）»."""
    return f"{place.specialty.name}（{place.site.name}）" if place.site else place.specialty.name
