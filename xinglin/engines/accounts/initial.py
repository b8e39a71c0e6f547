"""Initial passwords: what they open, for how long, and for whom they are not enough (PLT-12)."""

import hmac
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from xinglin.engines.secrets.keys import keyed_index
from xinglin.kit.calendar import shown

from . import figures
from .models import Account, InitialPassword
from .queries import who_resets

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another


def new_one_time() -> str:
    """A password to be handed over once, as three groups of four (59 bits)."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


def one_time_index(password: str) -> bytes:
    """How a one-time password is stored. A keyed index is enough for so much randomness, and costs no hashing."""
    return keyed_index(password.strip().lower(), "one-time-password")


def lapses_at() -> datetime:
    """Until when an initial password given now is good."""
    return timezone.now() + timedelta(days=figures.number(figures.INITIAL_DAYS))


def opens(account: Account, password: str) -> bool:
    """Is it the account's initial password? In constant time; whether it may still be used is `why_closed`."""
    if account.is_activated:
        return False
    if account.initial_password == InitialPassword.ONE_TIME:
        return hmac.compare_digest(one_time_index(password), account.one_time_index or b"")
    return hmac.compare_digest(password.encode(), _well_known(account.initial_password).encode())


def why_closed(account: Account) -> str | None:
    """Why the right initial password does not open this account, or None."""
    until = account.initial_password_until
    if until and until <= timezone.now():
        return f"初始密码已于 {shown(until)} 失效，请联系{who_resets(account)}重置密码后再登录。"
    if account.initial_password != InitialPassword.ONE_TIME and not account.mobile_masked:
        # Everybody knows this password: without a code to the owner's mobile the document number would be enough.
        return f"该账号没有登记手机号码，不能用初始密码激活，请联系{who_resets(account)}登记手机号码或重置密码。"
    return None


def _well_known(kind: str) -> str:
    resident = kind == InitialPassword.RESIDENT
    return settings.INITIAL_PASSWORD_RESIDENT if resident else settings.INITIAL_PASSWORD_ASSESSMENT


def words(account: Account) -> str:
    """How the owner gets in now, for the one who reset the password; "" when a one-time password was given."""
    if account.initial_password == InitialPassword.ONE_TIME:
        return ""
    return f"初始密码为 {_well_known(account.initial_password)}，登录时须输入发送到 {account.mobile_masked} 的验证码"
