"""One stint put by hand into a draft, and which departments a resident chose (ROT-02, ROT-04)."""

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import QuerySet

from xinglin.domains.reference.public import RotationLine, RotationStandard
from xinglin.domains.training.public import BOUND, Training
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit
from xinglin.engines.access.visible import claim
from xinglin.engines.actions import Outcome, Refused, action
from xinglin.kit.half_months import span_shown

from .. import rules
from ..enums import Source
from ..models import Edit, Elective, LineDepartment, PlannedResident, RotationPlan, Stint
from ..queries.plans import approved_years, lock_plans, standards_for
from ..queries.standards import base_of, needed, own_departments, served_at

FOREIGN_LINE = "该标准科室不属于学员的轮转专业规范，请重新选择。"


@action("rotation.stints_placed", "安排轮转")
def place_stints(
    residents: "QuerySet[PlannedResident]",
    *,
    first: int,
    half_months: int,
    department: Unit,
    line: int | None = None,
    by: Actor,
) -> Outcome:
    """These residents of drafts are in a department for so many half months from `first` on; keys are theirs.

    `line`: for which line of their standard; none: for the first that the department serves, else for none (机动).
    """
    lock_plans(RotationPlan._base_manager.filter(residents__in=residents.order_by().values("pk")))
    claimed = claim(residents, by, rules.PLAN, "plan", "training__person")
    others = defaultdict(list)
    for stint in Stint._base_manager.filter(resident__in=claimed).select_related("department").order_by("first"):
        others[stint.resident_id].append(stint)
    lines, is_own = _Lines(claimed, department), own_departments(by).filter(pk=department.pk).exists()
    outcome = Outcome(labels={each.pk: each.training.person.name for each in claimed})
    fresh = []
    for each in claimed:
        why = rules.may_edit(each.plan) or rules.may_stand(first, half_months, others[each.pk], each.plan)
        why = why or (None if is_own else "只能选择本基地启用的科室，请重新选择。")
        why = why or (FOREIGN_LINE if line and not lines.has(each, line) else None)
        if why:
            outcome.refused[each.pk] = why
            continue
        facts = {"line_id": line or lines.served(each), "first": first, "half_months": half_months}
        fresh.append(Stint(resident=each, department=department, source=Source.BY_HAND, **facts))
    made = Stint._base_manager.bulk_create(fresh)
    Edit.objects.bulk_create(_edits(made, by))
    outcome.done = [stint.resident_id for stint in made]
    return outcome


class _Lines:
    """Which lines belong to which standard, and which of them a department serves; two statements."""

    def __init__(self, residents: Sequence[PlannedResident], department: Unit) -> None:
        standards = {each.standard_id for each in residents}
        found = RotationLine.objects.filter(standard__in=standards).order_by("standard", "order")
        self.of = {line.pk: line.standard_id for line in found}
        rows = LineDepartment._base_manager.filter(department=department, line__standard__in=standards)
        self.here = list(rows.order_by("line__order").values_list("line__standard", "line"))

    def has(self, resident: PlannedResident, line: int) -> bool:
        """Is it a line of his standard?"""
        return self.of.get(line) == resident.standard_id

    def served(self, resident: PlannedResident) -> int | None:
        """The first line of his standard that the department serves."""
        return next((line for standard, line in self.here if standard == resident.standard_id), None)


def _edits(made: Sequence[Stint], by: Actor) -> list[Edit]:
    """One step to be taken back for each plan."""
    by_plan: dict[int, list[Stint]] = defaultdict(list)
    for stint in made:
        by_plan[stint.resident.plan_id].append(stint)
    edits = []
    for plan, stints in by_plan.items():
        one, more = stints[0], f" 等 {len(stints)} 人" if len(stints) > 1 else ""
        where = f"{one.department.name} {span_shown(one.first, one.half_months)}"
        title = f"{one.resident.training.person.name}{more}：安排到{where}"[:200]
        edits.append(Edit(plan_id=plan, title=title, before=[], made=[stint.pk for stint in stints], by=by.name))
    return edits


@action("rotation.electives_chosen", "登记选科")
def choose_electives(
    trainings: "QuerySet[Training]", *, line: int, departments: Sequence[tuple[int, int]], by: Actor
) -> Outcome:
    """These residents go to these departments for a line: (department, half months); none: as the base shares it out.

    Plans that are filled or searched from now on reckon with it. Keys are those of the trainings. Raises Refused.
    """
    claimed = claim(trainings.filter(status__in=BOUND), by, rules.PLAN, "person", "specialty")
    if len({department for department, _ in departments}) != len(departments):
        raise Refused("同一科室重复选择，请合并为一行。")
    years, standards = approved_years(claimed), standards_for(claimed)
    offered = served_at(base_of(by)).filter(line=line).values_list("department", flat=True)
    asked = {pk: dict(_numbers(standard, years[pk])).get(line) for pk, standard in standards.items()}
    outcome = Outcome(labels={each.pk: each.person.name for each in claimed})
    known = set(offered)
    for each in claimed:
        number = asked.get(each.pk)
        if why := FOREIGN_LINE if number is None else rules.may_choose(departments, known, number):
            outcome.refused[each.pk] = why
        else:
            outcome.done.append(each.pk)
    Elective._base_manager.filter(training__in=outcome.done, line=line).delete()
    Elective._base_manager.bulk_create(
        Elective(training_id=pk, line_id=line, department_id=department, half_months=half_months)
        for pk in outcome.done
        for department, half_months in departments
    )
    return outcome


def _numbers(standard: RotationStandard, years: int) -> list[tuple[int, int]]:
    return [(line.pk, half_months) for line, half_months in needed(standard, years)]
