"""«操作员管理»: who works for a unit under his own name, and to whom its roles are lent (PLT-05)."""

from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime, now

from xinglin.engines.access.actions import end, resume, suspend
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.menu import MenuItem
from xinglin.engines.access.models import Membership
from xinglin.engines.access.operators import operators_visible_to
from xinglin.engines.access.rights import RIGHTS
from xinglin.engines.access.rules import OPERATORS, may_end, may_resume, may_suspend
from xinglin.engines.accounts.rules import RESET_PASSWORDS
from xinglin.engines.lists import columns as c
from xinglin.engines.lists import filters as f
from xinglin.engines.lists.declaration import Bulk, Link, List, RowLink
from xinglin.kit.calendar import last_day, shown

MOST_SHOWN = 3  # rights in a cell
STATES = {
    "active": ("正常", Q(suspended_at=None, starts_at__lte=Now()) & (Q(ends_at=None) | Q(ends_at__gt=Now()))),
    "coming": ("未开始", Q(suspended_at=None, starts_at__gt=Now())),
    "suspended": ("已停用", Q(suspended_at__isnull=False) & (Q(ends_at=None) | Q(ends_at__gt=Now()))),
    "ended": ("已到期", Q(ends_at__lte=Now())),
}


def _rows(actor: Actor) -> "QuerySet[Membership]":
    return operators_visible_to(actor).select_related("account", "lent_by")


def _state(row: Membership) -> tuple[str, str]:
    if row.ends_at and row.ends_at <= now():
        return "已到期", "grey"
    if row.suspended_at:
        return "已停用", "red"
    if row.starts_at > now():
        return "未开始", "grey"
    return ("正常", "green") if row.account.is_activated else ("未激活", "blue")


def _rights(row: Membership) -> list[str]:
    return [RIGHTS[key].title for key in row.rights or () if key in RIGHTS]


class Rights(c.Column):
    """The first few on the page, all of them under the pointer and in a workbook."""

    def html(self, value: list[str], record: Membership) -> SafeString:
        more = f"等 {len(value)} 项" if len(value) > MOST_SHOWN else ""
        return format_html('<span title="{}">{}{}</span>', self.text(value), "、".join(value[:MOST_SHOWN]), more)

    def text(self, value: list[str]) -> str:
        return "、".join(value)


def _term(row: Membership) -> str:
    start = shown(localtime(row.starts_at).date())
    return f"{start} 至 {last_day(row.ends_at)}" if row.ends_at else f"{start} 起"


OPERATOR_LIST = List(
    key="operators",
    title="操作员管理",
    url="portals:operators",
    right=OPERATORS,
    rows=_rows,
    columns=(
        c.Show("name", "姓名", at="account__name", fixed=True, link="accounts:operator", width=16),
        c.Tag("state", "状态", tag=_state),
        c.Show("account", "账号", at="account__login_masked", width=22),
        c.Show("mobile", "手机号码", at="account__mobile_masked", width=16),
        c.Show("kind", "类别", at=lambda row: "借入身份" if row.lent_by_id else "操作员", width=10),
        c.Show("term", "期限", at=_term, width=32),
        Rights("rights", "权限", at=_rights, width=40),
        c.Moment("last_login", "最近登录", at="account__last_login"),
    ),
    filters=(
        f.Contains("name", "姓名", at="account__name"),
        f.Contains("account", "账号", at="account__login_masked"),
        f.Where("state", "状态", STATES),
    ),
    bulk=(
        Bulk(
            title="停用",
            action=suspend,
            right=OPERATORS,
            may=may_suspend,
            confirm="停用后对方立即不能再以该身份操作，可以随时重新启用。确定停用吗？",
        ),
        Bulk(title="启用", action=resume, right=OPERATORS, may=may_resume),
        Bulk(
            title="终止",
            action=end,
            right=OPERATORS,
            may=may_end,
            tone="danger",
            confirm="终止后对方立即失去该身份，记录保留。确定终止吗？",
        ),
    ),
    row_actions=(
        RowLink(title="修改权限", url="accounts:operator", right=OPERATORS),
        RowLink(
            title="重置密码",
            url=lambda row: reverse("accounts:reset", args=[row.account_id]),
            right=RESET_PASSWORDS,
            may=lambda row: "借入身份的人请由其所在单位重置密码。" if row.lent_by_id else None,
        ),
    ),
    links=(
        Link(title="新增操作员", url="accounts:new_operator", right=OPERATORS, icon="user-plus", tone="primary"),
        Link(title="出借身份", url="accounts:loan", right=OPERATORS, icon="users"),
    ),
    order=("-starts_at",),
    cards=True,
    empty="还没有操作员。点击“新增操作员”，让每位工作人员用自己的账号办理，操作记录会显示本人姓名。",
)
MenuItem(title="操作员管理", url="portals:operators", rights=[OPERATORS], section="机构管理", icon="users", order=85)
