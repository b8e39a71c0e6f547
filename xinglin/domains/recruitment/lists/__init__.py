"""The list pages of recruitment, by area."""

from . import batches, confirming, plans, progress, running

__all__ = ["batches", "confirming", "plans", "progress", "running"]
