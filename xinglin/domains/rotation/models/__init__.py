"""Tables of rotation: what is needed for planning, the plans, and what came of them."""

from .plans import Edit, PlannedResident, RotationPlan, Stint
from .setup import Capacity, Forbidden, Leave, LeaveLimit, LineDepartment
from .stays import Stay

__all__ = [
    "Capacity",
    "Edit",
    "Forbidden",
    "Leave",
    "LeaveLimit",
    "LineDepartment",
    "PlannedResident",
    "RotationPlan",
    "Stay",
    "Stint",
]
