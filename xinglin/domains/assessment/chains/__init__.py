"""How what is handed in climbs."""

from .agencies import AGENCY_APPLICATION
from .enrolling import ASSESSMENT

__all__ = ["AGENCY_APPLICATION", "ASSESSMENT"]
