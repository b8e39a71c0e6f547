"""Writes to accounts, by what they are about."""

from ..opening import NewAccount
from .accounts import (
    AccountsOpened,
    PasswordsReset,
    activate,
    change_mobile,
    change_password,
    correct_mobiles,
    end_sessions,
    open_accounts,
    recover_password,
    reset_passwords,
)

__all__ = [
    "AccountsOpened",
    "NewAccount",
    "PasswordsReset",
    "activate",
    "change_mobile",
    "change_password",
    "correct_mobiles",
    "end_sessions",
    "open_accounts",
    "recover_password",
    "reset_passwords",
]
