"""Departments of a base with how many they take and what they serve (ROT-04, ROT-20)."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit
from xinglin.kit.half_months import month_shown

from .. import rules
from ..models import Capacity
from .standards import base_of, own_departments, served_at


def departments_visible_to(actor: Actor) -> "QuerySet[Unit]":
    """Those of the actor's own base that are in use."""
    return own_departments(actor) if actor.may(rules.MAP) else Unit.objects.none()


def with_capacities(departments: Sequence[Any], actor: Actor) -> None:
    """Give each its usual capacity, the months that have their own, and the lines it serves; two statements."""
    found = defaultdict(list)
    for row in Capacity._base_manager.filter(department__in=[unit.pk for unit in departments]).order_by("month"):
        found[row.department_id].append(row)
    lines = defaultdict(list)
    served = served_at(base_of(actor)).filter(department__in=[unit.pk for unit in departments])
    order = ("line__standard__specialty__code", "line")
    for each in served.select_related("line__standard__specialty").order_by(*order):
        lines[each.department_id].append(f"{each.line.standard.specialty.name} {each.line.department}")
    for unit in departments:
        rows = found[unit.pk]
        unit.usual = next((_limits(row) for row in rows if row.month is None), None)
        unit.special = "；".join(f"{month_shown(row.month)} {_limits(row)}" for row in rows if row.month is not None)
        unit.serves = "、".join(lines[unit.pk][:6]) + (
            f" 等 {len(lines[unit.pk])} 项" if len(lines[unit.pk]) > 6 else ""
        )


def _limits(row: Capacity) -> str:
    return f"{row.least}–{row.most}" if row.most is not None else f"至少 {row.least}"
