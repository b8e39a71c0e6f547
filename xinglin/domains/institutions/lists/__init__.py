"""The list pages of this domain."""

from .bases import BASES
from .departments import DEPARTMENTS, STAFF
from .modes import CHARGES, MODES
from .programmes import AFFILIATIONS, PROGRAMMES

__all__ = ["AFFILIATIONS", "BASES", "CHARGES", "DEPARTMENTS", "MODES", "PROGRAMMES", "STAFF"]
