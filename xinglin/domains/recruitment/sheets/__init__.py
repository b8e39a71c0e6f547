"""Sheets of recruitment, by area."""

from . import plans

__all__ = ["plans"]
