"""What others may use of rotation."""

from .actions.planning import draft_plans, plan_residents
from .actions.publishing import publish_plans
from .actions.repeating import record_repeats, withdraw_repeats
from .actions.setup import keep_capacities, map_lines
from .actions.staying import confirm_entries, confirm_exits, keep_leave_limits, record_leaves
from .actions.teaching import assign_supervisors, share_supervisors
from .enums import PlanState
from .models import Repeat, RotationPlan, Stay, Stint, Teaching
from .queries.beside import ASKED, BESIDE, NEEDED_STAYS, Beside
from .queries.repeating import repeats_due
from .queries.standards import base_of
from .queries.teaching import taught_by, taught_now, teachings_visible_to

__all__ = [
    "ASKED",
    "BESIDE",
    "NEEDED_STAYS",
    "Beside",
    "PlanState",
    "Repeat",
    "RotationPlan",
    "Stay",
    "Stint",
    "Teaching",
    "assign_supervisors",
    "base_of",
    "confirm_entries",
    "confirm_exits",
    "draft_plans",
    "keep_capacities",
    "keep_leave_limits",
    "map_lines",
    "plan_residents",
    "publish_plans",
    "record_leaves",
    "record_repeats",
    "repeats_due",
    "share_supervisors",
    "taught_by",
    "taught_now",
    "teachings_visible_to",
    "withdraw_repeats",
]
