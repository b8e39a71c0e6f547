"""The list pages of recruitment, by area."""

from . import admitting, batches, confirming, following, plans, progress, reporting_in, running, scoring, screening

__all__ = [
    "admitting",
    "batches",
    "confirming",
    "following",
    "plans",
    "progress",
    "reporting_in",
    "running",
    "scoring",
    "screening",
]
