"""«时间安排» (REP-02, PLT-21)."""

from typing import Any

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import UnitKind
from xinglin.engines.lists import columns as c
from xinglin.engines.lists import filters as f
from xinglin.engines.lists.declaration import Bulk, Link, List, RowLink
from xinglin.engines.windows import actions
from xinglin.engines.windows import rules as windows_rules
from xinglin.engines.windows.kinds import WINDOW_KINDS
from xinglin.engines.windows.models import Window
from xinglin.engines.windows.queries import Opening, shown

from .. import rules
from ..queries.schedule import KINDS, batches_scheduled, schedule_visible_to, years_scheduled

TONES = {"future": "blue", "open": "green", "past": "grey"}


def judge(windows: list[Any], actor: Actor) -> None:
    """What the row actions need: why the actor may not change or remove each of the page's windows."""
    for window in windows:
        window.why_fixed = windows_rules.may_schedule(window.unit, window.starts_at, window.ends_at, actor)
        window.why_kept = windows_rules.may_remove(window, actor)


def state_of(window: Any) -> tuple[str, str]:
    """未开始 / 进行中 / 已结束 for the one who looks, his own extension counted."""
    ends_at = max(window.ends_at, window.own_end or window.ends_at)
    opening = Opening(WINDOW_KINDS[window.kind], window.year, window.batch, window.starts_at, ends_at)
    return opening.state_label, TONES[opening.state]


def scope_of(window: Window) -> str:
    """全国, or the province that has a time of its own."""
    return "全国" if window.unit.kind == UnitKind.NATION else window.unit.name


def extension_of(window: Any) -> str:
    """One's own later end, or how many below have one."""
    if window.own_end:
        return f"本单位延长至 {shown(window.own_end, is_end=True)}"
    return f"{window.extended} 家" if window.extended else ""


SCHEDULE = List(
    key="intake-schedule",
    url="schedule:list",
    title="时间安排",
    right=rules.VIEW,
    rows=schedule_visible_to,
    columns=(
        c.Number("year", "年份"),
        c.Show("batch", "批次", at=lambda window: f"第 {window.batch} 批", sort="batch", width=8),
        c.Show("kind", "事项", at=lambda window: WINDOW_KINDS[window.kind].title, fixed=True, sort="kind", width=24),
        c.Show("scope", "适用范围", at=scope_of, sort="unit__path", needs=("unit",)),
        c.Moment("starts_at", "开始时间"),
        c.Show(
            "ends_at", "结束时间", at=lambda w: shown(w.ends_at, is_end=True), sort="ends_at", css="number", width=18
        ),
        c.Tag("state", "状态", tag=state_of),
        c.Show("extended", "延长", at=extension_of, width=30),
    ),
    filters=(
        f.Exact("year", "年份", years_scheduled),
        f.Exact("batch", "批次", batches_scheduled),
        f.Exact("kind", "事项", [(kind.key, kind.title) for kind in KINDS]),
    ),
    order=("-year", "batch", "kind", "unit__path"),
    load=judge,
    cards=True,
    links=(
        Link(title="新增时间安排", url="schedule:new", right=windows_rules.SCHEDULE, icon="plus"),
        Link(title="安排新年度", url="schedule:plan", right=windows_rules.SCHEDULE, tone="primary", icon="plus"),
    ),
    row_actions=(
        RowLink(title="编辑", url="schedule:edit", right=windows_rules.SCHEDULE, may=lambda window: window.why_fixed),
        RowLink(title="延长", url="schedule:extend", right=windows_rules.SCHEDULE),
        Bulk(
            title="删除",
            action=actions.remove,
            right=windows_rules.SCHEDULE,
            may=lambda window: window.why_kept,
            confirm="删除后该事项不再开放；某省另行安排的时间删除后，执行全国统一的时间。",
        ),
    ),
    empty="还没有安排时间。招收信息上报、省级审核由国家或省级管理员在这里安排。",
)
