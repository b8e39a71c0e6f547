"""The list pages of this domain."""

from .findings import FINDINGS
from .managed import MANAGED, MANAGED_REVIEWS
from .registers import ACCOUNTS, PAST, WITHDRAWALS
from .residents import INTAKE, REVIEWS
from .schedule import SCHEDULE
from .updates import UPDATES

__all__ = [
    "ACCOUNTS",
    "FINDINGS",
    "INTAKE",
    "MANAGED",
    "MANAGED_REVIEWS",
    "PAST",
    "REVIEWS",
    "SCHEDULE",
    "UPDATES",
    "WITHDRAWALS",
]
