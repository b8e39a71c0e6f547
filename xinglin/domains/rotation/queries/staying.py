"""Who comes to a department, is there and leaves it; leaves (ROT-06, ROT-07)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import F, QuerySet
from django.utils.timezone import localdate

from xinglin.domains.training.public import BOUND
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import visible
from xinglin.kit.half_months import slot_of

from .. import rules
from ..enums import PlanState
from ..models import Leave, LeaveLimit, Stint
from .plans import extended_to, extensions

Tag = tuple[str, str]


def department_stints_visible_to(actor: Actor) -> "QuerySet[Stint]":
    """By the plan in force, whoever is in the department this month or the next, or has not left it yet."""
    rows = visible(Stint, actor, rules.STAYS).filter(
        resident__plan__state=PlanState.PUBLISHED, resident__training__status__in=BOUND
    )
    this = slot_of(localdate()) // 2 * 2
    near = rows.annotate(end=F("first") + F("half_months")).filter(first__lt=this + 4)
    near = near.exclude(end__lte=this, stay__isnull=True).exclude(end__lte=this, stay__left_on__isnull=False)
    return near.select_related(
        "department", "line", "stay", "resident__plan", "resident__training__person", "resident__training__specialty"
    )


def stay_tag(stint: Stint, today: date) -> Tag:
    """待入科, 在科, 已出科, and what is late or was never confirmed."""
    stay = rules.stay_of(stint)
    if stay is None and stint.ends_on < today:
        return "未办理入科", "grey"
    if stay is None:
        return ("应入科", "orange") if stint.starts_on <= today else ("待入科", "grey")
    if stay.left_on:
        return "已出科", "green"
    return ("应出科", "orange") if stint.ends_on < today else ("在科", "blue")


def leaves_visible_to(actor: Actor) -> "QuerySet[Leave]":
    """Of the base, or of one's department."""
    return visible(Leave, actor, rules.LEAVES).select_related("department", "training__person", "training__specialty")


def with_extensions(leaves: Sequence[Any], actor: Actor) -> None:
    """Give each leave by how many days its resident's training is extended in all, and until when."""
    trainings = list({leave.training_id: leave.training for leave in leaves}.values())
    over = extensions(trainings)
    until = extended_to(trainings, over)
    for leave in leaves:
        leave.days = (leave.ends_on - leave.starts_on).days + 1
        leave.extended, leave.extended_to = over[leave.training_id], until.get(leave.training_id)


def own_leaves(actor: Actor) -> "QuerySet[Leave]":
    """One's own."""
    return visible(Leave, actor, rules.OWN).select_related("department", "training")


def limits_visible_to(actor: Actor) -> "QuerySet[LeaveLimit]":
    """The base's, the newest first."""
    return visible(LeaveLimit, actor, rules.PLAN).order_by("-valid_from")
