"""How what is asked for in recruitment climbs."""

from . import plans

__all__ = ["plans"]
