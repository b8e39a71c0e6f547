"""«账号安全»: locks and second factors, for the security administrator (PLT-17)."""

from django.db.models import Q

from xinglin.engines.access.menu import MenuItem
from xinglin.engines.accounts.actions import reset_second_factors, unlock
from xinglin.engines.accounts.models import Account, AccountKind
from xinglin.engines.accounts.queries import accounts_visible_to
from xinglin.engines.accounts.rules import SECURITY
from xinglin.engines.lists import columns as c
from xinglin.engines.lists import filters as f
from xinglin.engines.lists.declaration import Bulk, List

LOCKED = {True: ("已锁定", "red"), False: ("正常", "green")}
FACTORS = {(True, True): "动态口令、通行密钥", (True, False): "动态口令", (False, True): "通行密钥", (False, False): ""}


def _factors(row: Account) -> str:
    return FACTORS[row.has_app, row.has_passkey]  # type: ignore[attr-defined]  # -- annotated by accounts_visible_to


def _lock(row: Account) -> tuple[str, str]:
    return LOCKED[row.is_locked]  # type: ignore[attr-defined]  # -- likewise


ACCOUNT_SECURITY = List(
    key="account-security",
    title="账号安全",
    url="portals:account_security",
    right=SECURITY,
    rows=accounts_visible_to,
    columns=(
        c.Show("name", "名称", fixed=True, width=30),
        c.Show("login_masked", "账号", width=30),
        c.Coded("kind", "类别", dict(AccountKind.choices)),
        c.Tag("locked", "登录状态", tag=_lock),
        c.Show("factors", "二次验证", at=_factors, width=20),
        c.YesNo("activated", "已激活", at=lambda row: row.is_activated),
        c.Moment("last_login", "最近登录"),
    ),
    filters=(
        f.Contains("name", "名称"),
        f.Where("locked", "登录状态", {"locked": ("已锁定", Q(is_locked=True))}),
        f.Where(
            "factors",
            "二次验证",
            {
                "with": ("已开启", Q(has_app=True) | Q(has_passkey=True)),
                "without": ("未开启", Q(has_app=False, has_passkey=False)),
            },
        ),
        f.Exact("kind", "类别", AccountKind.choices),
    ),
    bulk=(
        Bulk(title="解除锁定", action=unlock, right=SECURITY, confirm="解除后可以立即重新登录。请先核实是本人要求。"),
        Bulk(
            title="重置二次验证",
            action=reset_second_factors,
            right=SECURITY,
            tone="danger",
            confirm="动态口令、通行密钥和恢复码全部作废，已登录的设备退出。请先核实是本人要求。确定重置吗？",
        ),
    ),
    order=("-last_login",),
    cards=True,
)
MenuItem(
    title="账号安全",
    url="portals:account_security",
    rights=[SECURITY],
    section="安全管理",
    icon="shield-check",
    order=86,
)
MenuItem(title="安全参数", url="accounts:figures", rights=[SECURITY], section="安全管理", icon="settings", order=87)
