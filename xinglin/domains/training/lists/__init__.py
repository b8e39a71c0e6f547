"""The list pages of this domain."""

from .residents import INTAKE, REVIEWS
from .schedule import SCHEDULE
from .updates import UPDATES

__all__ = ["INTAKE", "REVIEWS", "SCHEDULE", "UPDATES"]
