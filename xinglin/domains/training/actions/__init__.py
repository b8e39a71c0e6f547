"""Writes to training records, each for a set."""

from .intake import delete_trainings, open_accounts, open_late_accounts, reset_passwords
from .moving import change_specialty, receive
from .saving import import_trainings, return_personal, save_trainings
from .status import change_status, change_statuses, take_back_status, update_trainings
from .undoing import undo_opening, undo_saving

__all__ = [
    "change_specialty",
    "change_status",
    "change_statuses",
    "delete_trainings",
    "import_trainings",
    "open_accounts",
    "open_late_accounts",
    "receive",
    "reset_passwords",
    "return_personal",
    "save_trainings",
    "take_back_status",
    "undo_opening",
    "undo_saving",
    "update_trainings",
]
