"""What others may use of rotation."""

from .actions.planning import draft_plans, plan_residents
from .actions.publishing import publish_plans
from .actions.setup import keep_capacities, map_lines
from .actions.staying import confirm_entries, confirm_exits, keep_leave_limits, record_leaves
from .models import RotationPlan, Stint, Teaching

__all__ = [
    "RotationPlan",
    "Stint",
    "Teaching",
    "confirm_entries",
    "confirm_exits",
    "draft_plans",
    "keep_capacities",
    "keep_leave_limits",
    "map_lines",
    "plan_residents",
    "publish_plans",
    "record_leaves",
]
