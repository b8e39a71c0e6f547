"""What others may use of logbook."""

from .actions.assessing import keep_rules, save_scores, sign, sign_for_department
from .actions.recording import confirm_records, record_entries, return_records
from .actions.requiring import import_requirements
from .models import EndOfRotationAssessment, Entry
from .queries.progress import progress_of

__all__ = [
    "EndOfRotationAssessment",
    "Entry",
    "confirm_records",
    "import_requirements",
    "keep_rules",
    "progress_of",
    "record_entries",
    "return_records",
    "save_scores",
    "sign",
    "sign_for_department",
]
