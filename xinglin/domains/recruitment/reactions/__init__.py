"""What recruitment does when something was announced."""

from . import applying, plans

__all__ = ["applying", "plans"]
