"""Who is it? Log-in name and password against the accounts (PLT-11, 12)."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from . import initial
from .models import Account


class LoginBackend(BaseBackend):
    """Finds the account by its log-in name and judges the password.

    An account that is not yet activated is given back too when its initial password is right, but nobody can be logged
    in with it: `get_user` knows no such user. All that is left to do with it is to activate it.
    """

    def authenticate(
        self, request: HttpRequest | None, login: str | None = None, password: str | None = None, **_others: Any
    ) -> Account | None:
        if not login or password is None:
            return None
        account = Account.objects.by_login(login)
        return account if self._is_right(account, password) else None

    def get_user(self, user_id: int) -> Account | None:
        return Account.objects.filter(pk=user_id, is_active=True).exclude(password="").first()

    def _is_right(self, account: Account | None, password: str) -> bool:
        if account and account.is_activated:
            return account.check_password(password) and account.is_active
        make_password(password)  # takes the same time, or it would tell which names exist and are activated
        return account is not None and initial.opens(account, password) and account.is_active
