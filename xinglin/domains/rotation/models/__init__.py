"""Tables of rotation: what is needed for planning, the plans, and what came of them."""

from .feeds import CalendarFeed
from .plans import Edit, PlannedResident, RotationPlan, Stint
from .proposals import Proposal
from .repeats import Repeat
from .setup import Capacity, Elective, Forbidden, Leave, LeaveLimit, LineDepartment
from .stays import Stay
from .teaching import Avoidance, Teaching, TeachingLimit

__all__ = [
    "Avoidance",
    "CalendarFeed",
    "Capacity",
    "Edit",
    "Elective",
    "Forbidden",
    "Leave",
    "LeaveLimit",
    "LineDepartment",
    "PlannedResident",
    "Proposal",
    "Repeat",
    "RotationPlan",
    "Stay",
    "Stint",
    "Teaching",
    "TeachingLimit",
]
