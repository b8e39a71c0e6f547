"""What recruitment does in the background, by area."""

from . import applying, running

__all__ = ["applying", "running"]
