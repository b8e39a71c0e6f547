"""The list pages of this domain."""

from .appointing import RECOMMENDATIONS, ROUNDS, STANDARDS
from .keeping import CERTIFICATES, INCIDENTS, VERDICTS
from .ratios import RATIOS
from .roster import REQUESTS
from .supervisors import SUPERVISORS

__all__ = [
    "CERTIFICATES",
    "INCIDENTS",
    "RATIOS",
    "RECOMMENDATIONS",
    "REQUESTS",
    "ROUNDS",
    "STANDARDS",
    "SUPERVISORS",
    "VERDICTS",
]
