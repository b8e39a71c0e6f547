"""Rights around 招生计划, and what may be applied for, submitted and granted (REC-02, R-REC-10)."""

from collections.abc import Mapping
from typing import Any

from xinglin.engines.access.rights import right
from xinglin.engines.access.roles import AUTHORITIES, PROVINCE, Role
from xinglin.engines.review.models import State

from ..fields.plans import MOST
from ..models import Place, Plan
from .batches import STAFF

VIEW_PLANS = right("recruitment.view_plans", "查看招生计划", AUTHORITIES, STAFF)
PLAN = right("recruitment.plan", "申报招生计划", Role.BASE_ADMIN)
REVIEW_PLANS = right("recruitment.review_plans", "审核招生计划", PROVINCE)


def may_plan(plan: Plan | None) -> str | None:
    """Change what is applied for? Not what the province is just looking at."""
    if plan and plan.case and plan.case.state == State.OPEN:
        return "招生计划已提交，正在等待省级审核。如需修改，请先撤回，或由省级退回。"
    return None


def may_ask(asked: int, standing: Place | None) -> str | None:
    """Apply for so many places? Never for fewer than are taken (REC-02)."""
    if not 0 <= asked <= MOST:
        return f"申报人数应为 0–{MOST} 的整数，现为 {asked}，请核对。"
    if standing and asked < standing.taken:
        return f"该计划已录取 {standing.taken} 人，申报人数不能少于已录取人数。"
    return None


def may_grant(place: Place, granted: int | None) -> str | None:
    """Set the number of a line that waits at the province? None: as applied for."""
    case = place.plan.case
    if case is None or case.state != State.OPEN:
        return "该招生计划不在等待省级审核，不能核定人数。"
    number = place.asked if granted is None else granted
    if not 0 <= number <= MOST:
        return f"核定人数应为 0–{MOST} 的整数，现为 {number}，请核对。"
    if number < place.taken:
        return f"该计划已录取 {place.taken} 人，核定人数不能少于已录取人数。"
    return None


def in_force(place: Place) -> int:
    """The number that approval brings into force."""
    return place.asked if place.granted is None else place.granted


def why_over(capacity: Mapping[str, Any]) -> str | None:
    """A warning, no refusal: three intakes together must lie between least and most of a programme (R-REC-10)."""
    total, least, most = capacity["total"], capacity["least"], capacity["most"]
    if not total:
        return "近三年均未招收，专业基地可能被撤销。"
    if most is not None and total > most:
        return f"近三年招收合计 {total} 人，超过专业基地容量 {most} 人。"
    if least is not None and total < least:
        return f"近三年招收合计 {total} 人，少于专业基地最小容量 {least} 人。"
    return None
