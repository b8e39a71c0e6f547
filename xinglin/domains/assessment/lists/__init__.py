"""The list pages of this domain."""

from .agencies import APPLICATIONS, ENTRUSTED
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
    "INSTITUTIONS",
    "REASONS",
    "UNCONFIRMED",
]
