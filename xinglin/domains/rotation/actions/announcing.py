"""Telling people before a change of department (ROT-10)."""

from collections.abc import Sequence

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from xinglin.domains.training.public import BOUND
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.roles import Role
from xinglin.engines.access.visible import claim
from xinglin.engines.actions import Outcome, action
from xinglin.engines.notices.actions import notify
from xinglin.engines.notices.queries import members_of
from xinglin.kit.half_months import first_day, last_day

from .. import rules
from ..enums import PlanState
from ..models import RotationPlan, Stint

STAFF = (Role.DEPARTMENT_HEAD, Role.TEACHING_SECRETARY)


@action("rotation.changes_announced", "轮转变动提醒")
def announce_changes(plans: "QuerySet[RotationPlan]", *, slot: int, by: Actor) -> Outcome:
    """Tell, once, the residents who go to another department with this half month, the departments that they come to
    and leave, and who will teach them; only of plans in force. Keys are primary keys of the plans.
    """
    untold = Q(announced=None) | Q(announced__lt=slot)
    claimed = claim(plans.filter(untold, state=PlanState.PUBLISHED), by, rules.PLAN)
    keys = [plan.pk for plan in claimed]
    coming = _untold(Stint._base_manager.filter(resident__plan__in=keys, first=slot), slot)
    coming = coming.filter(resident__training__status__in=BOUND)
    rows = list(coming.values_list("department", "resident__training__person__account"))
    teaching = coming.filter(teaching__isnull=False)
    teachers = teaching.values_list("teaching__supervisor__person__account", flat=True)
    day = first_day(slot)
    notify(
        [account for _, account in rows if account],
        f"{day} 起到新的科室轮转",
        "请在“我的轮转”中查看科室和时间，按时办理出科和入科。",
        "/rotation/mine/",
        by=by,
    )
    staff = [account for _, account in members_of([department for department, _ in rows], STAFF)]
    notify(staff, f"{day} 起有学员到科轮转", "请查看名单，安排入科教育和带教。", "/rotation/department/", by=by)
    notify(
        [account for account in teachers if account],
        f"{day} 起有学员由您带教",
        "请在“我的学员”中查看轮转时间。",
        "/rotation/taught/",
        by=by,
    )
    _tell_left(keys, slot, by)
    RotationPlan._base_manager.filter(pk__in=keys).update(announced=slot)
    return Outcome(done=keys)


def _untold(stints: "QuerySet[Stint]", slot: int) -> "QuerySet[Stint]":
    """Without those that stand as they stood in a plan of which people were told before this one replaced it."""
    same = {name: OuterRef(name) for name in ("resident__training", "department", "first", "half_months")}
    told = Stint._base_manager.filter(
        **same, resident__plan__state=PlanState.SUPERSEDED, resident__plan__announced__gte=slot
    )
    return stints.filter(~Exists(told))


def _tell_left(plans: Sequence[int], slot: int, by: Actor) -> None:
    """The departments in which a rotation ends with the half month before."""
    ending = Stint._base_manager.filter(resident__plan__in=plans, first=slot - F("half_months"), stay__left_on=None)
    left = (
        _untold(ending, slot)
        .filter(resident__training__status__in=BOUND)
        .values_list("department", flat=True)
        .distinct()
    )
    staff = [account for _, account in members_of(list(left), STAFF)]
    title = f"{last_day(slot - 1)} 有学员轮转结束，请办理出科"
    notify(staff, title, "请按时完成出科考核和出科确认。", "/rotation/department/", by=by)
