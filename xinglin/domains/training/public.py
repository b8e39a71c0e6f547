"""What others may use of training."""

from .actions import change_status, open_accounts, receive, return_personal, save_trainings
from .enums import ChangeReason, TrainingStatus, UpdateKind
from .fields import TRAINING
from .models import ApprovedFacts, PersonalReturn, StatusChange, Training, UpdateEntry
from .queries.stored import base_of, keys_about, sections_about
from .rules.moving import Continuation
from .windows import INTAKE, PROVINCE_REVIEW

__all__ = [
    "INTAKE",
    "PROVINCE_REVIEW",
    "TRAINING",
    "ApprovedFacts",
    "ChangeReason",
    "Continuation",
    "PersonalReturn",
    "StatusChange",
    "Training",
    "TrainingStatus",
    "UpdateEntry",
    "UpdateKind",
    "base_of",
    "change_status",
    "keys_about",
    "open_accounts",
    "receive",
    "return_personal",
    "save_trainings",
    "sections_about",
]
