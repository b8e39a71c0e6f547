"""How what is handed in climbs."""

from .agencies import AGENCY_APPLICATION

__all__ = ["AGENCY_APPLICATION"]
