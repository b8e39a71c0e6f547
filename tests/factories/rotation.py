"""A base with departments, a standard mapped to them, residents in a published plan: all through the real actions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tests.factories.country import YEAR, Country
from tests.factories.faculty import applied, appointed, complete, person_of, staff_rows
from tests.walk import opened, walk
from xinglin.domains.faculty.actions.enlisting import save_supervisors
from xinglin.domains.faculty.models import Supervisor
from xinglin.domains.institutions.public import departments_under, save_departments
from xinglin.domains.reference.models import RotationStandard
from xinglin.domains.rotation.actions.editing import reassign_stints
from xinglin.domains.rotation.actions.planning import draft_plans, plan_residents
from xinglin.domains.rotation.actions.publishing import publish_plans
from xinglin.domains.rotation.actions.setup import map_lines
from xinglin.domains.rotation.models import RotationPlan, Stint
from xinglin.domains.training.models import Training
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit
from xinglin.engines.access.roles import Role
from xinglin.kit.half_months import slot_of

FIRST = date(YEAR, 9, 1)  # when residents of walk.py begin
NAMES = (
    "心内科",
    "呼吸内科",
    "消化内科",
    "感染科",
    "风湿免疫科",
    "内科门诊",
    "肾内科",
    "血液内科",
    "内分泌科",
    "神经内科",
)
NAMES += ("急诊科", "重症医学科", "老年医学科")  # one for each line of 内科


@dataclass
class Ward:
    """`departments` in the order of the standard's lines; each stint of `plan` is of 内科, three years."""

    base: Actor
    departments: list[Unit]
    plan: RotationPlan
    trainings: Sequence[Training]

    def stints(self, training: Training | None = None) -> list[Stint]:
        """Of the plan, or of one resident in it."""
        rows = Stint.objects.filter(resident__plan=self.plan).select_related("department", "line", "resident")
        return list(rows.filter(resident__training=training) if training else rows)


def departments_of(base: Actor, names: Sequence[str] = NAMES) -> list[Unit]:
    """Departments of the actor's base, opened where they are not there yet, in the order of their names."""
    standing = {unit.name for unit in departments_under(base.unit)}
    save_departments([{"name": name} for name in names if name not in standing], by=base)
    units = {unit.name: unit for unit in departments_under(base.unit)}
    return [units[name] for name in names]


def map_standard(base: Actor, code: str = "0100") -> list[Unit]:
    """Each line of the standard is served by a department of its own, for all its months."""
    lines = RotationStandard.objects.get(specialty__code=code).lines.all()
    departments = departments_of(base)[: len(lines)]
    pairs = zip(lines, departments, strict=True)
    outcome = map_lines({line.pk: [(unit.pk, int(line.months * 2))] for line, unit in pairs}, by=base)
    assert not outcome.refused, outcome.refused
    return departments


def draft(
    base: Actor, name: str = "2026级轮转计划", *, first: date = FIRST, months: int = 36, on: int | None = None
) -> int:
    """The key of a new plan."""
    row = {"name": name, "first_month": first, "months": months, "based_on": on}
    outcome = draft_plans([row], by=base)
    assert not outcome.refused, outcome.refused
    return outcome.records[0]


def ward(country: Country, number: int = 3, *, publish: bool = True, start: int = 0, base: Actor | None = None) -> Ward:
    """So many residents with all their training planned."""
    base = base or country.base
    trainings = walk(country, opened(country, number, by=base, start=start), "approved", start=start)
    departments, plan = map_standard(base), draft(base)
    outcome = plan_residents(Training.objects.filter(pk__in=[t.pk for t in trainings]), plan=plan, by=base)
    assert not outcome.refused, outcome.refused
    if publish:
        assert publish_plans(RotationPlan.objects.filter(pk=plan), by=base).done == [plan]
    return Ward(base, departments, RotationPlan.objects.get(pk=plan), trainings)


def slot(month: int, half: int = 0, year: int = YEAR) -> int:
    """The half month of a calendar month."""
    return slot_of(date(year, month, 16 if half else 1))


def crowd(country: Country, number: int = 5, *, start: int = 0, at: int = 0) -> Ward:
    """So many residents who all begin in the first of the departments (or are there in the half month `at`), for the
    months that their standard says.
    """
    made = ward(country, number, publish=False, start=start)
    chosen = [
        next(stint.pk for stint in sorted(made.stints(training), key=_begin) if stint.first + stint.half_months > at)
        for training in made.trainings
    ]
    rows = Stint.objects.filter(pk__in=chosen)
    assert not reassign_stints(rows, department=made.departments[0], by=made.base).refused
    assert publish_plans(RotationPlan.objects.filter(pk=made.plan.pk), by=made.base).done
    return made


def _begin(stint: Stint) -> int:
    return stint.first


def supervisors_in(country: Country, unit: Unit, number: int = 2, *, start: int = 500) -> list[Supervisor]:
    """So many of a department, appointed from today for three years."""
    by = country.actor(unit.institution or country.hospital, Role.BASE_ADMIN)
    rows = staff_rows(number, start=start, unit=unit.name, titled_on=None)
    keys = [save_supervisors(rows, by=by).records[index] for index in range(number)]
    found = Supervisor._base_manager.select_related("person").in_bulk(keys)
    for place, key in enumerate(keys):
        actor = person_of(found[key])
        complete(actor, unit, start + place)
        appointed(country, applied(country, actor), by=by)
    return [found[key] for key in keys]
