"""Lock-out after failed log-ins, per account and address (PLT-17): the hooks of django-axes, and the words."""

import math
from datetime import timedelta
from typing import Any

from axes.models import AccessAttempt
from django.db.models import Max, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from . import figures
from .models import Account, login_key_of


def failure_limit(_request: HttpRequest, _credentials: object) -> int:
    """How many failures are one too many (AXES_FAILURE_LIMIT)."""
    return figures.number(figures.LOGIN_FAILURES)


def cool_off(_request: HttpRequest | None = None) -> timedelta:
    """How long a lock-out lasts (AXES_COOLOFF_TIME)."""
    return timedelta(minutes=figures.number(figures.LOCKOUT_MINUTES))


def key_for_axes(request: HttpRequest, credentials: dict[str, Any] | None) -> str | None:
    """What axes counts by: the keyed index, so that no document number lands in its tables (AXES_USERNAME_CALLABLE)."""
    given = credentials or {}
    if known := given.get(Account.USERNAME_FIELD):  # after a log-in axes names the user itself
        return known
    return login_key_of(given["login"]) if given.get("login") else None


def sentence(login: str, address: str) -> str:
    """Why nobody can log in now, with the minutes left."""
    tried = AccessAttempt.objects.filter(username=login_key_of(login), ip_address=address)
    last = tried.aggregate(last=Max("attempt_time"))["last"] or timezone.now()
    left = max(1, math.ceil((last + cool_off() - timezone.now()).total_seconds() / 60))
    return (
        f"连续 {figures.number(figures.LOGIN_FAILURES)} 次登录失败，该账号在您的网络地址上已锁定，"
        f"请 {left} 分钟后再试；忘记密码可以点击“忘记密码”重新设置。"
    )


def locked_attempts() -> "QuerySet[AccessAttempt]":
    """Failures by which somebody is locked out at this moment."""
    return AccessAttempt.objects.filter(
        failures_since_start__gte=figures.number(figures.LOGIN_FAILURES), attempt_time__gt=timezone.now() - cool_off()
    )


def forget(login_keys: list[str]) -> None:
    """After a reset or a recovery the owner starts with a clean sheet."""
    AccessAttempt.objects.filter(username__in=login_keys).delete()
