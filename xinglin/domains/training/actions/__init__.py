"""Writes to training records, each for a set."""

from .intake import delete_trainings, open_accounts, reset_passwords
from .saving import import_trainings, return_personal, save_trainings

__all__ = [
    "delete_trainings",
    "import_trainings",
    "open_accounts",
    "reset_passwords",
    "return_personal",
    "save_trainings",
]
