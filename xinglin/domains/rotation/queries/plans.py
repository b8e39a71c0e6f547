"""Plans, who stands in them, and who could (ROT-02)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, QuerySet

from xinglin.domains.reference.public import RotationLine, RotationStandard
from xinglin.domains.training.public import BOUND, Training
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit
from xinglin.engines.access.visible import visible
from xinglin.kit.calendar import end_of_term
from xinglin.kit.half_months import slot_of

from .. import rules
from ..enums import PlanState
from ..models import Capacity, Forbidden, Leave, LeaveLimit, PlannedResident, RotationPlan, Stint
from ..models.plans import Timed

ABOUT = ("person", "specialty")


def plans_visible_to(actor: Actor) -> "QuerySet[RotationPlan]":
    """A base sees its plans in every state; a department those in force by which somebody comes to it."""
    rows = visible(RotationPlan, actor, rules.PLAN)
    if not actor.may(rules.PLAN):
        rows = RotationPlan._base_manager.filter(pk__in=stints_visible_to(actor).values("resident__plan"))
    return rows.select_related("based_on", "institution").annotate(residents_number=Count("residents"))


def residents_visible_to(actor: Actor, plan: RotationPlan) -> "QuerySet[PlannedResident]":
    """Who stands in a plan that the actor sees; a department sees those who come to it."""
    rows = PlannedResident._base_manager.filter(plan=plan).select_related("training__person", "training__specialty")
    if actor.may(rules.PLAN):
        return rows
    return rows.filter(pk__in=stints_visible_to(actor).filter(resident__plan=plan).values("resident"))


def stints_visible_to(actor: Actor) -> "QuerySet[Stint]":
    """Stints of every version for the base that plans; for departments those of the plan in force."""
    rows = visible(Stint, actor, rules.VIEW)
    return rows if actor.may(rules.PLAN) else rows.filter(resident__plan__state=PlanState.PUBLISHED)


@dataclass
class Laid(Timed):
    """A stint to be read, without its model: a plan has thousands."""

    pk: int
    resident_id: int
    department_id: int
    line_id: int | None
    first: int
    half_months: int
    is_locked: bool
    department: Unit = field(init=False)
    line: RotationLine | None = None


def laid(rows: "QuerySet[Stint]") -> list[Laid]:
    """These stints with their departments; two statements."""
    keys = ("pk", "resident", "department", "line", "first", "half_months", "is_locked")
    stints = [Laid(*row) for row in rows.values_list(*keys)]
    departments = Unit.objects.in_bulk({stint.department_id for stint in stints})
    for stint in stints:
        stint.department = departments[stint.department_id]
    return stints


def own_stints(actor: Actor) -> "QuerySet[Stint]":
    """One's own rotation by the plan in force, with 入科 and 出科."""
    rows = visible(Stint, actor, rules.OWN).filter(resident__plan__state=PlanState.PUBLISHED)
    joined = ("department", "line", "resident__plan", "stay", "teaching__supervisor__person")
    return rows.select_related(*joined).order_by("first")


def candidates_visible_to(actor: Actor) -> "QuerySet[Training]":
    """Whom a base can plan: all who are in training at it."""
    return visible(Training, actor, rules.PLAN).filter(status__in=BOUND).select_related(*ABOUT)


def forbidden_visible_to(actor: Actor) -> "QuerySet[Forbidden]":
    """When residents of the base may not be where."""
    return visible(Forbidden, actor, rules.PLAN).select_related("department", "training__person", "training__specialty")


def with_plans(trainings: Sequence[Any], actor: Actor) -> None:
    """Give each the names of the plans it stands in, those replaced left out, and until when leave extends it; four
    statements.
    """
    rows = PlannedResident._base_manager.filter(training__in=[t.pk for t in trainings])
    named = defaultdict(list)
    for training, name in rows.exclude(plan__state=PlanState.SUPERSEDED).values_list("training", "plan__name"):
        named[training].append(name)
    until = extended_to(trainings, extensions(trainings))
    for training in trainings:
        training.plans, training.extended_to = "、".join(named[training.pk]), until.get(training.pk)


def approved_years(trainings: Iterable[Training]) -> dict[int, int]:
    """Training key → its length in years: the approved one, where it was approved, else as the base wrote it."""
    rows = Training._base_manager.filter(pk__in=[t.pk for t in trainings])
    return {pk: approved or written or 0 for pk, approved, written in rows.values_list(*_YEARS)}


_YEARS = ("pk", "approved_facts__training_years", "training_years")


def standards_for(trainings: Sequence[Training]) -> dict[int, RotationStandard]:
    """Training key → the standard in force when it began, which one keeps (ROT-01); two statements."""
    found: dict[int, list[RotationStandard]] = defaultdict(list)
    rows = RotationStandard.objects.filter(specialty__in={t.specialty_id for t in trainings if t.specialty_id})
    for standard in rows.order_by(F("valid_from").asc(nulls_first=True)).prefetch_related("lines"):
        found[standard.specialty_id].append(standard)
    held = {}
    for training in trainings:
        began = training.starts_on or date(training.intake_year, 9, 1)
        for standard in found[training.specialty_id or 0]:
            if (standard.valid_from or began) <= began <= (standard.valid_until or began):
                held[training.pk] = standard
    return held


@dataclass(frozen=True)
class Needs:
    """What a base knows of its departments and residents when it plans; four statements."""

    base: int

    def capacities(self) -> "Limits":
        """How many each department takes."""
        return Limits(list(Capacity._base_manager.filter(institution=self.base)))

    def forbidden(self, trainings: Collection[int]) -> dict[int, list[Forbidden]]:
        """Training → when it may not be where."""
        found = defaultdict(list)
        for each in Forbidden._base_manager.filter(training__in=trainings).select_related("department"):
            found[each.training_id].append(each)
        return found

    def leaves(self, trainings: Collection[int]) -> dict[int, list[Leave]]:
        """Training → its leaves, by day."""
        found = defaultdict(list)
        for each in Leave._base_manager.filter(training__in=trainings).order_by("starts_on"):
            found[each.training_id].append(each)
        return found


class Limits:
    """Capacity by department and month: that of the month, else the department's own."""

    def __init__(self, rows: Sequence[Capacity]) -> None:
        self.by_key = {(row.department_id, row.month): row for row in rows}

    def of(self, department: int, month: int) -> Capacity | None:
        """The row that holds there."""
        return self.by_key.get((department, month)) or self.by_key.get((department, None))

    def most(self, department: int, month: int) -> int | None:
        """How many it takes at most; None without a limit."""
        row = self.of(department, month)
        return row.most if row else None


def extensions(trainings: Sequence[Training]) -> dict[int, int]:
    """Training key → days by which leave beyond the limit extends it (ROT-07); two statements."""
    leaves = Needs(0).leaves([t.pk for t in trainings])
    limits = defaultdict(list)
    for row in LeaveLimit._base_manager.filter(institution__in={t.institution_id for t in trainings}):
        limits[row.institution_id].append(row)
    return {
        t.pk: rules.beyond(leaves[t.pk], t.starts_on or date(t.intake_year, 9, 1), limits[t.institution_id])
        for t in trainings
    }


def extended_to(trainings: Sequence[Training], over: Mapping[int, int]) -> dict[int, date]:
    """Training key → its last day, of those that leave beyond the limit extends by `over` days; one statement."""
    longer = [training for training in trainings if over.get(training.pk)]
    years = approved_years(longer)
    return {t.pk: last_day_of(t, years[t.pk]) + timedelta(over[t.pk]) for t in longer}


def last_day_of(training: Training, years: int) -> date:
    """The last day of a training, before any extension."""
    began = training.starts_on or date(training.intake_year, 9, 1)
    return training.ends_on or end_of_term(began, max(years, 1))


def term_of(training: Training, years: int, extended: int = 0) -> tuple[int, int]:
    """(first half month, the one after the last) of a training that leave extends by so many days."""
    began = training.starts_on or date(training.intake_year, 9, 1)
    return slot_of(began), slot_of(last_day_of(training, years) + timedelta(extended)) + 1


def lock_plans(plans: "QuerySet[RotationPlan]") -> None:
    """Before what stands in them: nobody publishes or edits meanwhile."""
    keys = plans.order_by().values("pk")
    list(RotationPlan._base_manager.filter(pk__in=keys).select_for_update().order_by("pk").values_list("pk"))
