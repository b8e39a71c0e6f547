"""May the planner be asked, and may what it found be used? (ROT-20, ROT-21)"""

from collections.abc import Sequence

from ..enums import Goal, PlanState, ProposalState
from ..models import Proposal, RotationPlan

MOST_AT_ONCE, SHORTEST, LONGEST = 3, 5, 600  # searches; seconds


def may_propose(plan: RotationPlan, goal: str, residents: int, is_busy: bool) -> str | None:
    """A new search for a plan; after a leave it may be in force, since adopting makes a newer version of it."""
    if plan.state == PlanState.SUPERSEDED:
        return "该计划已被新版本替代，只供查看。"
    if goal == Goal.ANEW and plan.state != PlanState.DRAFT:
        return "该计划已发布，不能全部重新编排。请在“轮转计划”中“编制新版本”后再自动排班。"
    if not residents:
        return "计划中还没有学员，请先“加入学员”。"
    return "该计划正在计算，请等它完成，或先停止。" if is_busy else None


def may_stop(proposal: Proposal) -> str | None:
    """While it searches."""
    return "计算已经结束。" if proposal.is_over else None


def may_adopt(proposal: Proposal, digest: str) -> str | None:
    """A checked plan made of the same facts as they are now."""
    if not proposal.is_over:
        return "还在计算，请等它完成，或先停止。"
    if not proposal.stints:
        return "该方案没有结果，不能采用。"
    if why := why_not_used(proposal):
        return why
    if proposal.digest != digest:
        return "方案算出之后，学员、标准科室对应、容量、请假、锁定或已开始的轮转有了变动，请重新自动排班后再采用。"
    return None


def why_not_used(proposal: Proposal) -> str | None:
    """Nothing of a plan that another has replaced comes back into force."""
    if proposal.plan.state == PlanState.SUPERSEDED:
        return "该计划已被新版本替代，方案不能再采用。请在现行计划中重新自动排班。"
    return None


def may_relax(proposal: Proposal, changes: Sequence[object], residents: int, is_busy: bool) -> str | None:
    """Its reasons name a change of a department's capacity that is enough for the department alone, and the plan can
    be searched once more.
    """
    if proposal.state not in (ProposalState.DONE, ProposalState.STOPPED):
        return "该方案没有算完，请重新自动排班。"
    if not changes:
        return "没有可以直接放宽的容量，请按说明调整后重新自动排班。"
    return may_propose(proposal.plan, proposal.goal, residents, is_busy)
