"""The list pages of this domain."""

from .agencies import APPLICATIONS, ENTRUSTED
from .following import HISTORY, PROGRESS, REQUESTS, SPOT_CHECKS
from .institutions import CYCLES, DEPARTMENTS, INSTITUTIONS, REASONS
from .physicians import CONFIRMED, FEED_PROBLEMS, FEED_RUNS, UNCONFIRMED

__all__ = [
    "APPLICATIONS",
    "CONFIRMED",
    "CYCLES",
    "DEPARTMENTS",
    "ENTRUSTED",
    "FEED_PROBLEMS",
    "FEED_RUNS",
    "HISTORY",
    "INSTITUTIONS",
    "PROGRESS",
    "REASONS",
    "REQUESTS",
    "SPOT_CHECKS",
    "UNCONFIRMED",
]
