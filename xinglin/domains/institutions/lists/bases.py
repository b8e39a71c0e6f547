"""«培训基地»: the institutions under an authority, with the bases' own accounts (PLT-14, REP-43)."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit, UnitKind
from xinglin.engines.access.rights import Right
from xinglin.engines.accounts.rules import RESET_PASSWORDS
from xinglin.engines.lists import columns as c
from xinglin.engines.lists import filters as f
from xinglin.engines.lists.declaration import Bulk, Link, List, RowLink, Why

from .. import actions, rules
from ..enums import BaseLevel, HospitalLevel
from ..models import Hospital
from ..queries import accounts_of, bases_visible_to
from ..sheets import may_import

ACTIVATION = {True: ("已激活", "green"), False: ("未激活", "grey")}
STATES = {
    "open": ("正常招收", Q(unit__is_active=True, closed_on=None)),
    "closed": ("暂停招收", Q(unit__is_active=True, closed_on__isnull=False)),
    "removed": ("已停用", Q(unit__is_active=False)),
}


def provinces_of(actor: Actor) -> list[tuple[int, str]]:
    """Provinces to choose from: those under the actor's unit, or his own."""
    under = Q(path__startswith=actor.unit.path or "-") | Q(pk=actor.unit.province_id)
    return list(Unit.objects.filter(under, kind=UnitKind.PROVINCE).order_by("code").values_list("pk", "name"))


def state_of(row: Hospital) -> tuple[str, str]:
    """正常招收 / 暂停招收 / 已停用."""
    if not row.unit.is_active:
        return "已停用", "grey"
    return ("暂停招收", "orange") if row.closed_on else ("正常招收", "green")


def with_accounts(rows: Sequence[Any], actor: Actor) -> None:
    """Give each base its account."""
    held = accounts_of(row.unit_id for row in rows)
    for row in rows:
        row.account = held[row.unit_id].account if row.unit_id in held else None


def _reset(row: Any) -> str:
    return reverse("accounts:reset", args=[row.account.pk]) if row.account else ""


def sheet_links(key: str, right: Right = rules.MANAGE, why: Why | None = may_import) -> tuple[Link, ...]:
    """Import and template of a sheet, greyed with the reason where the actor may not."""

    def to(name: str) -> Callable[[Actor], str]:
        return lambda actor: reverse(f"sheets:{name}", args=[key])

    return (
        Link(title="导入", url=to("import"), right=right, why=why, place="bar", icon="upload"),
        Link(title="模板下载", url=to("template"), right=right, place="bar"),
    )


BASES = List(
    key="bases",
    title="培训基地",
    url="institutions:bases",
    right=rules.VIEW,
    rows=bases_visible_to,
    columns=(
        c.Show("name", "培训基地", at="unit__name", fixed=True, width=34),
        c.Show("province", "省份", at="unit__province__name"),
        c.Tag("state", "状态", tag=state_of, needs=("unit",), sort=("unit__is_active", "closed_on")),
        c.Coded("base_level", "基地级别", dict(BaseLevel.choices)),
        c.Coded("level", "医院等级", dict(HospitalLevel.choices)),
        c.Number("programmes", "专业基地数"),
        c.Show("account", "账号", at=lambda row: row.account.login_masked if row.account else None, width=34),
        c.Tag("activated", "账号状态", tag=lambda row: ACTIVATION[row.account.is_activated] if row.account else None),
        c.Moment("last_login", "最近登录", at=lambda row: row.account.last_login if row.account else None),
        c.Show("credit_code", "统一社会信用代码", chosen=False, width=22),
        c.Show("base_code", "基地代码", chosen=False),
        c.YesNo("is_military", "是否军队医院", chosen=False),
        c.Show("former", "曾用名", chosen=False, width=34),
        c.Show("closed_reason", "暂停招收原因", chosen=False, width=34),
    ),
    filters=(
        f.Contains("name", "名称（含曾用名）", at=("unit__name", "unit__pinyin", "former")),
        f.Exact("province", "省份", at="unit__province", choices_for=provinces_of),
        f.Exact("base_level", "基地级别", BaseLevel.choices),
        f.Exact("level", "医院等级", HospitalLevel.choices),
        f.Where("state", "状态", STATES),
        f.Contains("credit_code", "统一社会信用代码"),
    ),
    load=with_accounts,
    links=(
        Link(
            title="登记机构",
            url="institutions:base_new",
            right=rules.MANAGE,
            why=may_import,
            tone="primary",
            icon="plus",
        ),
        *sheet_links("hospitals"),
    ),
    row_actions=(
        RowLink(title="编辑", url="institutions:base_edit", right=rules.MANAGE),
        RowLink(
            title="重置密码",
            url=_reset,
            right=RESET_PASSWORDS,
            may=lambda row: None if row.account else "该机构还没有账号，请勾选后“开通账号”。",
        ),
    ),
    bulk=(
        Bulk(
            title="开通账号",
            action=actions.open_base_accounts,
            right=rules.MANAGE,
            why=may_import,
            confirm="为所选培训基地开通基地账号，以机构名称登录；随后请用“重置密码”取得一次性密码交付基地。",
        ),
        Bulk(
            title="暂停招收",
            action=actions.close_hospitals,
            right=rules.MANAGE,
            why=may_import,
            opinion="暂停原因",
            tone="return",
        ),
        Bulk(
            title="恢复招收",
            action=actions.reopen_hospitals,
            right=rules.MANAGE,
            why=may_import,
            confirm="所选基地可以重新新增住院医师。",
        ),
        Bulk(
            title="停用",
            action=actions.remove_hospitals,
            right=rules.MANAGE,
            why=may_import,
            opinion="停用原因",
            tone="danger",
        ),
        Bulk(
            title="启用",
            action=actions.restore_hospitals,
            right=rules.MANAGE,
            why=may_import,
            confirm="所选机构恢复使用，其账号可以重新登录。",
        ),
    ),
    order=("unit__province__code", "unit__name"),
    cards=True,
    empty="您的管理范围内还没有培训基地。",
)
