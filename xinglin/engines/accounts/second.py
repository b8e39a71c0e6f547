"""The second step of a log-in: does one have it, must one have it, and is what was given right? (PLT-17)"""

import hmac
import secrets
import time
from datetime import timedelta
from typing import Any

import pyotp
import segno
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from xinglin.engines.access.actor import memberships_of
from xinglin.engines.secrets.keys import keyed_index

from . import figures, passkeys
from .models import Account, Passkey, RecoveryCode, SecondFactor

STEP_SECONDS = 30
RECOVERY_CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another


def is_protected(account: Account) -> bool:
    """Has the account a second factor?"""
    return (
        SecondFactor.objects.filter(account=account, app_secret__isnull=False).exists()
        or Passkey.objects.filter(account=account).exists()
    )


def must_be_protected(account: Account) -> bool:
    """Does one of the account's roles ask for a second factor?"""
    asked = set(figures.roles(figures.SECOND_FACTOR_ROLES))
    return bool(asked) and any(held.role in asked for held in memberships_of(account.pk))


def new_secret() -> str:
    """A secret for an authenticator app."""
    return pyotp.random_base32()


def picture_of(secret: str, account: Account) -> str:
    """The QR code that the app scans, as a data address."""
    words = pyotp.TOTP(secret).provisioning_uri(name=account.login_masked, issuer_name="杏林")
    return segno.make(words, error="m").svg_data_uri(scale=5, border=2)


def step_of(secret: str, typed: str) -> int | None:
    """The half minute whose code was typed; one earlier or later still counts, as clocks differ."""
    now = int(time.time()) // STEP_SECONDS
    code, app = "".join(typed.split()), pyotp.TOTP(secret)
    return next(
        (step for step in (now, now - 1, now + 1) if hmac.compare_digest(app.generate_otp(step), code)),
        None,
    )


def new_recovery_code() -> str:
    """«k7mq-3vtx» (39 bits), good for one log-in."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(2))


def recovery_index(account: Account, code: str) -> bytes:
    """How a recovery code is stored."""
    return keyed_index(f"{account.pk}:{''.join(code.split()).replace('-', '').lower()}", "recovery-code")


def why_not_code(account: Account, typed: str) -> str | None:
    """Use a code of the app or a recovery code; None when it was right, else the sentence for the field."""
    with transaction.atomic():
        factor = _locked(account)
        if why := _why_wait(factor):
            return why
        is_right = _is_app_code(factor, typed) or _is_recovery_code(account, typed)
        return _counted(factor, is_right, "验证码不正确")


def why_not_passkey(request: HttpRequest, account: Account, answer: str) -> str | None:
    """Is the browser's answer signed by one of the account's keys? None, or the sentence."""
    with transaction.atomic():
        factor = _locked(account)
        if why := _why_wait(factor):
            return why
        proof = passkeys.used(request, account, answer)
        if proof:
            key, count = proof
            Passkey.objects.filter(pk=key.pk).update(sign_count=count, used_at=timezone.now())
        return _counted(factor, proof is not None, "通行密钥没有通过验证")


def _locked(account: Account) -> SecondFactor:
    SecondFactor.objects.get_or_create(account=account)
    return SecondFactor.objects.select_for_update().get(account=account)


def _why_wait(factor: SecondFactor) -> str | None:
    """After too many wrong ones nobody may try for a while, from whatever address."""
    if factor.failures < figures.number(figures.LOGIN_FAILURES) or factor.failed_at is None:
        return None
    left = factor.failed_at + timedelta(minutes=figures.number(figures.LOCKOUT_MINUTES)) - timezone.now()
    if left <= timedelta(0):
        factor.failures = 0
        return None
    minutes = max(1, -(-int(left.total_seconds()) // 60))
    return f"二次验证连续 {factor.failures} 次不正确，已暂停验证，请 {minutes} 分钟后再试。"


def _counted(factor: SecondFactor, is_right: bool, wrong: str) -> str | None:
    factor.failures = 0 if is_right else factor.failures + 1
    factor.failed_at = None if is_right else timezone.now()
    factor.save(update_fields=["failures", "failed_at", "last_step"])
    if is_right:
        return None
    left = figures.number(figures.LOGIN_FAILURES) - factor.failures
    return f"{wrong}，请重试；再错 {left} 次将暂停验证。" if left > 0 else _why_wait(factor)


def _is_app_code(factor: SecondFactor, typed: str) -> bool:
    secret: Any = factor.app_secret
    step = step_of(secret, typed) if secret else None
    if step is None or step <= factor.last_step:
        return False
    factor.last_step = step
    return True


def _is_recovery_code(account: Account, typed: str) -> bool:
    unused = RecoveryCode.objects.filter(account=account, used_at=None, code_index=recovery_index(account, typed))
    return bool(unused.update(used_at=timezone.now()))
