"""What others may use of recruitment."""

from .actions.batches import save_batches, save_score_parts
from .actions.confirming import confirm_results
from .actions.plans import grant_places, save_places
from .models import Batch, Place, Plan
from .windows import STAGES

__all__ = [
    "STAGES",
    "Batch",
    "Place",
    "Plan",
    "confirm_results",
    "grant_places",
    "save_batches",
    "save_places",
    "save_score_parts",
]
