"""Sheets of recruitment, by area."""

from . import following, plans

__all__ = ["following", "plans"]
