"""The list pages of this domain."""

from .residents import INTAKE, REVIEWS
from .schedule import SCHEDULE

__all__ = ["INTAKE", "REVIEWS", "SCHEDULE"]
