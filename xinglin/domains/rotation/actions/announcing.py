"""Telling people before a change of department (ROT-10)."""

from django.db.models import Q, QuerySet

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.roles import Role
from xinglin.engines.access.visible import claim
from xinglin.engines.actions import Outcome, action
from xinglin.engines.notices.actions import notify
from xinglin.engines.notices.queries import members_of
from xinglin.kit.half_months import first_day

from .. import rules
from ..enums import PlanState
from ..models import RotationPlan, Stint

STAFF = (Role.DEPARTMENT_HEAD, Role.TEACHING_SECRETARY)


@action("rotation.changes_announced", "轮转变动提醒")
def announce_changes(plans: "QuerySet[RotationPlan]", *, slot: int, by: Actor) -> Outcome:
    """Tell, once, the residents who go to another department with this half month, and the departments that they come
    to; only of plans in force. Keys are primary keys of the plans.
    """
    untold = Q(announced=None) | Q(announced__lt=slot)
    claimed = claim(plans.filter(untold, state=PlanState.PUBLISHED), by, rules.PLAN)
    keys = [plan.pk for plan in claimed]
    coming = Stint._base_manager.filter(resident__plan__in=keys, first=slot)
    rows = list(coming.values_list("department", "resident__training__person__account"))
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
    RotationPlan._base_manager.filter(pk__in=keys).update(announced=slot)
    return Outcome(done=keys)
