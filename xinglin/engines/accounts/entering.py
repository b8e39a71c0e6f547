"""Into the house and out: what a log-in leaves behind, and where those wait who must first activate (PLT-12)."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from xinglin.engines.access.actor import actor_of, memberships_of
from xinglin.engines.history import audit
from xinglin.engines.history.author import Author
from xinglin.kit import masking, text

from . import figures, second
from .models import Account

BACKEND = "xinglin.engines.accounts.backends.LoginBackend"
WAITING = "activating"  # session key: the account that gave its initial password; it is not logged in
MUST_CHANGE = "must_change_password"  # session key: a password that has expired
MUST_PROTECT = "must_add_second_factor"  # session key: a role that asks for a second factor, and none is there
SECOND = "second_step"  # session key: the account that gave its password and has a second factor
SECOND_STEP_FOR = timedelta(minutes=10)
NEXT = "next"


def address_of(request: HttpRequest) -> str:
    """The network address the request came from."""
    return request.META.get("REMOTE_ADDR", "")


def actor_for(account: Account, request: HttpRequest) -> Author:
    """Who acts when an account does something about itself: its first identity, or just its name when it has none."""
    held = memberships_of(account.pk)
    if held:
        return actor_of(held[0], address=address_of(request))
    return Author(
        account_id=account.pk, name=account.name, role="", unit_id=None, unit_name="", address=address_of(request)
    )


def log_in(request: HttpRequest, account: Account, *, how: str = "密码") -> None:
    """Open the session of an activated account under a new key, and note it."""
    keep = request.session.get(NEXT)
    request.session.flush()
    login(request, account, backend=BACKEND)
    now = timezone.now()
    request.session.update(
        {
            "opened": now.timestamp(),
            "address": address_of(request)[:64],
            "browser": request.headers.get("User-Agent", "")[:200],
        }
    )
    if keep:
        request.session[NEXT] = keep
    if is_password_old(account):
        request.session[MUST_CHANGE] = True
    if second.must_be_protected(account) and not second.is_protected(account):
        request.session[MUST_PROTECT] = True
    record(request, "accounts.logged_in", "登录", account=account, how=how)


def admit(request: HttpRequest, account: Account, *, how: str = "密码") -> HttpResponse:
    """After the password: into the house, or to the second step of who has one (PLT-17)."""
    if not second.is_protected(account):
        log_in(request, account, how=how)
        return redirect(where_to(request))
    _wait(request, SECOND, [account.pk, str(account.password_changed_at), how, timezone.now().timestamp()])
    return redirect("accounts:second")


def account_at_second_step(request: HttpRequest) -> tuple[Account, str] | None:
    """Who gave his password here minutes ago and waits for the second step, and how he began."""
    key, term, how, since = request.session.get(SECOND) or (None, "", "", 0)
    if not key or timezone.now().timestamp() - since > SECOND_STEP_FOR.total_seconds():
        return None
    account = Account.objects.filter(pk=key, is_active=True).exclude(password="").first()
    return (account, how) if account and str(account.password_changed_at) == term else None


def log_out(request: HttpRequest) -> None:
    """End the session and note it."""
    if request.user.is_authenticated:
        record(request, "accounts.logged_out", "退出登录", account=request.user)
    logout(request)


def wait_for_activation(request: HttpRequest, account: Account) -> None:
    """Remember who gave the right initial password; nothing but the activation page knows what to do with it."""
    _wait(request, WAITING, [account.pk, _term(account)])


def _wait(request: HttpRequest, key: str, value: list[Any]) -> None:
    """A fresh session that knows one thing; nothing but the page for it does anything with that."""
    keep = request.session.get(NEXT)
    request.session.flush()
    request.session[key] = value
    if keep:
        request.session[NEXT] = keep


def waiting_account(request: HttpRequest) -> Account | None:
    """The account that waits to be activated in this session, as long as it still is not."""
    key, term = request.session.get(WAITING) or (None, None)
    account = Account.objects.filter(pk=key, is_active=True, password="").first() if key else None
    return account if account and _term(account) == term else None


def _term(account: Account) -> str:
    """Changes with every reset, so that an initial password given before it opens nothing."""
    return str(account.initial_password_until)


def is_password_old(account: Account) -> bool:
    """Past its days (0: never)?"""
    days = figures.number(figures.EXPIRY_DAYS)
    return bool(days) and password_age(account) >= days


def password_age(account: Account) -> int:
    """Days since the password was set."""
    return (timezone.now() - (account.password_changed_at or account.created_at)).days


def where_to(request: HttpRequest) -> str:
    """The page one was on the way to, else the home page."""
    wanted = request.session.pop(NEXT, "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if wanted and safe else settings.LOGIN_REDIRECT_URL


def record(
    request: HttpRequest,
    action: str,
    title: str,
    *,
    account: Any = None,
    login: str = "",
    succeeded: bool = True,
    **details: Any,
) -> None:
    """Note a log-in or its failure; a name nobody has is kept masked, as it can be a document number (PLT-101)."""
    nobody = Author(
        account_id=None,
        name=masking.document_number(text.number(login))[:120],
        role="",
        unit_id=None,
        unit_name="",
        address=address_of(request),
    )
    audit.record(action, title, by=actor_for(account, request) if account else nobody, succeeded=succeeded, **details)
