"""The same plan as a grid of months: by resident, by department, on a date (ROT-03). A constant number of statements.

Every month has two columns of half a month; a stint is one cell that spans its own.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from xinglin.domains.training.public import BOUND
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit
from xinglin.engines.lists.filters import named
from xinglin.kit.half_months import first_day, month_shown, months_of, slot_of, span_shown

from .. import rules
from ..models import PlannedResident, RotationPlan, Stint
from .conflicts import Conflict, Marks
from .plans import Laid, Limits, laid, residents_visible_to, stints_visible_to

ALL = Q()


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a grid shows: the filters of its page, and from which month how many."""

    year: int | None = None
    specialty: int | None = None
    category: str = ""
    name: str = ""
    department: int | None = None
    month: int = 0
    months: int = 12

    @property
    def first(self) -> int:
        """The first half month shown."""
        return self.month * 2

    @property
    def end(self) -> int:
        """The half month after the last."""
        return (self.month + self.months) * 2

    def residents(self) -> Q:
        """The condition on residents."""
        found = Q()
        if self.year:
            found &= Q(training__intake_year=self.year)
        if self.specialty:
            found &= Q(training__specialty=self.specialty)
        if self.category:
            found &= Q(training__resident_category=self.category)
        if self.name:
            found &= named(self.name, "training__person__")
        if self.department:
            at = Q(department=self.department, first__lt=self.end)
            found &= Q(pk__in=Stint._base_manager.filter(at).values("resident"))
        return found


class Cell(NamedTuple):
    """So many half months with a stint, or empty. `wrong`: what is wrong there; `is_free`: within the training."""

    span: int
    first: int
    stint: Laid | None = None
    wrong: Conflict | None = None
    is_free: bool = False


@dataclass(frozen=True)
class Row:
    """One line of the grid. `is_gone`: the resident has left the training; his plan stays to be read (R-CHG-05).
    `wrong`: with all of the resident's plan.
    """

    of: Any
    cells: Sequence[Any]
    is_gone: bool = False
    wrong: Conflict | None = None


def months_shown(asked: Asked) -> list[tuple[int, str]]:
    """Keys and headings of the columns."""
    return [(month, month_shown(month)) for month in range(asked.month, asked.month + asked.months)]


def by_resident(
    plan: RotationPlan, asked: Asked, actor: Actor, marks: Marks, only: Collection[int] | None = None
) -> list[Row]:
    """A line for each resident, or for these alone (keys); two statements."""
    residents = _residents(plan, asked, actor, Q() if only is None else Q(pk__in=only))
    own = defaultdict(list)
    for stint in laid(_stints(plan, asked, actor, residents)):
        own[stint.resident_id].append(stint)
    return [
        Row(
            resident,
            list(_cells(own[resident.pk], asked, marks, _term(resident))),
            resident.training.status not in BOUND,
            marks.residents.get(resident.pk),
        )
        for resident in residents
    ]


def _residents(plan: RotationPlan, asked: Asked, actor: Actor, only: Q = ALL) -> list[PlannedResident]:
    order = ("training__intake_year", "training__specialty__code", "training__person__pinyin", "pk")
    rows = residents_visible_to(actor, plan).filter(asked.residents(), only)
    return list(rows.order_by(*order).only(*OF_RESIDENT))


OF_RESIDENT = (
    "first",
    "half_months",
    "training__status",
    "training__intake_year",
    "training__person__name",
    "training__specialty__name",
)


def _there(plan: RotationPlan, asked: Asked, actor: Actor) -> list[PlannedResident]:
    """Without those who have left the training."""
    return [each for each in _residents(plan, asked, actor) if each.training.status in BOUND]


def _stints(plan: RotationPlan, asked: Asked, actor: Actor, residents: Iterable[PlannedResident]) -> "QuerySet[Stint]":
    rows = stints_visible_to(actor).filter(resident__plan=plan, first__lt=asked.end)
    rows = rows.filter(resident__in=[each.pk for each in residents])
    return rows.order_by("resident", "first")


def _term(resident: PlannedResident) -> range:
    return range(resident.first, resident.first + resident.half_months)


def _cells(stints: Sequence[Laid], asked: Asked, marks: Marks, term: range) -> Iterable[Cell]:
    """Gaps end with their month, so that every empty month is a cell of its own."""
    slot = asked.first
    for stint in stints:
        begin, end = max(stint.first, asked.first), min(stint.first + stint.half_months, asked.end)
        if end > begin:
            yield from _gap(slot, begin, term)
            yield Cell(end - begin, begin, stint, marks.at(stint, begin, end))
            slot = end
    yield from _gap(slot, asked.end, term)


def _gap(slot: int, end: int, term: range) -> Iterable[Cell]:
    while slot < end:
        step = min(2 - slot % 2, end - slot)
        yield Cell(step, slot, is_free=slot in term)
        slot += step


@dataclass(frozen=True)
class Crowd:
    """Who is in a department in a month, and whether it takes them."""

    month: int
    names: Sequence[str]
    most: int | None
    wrong: Conflict | None


def by_department(plan: RotationPlan, asked: Asked, actor: Actor, marks: Marks, limits: Limits) -> list[Row]:
    """A line for each department with the names in each month; two statements."""
    residents = {each.pk: each for each in _there(plan, asked, actor)}
    there: dict[tuple[int, int], list[str]] = defaultdict(list)
    departments: dict[int, Unit] = {}
    for stint in laid(_stints(plan, asked, actor, residents.values())):
        if asked.department in (None, stint.department_id):
            departments[stint.department_id] = stint.department
            name = residents[stint.resident_id].training.person.name
            for month in range(max(stint.first, asked.first) // 2, (stint.first + stint.half_months - 1) // 2 + 1):
                there[stint.department_id, month].append(name)
    return [
        Row(unit, [_crowd(key, month, there, marks, limits) for month, _ in months_shown(asked)])
        for key, unit in sorted(departments.items(), key=lambda each: (each[1].pinyin, each[0]))
        if any((key, month) in there for month, _ in months_shown(asked))
    ]


def _crowd(key: int, month: int, there: Any, marks: Marks, limits: Limits) -> Crowd:
    return Crowd(month, there.get((key, month), []), limits.most(key, month), marks.cells.get((key, month)))


def on_day(plan: RotationPlan, asked: Asked, actor: Actor, day: date) -> list[Stint]:
    """Who is where on a day, by department; two statements."""
    slot, residents = slot_of(day), {each.pk: each for each in _there(plan, asked, actor)}
    rows = stints_visible_to(actor).filter(resident__in=residents, first__lte=slot).select_related("department")
    found = []
    for stint in rows.order_by("department__pinyin", "department", "resident"):
        if rules.is_now(stint, day) and asked.department in (None, stint.department_id):
            stint.resident = residents[stint.resident_id]
            found.append(stint)
    return found


def described(stint: Laid | Stint) -> str:
    """«心内科 4 个月 2026-09-01 至 2026-12-31»: what a pointer resting on its cell reads."""
    length = months_of(stint.half_months)
    return f"{stint.department.name} {length} 个月 {span_shown(stint.first, stint.half_months)}"


def specialties_of(plan: RotationPlan) -> set[int | None]:
    """Keys of the specialties in a plan."""
    rows = PlannedResident._base_manager.filter(plan=plan).order_by()
    return set(rows.values_list("training__specialty", flat=True).distinct())


def years_of(plan: RotationPlan) -> list[int]:
    """Intake years in a plan."""
    rows = PlannedResident._base_manager.filter(plan=plan).order_by()
    return sorted(rows.values_list("training__intake_year", flat=True).distinct())


def starting_month(plan: RotationPlan, today: date) -> int:
    """Where a grid begins: with this month, if the plan has it."""
    this = slot_of(today) // 2
    return this if plan.first // 2 <= this < (plan.first + plan.half_months) // 2 else plan.first // 2


def day_in(plan: RotationPlan, today: date) -> date:
    """Today, if the plan has it, else its first day."""
    return today if plan.first <= slot_of(today) < plan.first + plan.half_months else first_day(plan.first)
