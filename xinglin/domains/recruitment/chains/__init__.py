"""How what is asked for in recruitment climbs."""

from . import following, plans

__all__ = ["following", "plans"]
