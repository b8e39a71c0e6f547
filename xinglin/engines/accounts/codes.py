"""Six digits to the mobile number on record: issuing, limits and the one good use (PLT-12, 15, 17)."""

import hmac
import math
import secrets
from datetime import datetime, timedelta
from typing import Literal

from django.db import connection, transaction
from django.db.models import Count, F, Max, Q
from django.utils import timezone

from xinglin.engines.notices.messages import send_code
from xinglin.engines.secrets.keys import keyed_index
from xinglin.engines.secrets.kinds import blind_index

from . import figures
from .models import MobileCode

Purpose = Literal["activation", "recovery", "mobile", "registration"]

GOOD_FOR = timedelta(minutes=5)
MOST_TRIES = 5
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def request_code(login_key: str, mobile: str, purpose: Purpose, address: str) -> str | None:
    """Send a new code; None, or why not now.

    Without a mobile number all goes the same way and nothing is sent, so that nobody learns who has an account. Limits:
    `figures`.
    """
    with transaction.atomic():
        _one_at_a_time(login_key)
        mobile_index = blind_index(mobile, "mobile") if mobile else None
        if refused := _why_not_now(login_key, mobile_index, address):
            return refused
        code = f"{secrets.randbelow(1_000_000):06}"
        MobileCode.objects.create(
            login_key=login_key,
            purpose=purpose,
            mobile_index=mobile_index,
            code_index=_index(login_key, purpose, code) if mobile else None,
            address=address,
        )
        if mobile:
            send_code(mobile, purpose, code)
    return None


def seconds_to_wait(login_key: str) -> int:
    """Until the next code can be asked for; 0 when now."""
    last = MobileCode.objects.filter(login_key=login_key).aggregate(last=Max("created_at"))["last"]
    return _left(last)


def resend_times(login_key: str) -> dict[str, int]:
    """For the button «获取验证码»: how long it rests now, and after it was used."""
    return {"wait": seconds_to_wait(login_key), "resend": figures.number(figures.CODE_RESEND)}


def use_code(login_key: str, purpose: Purpose, typed: str, *, mobile: str = "") -> str | None:
    """Use up the newest code; None when it was right, else the sentence for the field. `mobile`: it went there."""
    newest = MobileCode.objects.filter(login_key=login_key, purpose=purpose).order_by("-created_at").first()
    if newest is None or (mobile and newest.mobile_index != blind_index(mobile, "mobile")):
        return "请先点击“获取验证码”。"
    if newest.used_at or newest.created_at + GOOD_FOR <= timezone.now():
        return f"验证码已失效（{GOOD_FOR.seconds // 60} 分钟内有效，只能用一次），请重新获取。"
    unused = MobileCode.objects.filter(pk=newest.pk, used_at=None)
    if not unused.filter(tries__lt=MOST_TRIES).update(tries=F("tries") + 1):  # counted first: guesses may come at once
        return f"验证码已输错 {MOST_TRIES} 次，请重新获取。"
    is_right = hmac.compare_digest(newest.code_index or b"", _index(login_key, purpose, typed.strip()))
    if is_right and unused.update(used_at=timezone.now()):
        return None
    return f"验证码不正确，请核对最近一条短信；还可以尝试 {MOST_TRIES - newest.tries - 1} 次。"


def _why_not_now(login_key: str, mobile_index: bytes | None, address: str) -> str | None:
    now = timezone.now()
    of_account, of_address = Q(login_key=login_key), Q(address=address)
    of_mobile = Q(mobile_index=mobile_index) if mobile_index else of_account
    sent = MobileCode.objects.filter(of_account | of_address | of_mobile, created_at__gt=now - _DAY).aggregate(
        last=Max("created_at", filter=of_account | of_mobile),
        account_hour=Count("pk", filter=of_account & Q(created_at__gt=now - _HOUR)),
        mobile_day=Count("pk", filter=of_mobile),
        address_hour=Count("pk", filter=of_address & Q(created_at__gt=now - _HOUR)),
    )
    if wait := _left(sent["last"]):
        return f"验证码刚刚发送过，请 {wait} 秒后再获取。"
    if sent["account_hour"] >= figures.number(figures.CODE_ACCOUNT_HOUR):
        return "该账号一小时内获取验证码次数过多，请一小时后再试。"
    if sent["mobile_day"] >= figures.number(figures.CODE_MOBILE_DAY):
        return "该手机号码今天获取验证码次数过多，请明天再试。"
    if sent["address_hour"] >= figures.number(figures.CODE_ADDRESS_HOUR):
        return "您所在的网络获取验证码次数过多，请一小时后再试。"
    return None


def _left(last: datetime | None) -> int:
    if last is None:
        return 0
    again = last + timedelta(seconds=figures.number(figures.CODE_RESEND))
    return max(0, math.ceil((again - timezone.now()).total_seconds()))


def _index(login_key: str, purpose: str, code: str) -> bytes:
    return keyed_index(f"{login_key}:{purpose}:{code}", "mobile-code")


def _one_at_a_time(login_key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [login_key])
