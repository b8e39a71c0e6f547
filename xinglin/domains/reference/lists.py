"""«代码表» and «培训专业» (REP-43)."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate

from xinglin.engines.access.actor import Actor
from xinglin.engines.lists import columns as c
from xinglin.engines.lists import filters as f
from xinglin.engines.lists.declaration import Bulk, Link, List, RowLink

from . import actions, rules
from .enums import CODE_LISTS
from .queries import codes_visible_to, days_visible_to, in_force_q, specialties_visible_to, years_arranged

TITLES = {key: listed.title for key, listed in CODE_LISTS.items()}


def state_of(row: Any) -> tuple[str, str]:
    """有效 / 待启用 / 已停用, by first and last day."""
    today = localdate()
    if row.valid_from and row.valid_from > today:
        return "待启用", "blue"
    return ("已停用", "grey") if row.valid_until and row.valid_until < today else ("有效", "green")


def scope_of(row: Any) -> str:
    """全国, or the province in which it holds."""
    return row.province.name if row.province else "全国"


def _day(value: date | None, words: str) -> str:
    return f"{value:%Y-%m-%d}" if value else words


CODES = List(
    key="codes",
    title="代码表",
    url="reference:codes",
    right=rules.VIEW,
    rows=codes_visible_to,
    columns=(
        c.Coded("table", "代码表", TITLES, width=20),
        c.Show("code", "代码"),
        c.Show("label", "名称", fixed=True, width=30),
        c.Tag("state", "状态", tag=state_of, reads=("valid_from", "valid_until"), sort=("valid_until",)),
        c.Number("order", "次序"),
        c.Show("parent_code", "上级代码", chosen=False),
        c.Show("synonyms", "同义写法", at=lambda row: "、".join(row.synonyms), width=40),
        c.Show(
            "valid_from", "启用日期", at=lambda row: _day(row.valid_from, "一直"), sort=("valid_from",), css="number"
        ),
        c.Show(
            "valid_until", "停用日期", at=lambda row: _day(row.valid_until, ""), sort=("valid_until",), css="number"
        ),
    ),
    filters=(
        f.Exact("table", "代码表", list(TITLES.items())),
        f.Contains("label", "名称或同义写法", at=("label", "synonyms")),
        f.Contains("code", "代码"),
        f.Where("state", "状态", in_force_q()),
    ),
    order=("table", "order", "code", "valid_from"),
    links=(
        Link(title="新增", url="reference:code_new", right=rules.MANAGE, tone="primary", icon="plus"),
        Link(title="导入", url=lambda actor: reverse("sheets:import", args=["codes"]), right=rules.MANAGE, place="bar"),
        Link(
            title="模板下载",
            url=lambda actor: reverse("sheets:template", args=["codes"]),
            right=rules.MANAGE,
            place="bar",
        ),
    ),
    row_actions=(RowLink(title="编辑", url="reference:code_edit", right=rules.MANAGE),),
    bulk=(
        Bulk(
            title="停用",
            action=actions.retire_codes,
            right=rules.MANAGE,
            opinion="停用依据",
            tone="danger",
        ),
        Bulk(
            title="恢复",
            action=actions.restore_codes,
            right=rules.MANAGE,
            confirm="恢复后这些条目立即可以选用。",
        ),
    ),
)

SPECIALTIES = List(
    key="specialties",
    title="培训专业",
    url="reference:specialties",
    right=rules.VIEW,
    rows=specialties_visible_to,
    columns=(
        c.Show("code", "专业代码"),
        c.Show("name", "培训专业", fixed=True, width=30),
        c.Show("category", "类别"),
        c.Number("years", "培训年限"),
        c.Tag("state", "状态", tag=state_of, reads=("valid_from", "valid_until"), sort=("valid_until",)),
        c.Tag("is_short", "紧缺专业", tag=lambda row: ("紧缺", "orange") if row.is_short else None, sort=("is_short",)),
        c.Show(
            "valid_from", "启用日期", at=lambda row: _day(row.valid_from, "一直"), sort=("valid_from",), css="number"
        ),
        c.Show(
            "valid_until", "停用日期", at=lambda row: _day(row.valid_until, ""), sort=("valid_until",), css="number"
        ),
    ),
    filters=(
        f.Contains("name", "名称（含曾用名）", at=("name", "former")),
        f.Contains("code", "专业代码"),
        f.Where("short", "紧缺专业", {"1": ("是", Q(is_short=True)), "0": ("否", Q(is_short=False))}),
        f.Where("state", "状态", in_force_q()),
    ),
    order=("code",),
    links=(
        Link(title="新增", url="reference:specialty_new", right=rules.MANAGE, tone="primary", icon="plus"),
        Link(
            title="导入",
            url=lambda actor: reverse("sheets:import", args=["specialties"]),
            right=rules.MANAGE,
            place="bar",
        ),
        Link(
            title="模板下载",
            url=lambda actor: reverse("sheets:template", args=["specialties"]),
            right=rules.MANAGE,
            place="bar",
        ),
    ),
    row_actions=(RowLink(title="编辑", url="reference:specialty_edit", right=rules.MANAGE),),
)


def _judge(rows: list[Any], actor: Actor) -> None:
    for row in rows:
        row.why_fixed = rules.may_change_day(row, actor)


DAYS = List(
    key="special-days",
    title="节假日安排",
    url="reference:days",
    right=rules.VIEW,
    rows=days_visible_to,
    columns=(
        c.Show("day", "日期", at=lambda row: f"{row.day:%Y-%m-%d}", sort=("day",), fixed=True, width=14),
        c.Show("weekday", "星期", at=lambda row: f"星期{rules.WEEKDAYS[row.day.weekday()]}", reads=("day",)),
        c.Tag("kind", "安排", tag=lambda row: ("上班", "orange") if row.is_working else ("休息", "green")),
        c.Show("name", "名称", width=20),
        c.Show("scope", "适用范围", at=scope_of, needs=("province",), sort=("province__name",), width=20),
        c.Show("document", "依据文件", width=30),
    ),
    filters=(
        f.Exact("year", "年份", years_arranged, at="day__year"),
        f.Where("kind", "安排", {"off": ("休息", Q(is_working=False)), "worked": ("上班", Q(is_working=True))}),
        f.Contains("name", "名称"),
        f.Where("scope", "适用范围", {"all": ("全国", Q(province=None)), "own": ("各省", Q(province__isnull=False))}),
    ),
    order=("-day",),
    links=(
        Link(title="新增", url="reference:day_new", right=rules.DAYS, tone="primary", icon="plus"),
        Link(
            title="导入",
            url=lambda actor: reverse("sheets:import", args=["special-days"]),
            right=rules.DAYS,
            place="bar",
        ),
        Link(
            title="模板下载",
            url=lambda actor: reverse("sheets:template", args=["special-days"]),
            right=rules.DAYS,
            place="bar",
        ),
    ),
    load=_judge,
    row_actions=(RowLink(title="编辑", url="reference:day_edit", right=rules.DAYS, may=lambda row: row.why_fixed),),
    bulk=(Bulk(title="删除", action=actions.delete_days, right=rules.DAYS, opinion="删除原因", tone="danger"),),
    empty="该条件下没有登记。没有登记的日期按周一至周五上班、周末休息计算工作日。",
)
