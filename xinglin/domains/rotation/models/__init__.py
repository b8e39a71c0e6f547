"""Tables of rotation: what is needed for planning, the plans, and what came of them."""

from .plans import Edit, PlannedResident, RotationPlan, Stint
from .setup import Capacity, Elective, Forbidden, Leave, LeaveLimit, LineDepartment
from .stays import Stay
from .teaching import Avoidance, Teaching, TeachingLimit

__all__ = [
    "Avoidance",
    "Capacity",
    "Edit",
    "Elective",
    "Forbidden",
    "Leave",
    "LeaveLimit",
    "LineDepartment",
    "PlannedResident",
    "RotationPlan",
    "Stay",
    "Stint",
    "Teaching",
    "TeachingLimit",
]
