"""What a base sets up before it plans: departments for the lines of a standard, capacities, times not allowed."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import QuerySet

from xinglin.domains.reference.public import RotationLine
from xinglin.domains.training.public import Training
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit
from xinglin.engines.access.visible import claim
from xinglin.engines.actions import Outcome, action

from .. import rules
from ..models import Capacity, Forbidden, LineDepartment
from ..queries.standards import base_of, own_departments, served_at


@action("rotation.lines_mapped", "设置标准科室对应")
def map_lines(lines: Mapping[int, Sequence[tuple[int, int]]], *, by: Actor) -> Outcome:
    """The actor's base serves each line with these of its departments: (department, half months), in this order.

    Half months of 0: a department that may be chosen instead. Keys are those of the lines.
    """
    base = base_of(by) if by.may(rules.MAP) else 0
    known = set(RotationLine.objects.filter(pk__in=lines).values_list("pk", flat=True)) if base else set()
    own = set(own_departments(by).values_list("pk", flat=True))
    before: dict[int, list[tuple[int, int]]] = {pk: [] for pk in known}
    for row in served_at(base).filter(line__in=known).select_for_update().order_by("pk"):
        before[row.line_id].append((row.department_id, row.half_months))
    outcome = Outcome.judged((pk, rules.may_map(lines[pk], own)) for pk in sorted(known))
    outcome.unchanged = [pk for pk in outcome.done if sorted(before[pk]) == sorted(lines[pk])]
    outcome.done = [pk for pk in outcome.done if pk not in set(outcome.unchanged)]
    served_at(base).filter(line__in=outcome.done).delete()
    LineDepartment._base_manager.bulk_create(
        LineDepartment(institution_id=base, line_id=pk, department_id=department, half_months=half_months, place=place)
        for pk in outcome.done
        for place, (department, half_months) in enumerate(lines[pk])
    )
    return outcome


@action("rotation.capacities_kept", "设置科室容量")
def keep_capacities(
    departments: "QuerySet[Unit]", *, least: int, most: int | None, month: int | None = None, by: Actor
) -> Outcome:
    """How many residents these departments take, in one month or else in all that say nothing of their own."""
    found = own_departments(by).filter(pk__in=departments.order_by().values("pk")) if by.may(rules.MAP) else None
    keys = sorted(found.values_list("pk", flat=True)) if found is not None else []
    why = rules.may_limit(least, most)
    if why:
        return Outcome(refused=dict.fromkeys(keys, why))
    Capacity._base_manager.filter(department__in=keys, month=month).delete()
    Capacity._base_manager.bulk_create(
        Capacity(institution_id=base_of(by), department_id=pk, month=month, least=least, most=most) for pk in keys
    )
    return Outcome(done=keys)


@action("rotation.times_forbidden", "设置轮转限制")
def forbid_times(
    trainings: "QuerySet[Training]",
    *,
    starts_on: date,
    ends_on: date,
    reason: str,
    department: str | None = None,
    by: Actor,
) -> Outcome:
    """In this time these residents may not be in the department of this name, or, without one, in none at all."""
    claimed = claim(trainings, by, rules.PLAN, "person")
    named = own_departments(by).filter(name=department.strip()).first() if department else None
    why = "结束日期早于开始日期，请修改。" if ends_on < starts_on else None
    if department and named is None:
        why = f"本基地没有启用的科室“{department.strip()}”，请核对名称。"
    outcome = Outcome.judged((training.pk, why) for training in claimed)
    outcome.labels = {training.pk: training.person.name for training in claimed}
    Forbidden._base_manager.bulk_create(
        Forbidden(training_id=pk, department=named, starts_on=starts_on, ends_on=ends_on, reason=reason.strip())
        for pk in outcome.done
    )
    return outcome


@action("rotation.forbidden_lifted", "取消轮转限制")
def lift_forbidden(rows: "QuerySet[Forbidden]", *, by: Actor) -> Outcome:
    """Keys are primary keys."""
    keys = [row.pk for row in claim(rows, by, rules.PLAN)]
    Forbidden._base_manager.filter(pk__in=keys).delete()
    return Outcome(done=keys)
