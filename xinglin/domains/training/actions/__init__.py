"""Writes to training records, each for a set."""

from .enrolling import Newcomer, enrol, give_back
from .intake import delete_trainings, open_accounts, open_late_accounts, reset_passwords
from .moving import change_specialty, move_trainings, receive
from .saving import import_trainings, return_personal, save_trainings, set_terms, settle_trainings
from .status import change_status, change_statuses, take_back_status, update_trainings
from .undoing import undo_opening, undo_saving

__all__ = [
    "Newcomer",
    "change_specialty",
    "change_status",
    "change_statuses",
    "delete_trainings",
    "enrol",
    "give_back",
    "import_trainings",
    "move_trainings",
    "open_accounts",
    "open_late_accounts",
    "receive",
    "reset_passwords",
    "return_personal",
    "save_trainings",
    "set_terms",
    "settle_trainings",
    "take_back_status",
    "undo_opening",
    "undo_saving",
    "update_trainings",
]
