"""What recruitment does in the background, by area."""

from . import running

__all__ = ["running"]
