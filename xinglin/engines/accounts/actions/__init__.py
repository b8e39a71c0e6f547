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
from .operators import NewOperator, open_operators
from .registering import NewRegistration, register
from .second_factor import (
    CodesMade,
    add_app,
    add_passkey,
    make_recovery_codes,
    remove_app,
    remove_passkeys,
    reset_second_factors,
)
from .security import set_figures, unlock

__all__ = [
    "AccountsOpened",
    "CodesMade",
    "NewAccount",
    "NewOperator",
    "NewRegistration",
    "PasswordsReset",
    "activate",
    "add_app",
    "add_passkey",
    "change_mobile",
    "change_password",
    "correct_mobiles",
    "end_sessions",
    "make_recovery_codes",
    "open_accounts",
    "open_operators",
    "recover_password",
    "register",
    "remove_app",
    "remove_passkeys",
    "reset_passwords",
    "reset_second_factors",
    "set_figures",
    "unlock",
]
