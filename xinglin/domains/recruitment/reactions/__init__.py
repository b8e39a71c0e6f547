"""What recruitment does when something was announced."""

from . import applying, following, plans

__all__ = ["applying", "following", "plans"]
