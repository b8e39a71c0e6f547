"""Sheets of recruitment, by area."""

from . import following, plans, scoring

__all__ = ["following", "plans", "scoring"]
