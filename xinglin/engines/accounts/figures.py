"""«安全参数»: figures of the door with their ranges, their defaults and what the security administrator set (PLT-17).

The environment gives the defaults, a row of SecurityFigure replaces one. Rows are read anew every few seconds and not
with every request, so a change holds in all processes after `REFRESH_SECONDS`.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from xinglin.engines.access.roles import PERSONAL, Role

from .models import SecurityFigure

REFRESH_SECONDS = 5


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A whole number between `least` and `most`; `default()` is asked each time, as settings can change in tests."""

    key: str
    title: str
    unit: str
    least: int
    most: int
    default: Callable[[], int]

    def why_not(self, value: Any) -> str | None:
        """Why the figure cannot be this, or None."""
        if isinstance(value, int) and self.least <= value <= self.most:
            return None
        return f"应为 {self.least}–{self.most} 之间的整数（单位：{self.unit}）。"

    def words(self, value: Any) -> str:
        """The value as people read it."""
        return f"{value} {self.unit}"


@dataclass(frozen=True, kw_only=True)
class RolesFigure:
    """Roles for which something holds."""

    key: str
    title: str
    default: Callable[[], list[str]]

    def why_not(self, value: Any) -> str | None:
        """Why the roles cannot be these, or None."""
        return None if set(value) <= {role.value for role in OFFICES} else "只能选择列出的身份。"

    def words(self, value: Any) -> str:
        """The value as people read it."""
        return "、".join(role.label for role in OFFICES if role in value) or "无"


OFFICES = tuple(role for role in Role if role not in PERSONAL)
LOGIN_FAILURES, LOCKOUT_MINUTES = "login_failures", "lockout_minutes"
IDLE_MINUTES, ABSOLUTE_HOURS = "session_idle_minutes", "session_absolute_hours"
MIN_LENGTH, EXPIRY_DAYS, NO_REUSE = "password_min_length", "password_expiry_days", "password_no_reuse"
INITIAL_DAYS = "initial_password_days"
CODE_RESEND, CODE_ACCOUNT_HOUR = "code_resend_seconds", "codes_per_account_hour"
CODE_MOBILE_DAY, CODE_ADDRESS_HOUR = "codes_per_mobile_day", "codes_per_address_hour"
SECOND_FACTOR_ROLES = "second_factor_roles"


def _figure(key: str, title: str, unit: str, least: int, most: int, default: Callable[[], int]) -> Figure:
    return Figure(key=key, title=title, unit=unit, least=least, most=most, default=default)


FIGURES: dict[str, Figure | RolesFigure] = {
    figure.key: figure
    for figure in (
        _figure(LOGIN_FAILURES, "连续登录失败多少次后锁定", "次", 3, 5, lambda: settings.LOGIN_FAILURES),
        _figure(LOCKOUT_MINUTES, "锁定时长", "分钟", 10, 30, lambda: settings.LOGIN_LOCKOUT_MINUTES),
        _figure(IDLE_MINUTES, "无操作自动退出", "分钟", 5, 30, lambda: settings.SESSION_IDLE_MINUTES),
        _figure(ABSOLUTE_HOURS, "登录最长时间", "小时", 1, 24, lambda: settings.SESSION_ABSOLUTE_HOURS),
        _figure(MIN_LENGTH, "密码最短长度", "个字符", 8, 32, lambda: settings.PASSWORD_MIN_LENGTH),
        _figure(EXPIRY_DAYS, "密码有效期", "天", 30, 180, lambda: settings.PASSWORD_EXPIRY_DAYS),
        _figure(NO_REUSE, "不得重复使用最近的密码", "个", 5, 24, lambda: settings.PASSWORD_NO_REUSE),
        _figure(INITIAL_DAYS, "初始密码有效期", "天", 1, 60, lambda: settings.INITIAL_PASSWORD_DAYS),
        _figure(CODE_RESEND, "短信验证码重新获取间隔", "秒", 60, 300, lambda: settings.CODE_LIMITS["resend_seconds"]),
        _figure(
            CODE_ACCOUNT_HOUR, "每个账号每小时短信验证码", "条", 3, 10, lambda: settings.CODE_LIMITS["account_hour"]
        ),
        _figure(CODE_MOBILE_DAY, "每个手机号码每天短信验证码", "条", 5, 20, lambda: settings.CODE_LIMITS["mobile_day"]),
        _figure(
            CODE_ADDRESS_HOUR,
            "每个网络地址每小时短信验证码",
            "条",
            20,
            1000,
            lambda: settings.CODE_LIMITS["address_hour"],
        ),
        RolesFigure(
            key=SECOND_FACTOR_ROLES, title="必须开启二次验证的身份", default=lambda: settings.SECOND_FACTOR_ROLES
        ),
    )
}


class _Known:
    """What was set, as last read."""

    values: Mapping[str, Any] = {}
    until = 0.0


def number(key: str) -> int:
    """The figure in force now."""
    return int(_value(key))


def roles(key: str) -> list[str]:
    """The roles in force now."""
    return list(_value(key))


def in_force() -> dict[str, Any]:
    """Every figure's value now."""
    return {key: _value(key) for key in FIGURES}


def forget() -> None:
    """Read anew what was set when it is asked for next."""
    _Known.until = 0.0


def suppose(values: Mapping[str, Any]) -> None:
    """For tests: as if this was set, and nobody asks the database until something is set anew."""
    _Known.values, _Known.until = values, float("inf")


def _value(key: str) -> Any:
    if time.monotonic() >= _Known.until:
        _Known.until = time.monotonic() + REFRESH_SECONDS  # before reading: other threads do not queue up
        newest = SecurityFigure.objects.order_by("key", "-set_at", "-pk").distinct("key")
        _Known.values = dict(newest.values_list("key", "value"))
    return _Known.values.get(key, FIGURES[key].default())
