"""The list pages of this domain."""

from .bases import BASES
from .modes import CHARGES, MODES
from .programmes import AFFILIATIONS, PROGRAMMES

__all__ = ["AFFILIATIONS", "BASES", "CHARGES", "MODES", "PROGRAMMES"]
