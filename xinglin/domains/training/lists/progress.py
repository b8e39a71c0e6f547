"""«上报进度»: where bases and provinces stand with this intake, and «提醒» to those behind (REP-42)."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.urls import reverse

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit
from xinglin.engines.lists import columns as c
from xinglin.engines.lists import filters as f
from xinglin.engines.lists.declaration import Bulk, Link, List
from xinglin.engines.windows.queries import Opening

from .. import rules
from ..actions.reminding import remind_bases, remind_provinces
from ..queries.figures import provinces_of
from ..queries.progress import bases_progress, followed_bases, followed_provinces, provinces_progress
from ..queries.records import intake_opening, intake_year, review_opening

WINDOW_TONES = {"open": "green", "future": "blue", "past": "grey", "none": "grey"}
STAGES = {
    "none": ("未开通账号", Q(opened=0)),
    "unreported": ("未全部上报", Q(unreported__gt=0)),
    "waiting": ("有待省级审核", Q(waiting__gt=0)),
    "done": ("已全部审核通过", Q(opened__gt=0, unapproved=0)),
}


def _with_bases_progress(units: list[Any], actor: Actor) -> None:
    progress = bases_progress(units)
    for unit in units:
        unit.progress = progress[unit.pk]


def _with_provinces_progress(units: list[Any], actor: Actor) -> None:
    progress = provinces_progress(units)
    for unit in units:
        unit.progress = progress[unit.pk]


def _time_left(unit: Any) -> tuple[str, str]:
    opening: Opening = unit.progress.opening
    if opening.is_open:
        return f"剩 {opening.days_left} 天", "orange" if opening.days_left <= 3 else WINDOW_TONES["open"]
    return opening.state_label, WINDOW_TONES[opening.state]


def _at(name: str) -> Callable[[Any], Any]:
    return lambda unit: getattr(unit.progress, name)


def _counts() -> list[c.Column]:
    return [
        c.Number("opened", "开通账号", at=_at("opened")),
        c.Number("complete", "资料完整", at=_at("complete")),
        c.Number("reported", "已上报", at=_at("reported")),
        c.Progress("percent", "上报进度", at=_at("percent")),
        c.Number("waiting", "待审核", at=_at("waiting")),
        c.Number("returned", "退回修改", at=_at("returned")),
        c.Number("approved", "审核通过", at=_at("approved")),
    ]


def _reminded() -> c.Column:
    return c.Moment("reminded_at", "最近提醒", at=_at("reminded_at"))


def _records(unit: Unit) -> str:
    return f"{reverse('training:intake')}?institution={unit.pk}"


def words_for_bases(actor: Actor) -> str:
    """What a reminder says unless somebody words it otherwise."""
    until = intake_opening(actor).ends_shown
    closing = f"请于 {until} 前完成" if until else "请尽快完成"
    return f"{intake_year()} 年招收信息尚未全部上报，{closing}：核对住院医师资料是否完整，补齐后上报。"


def words_for_provinces(actor: Actor) -> str:
    """Likewise."""
    until = review_opening(actor).ends_shown
    closing = f"请于 {until} 前完成" if until else "请尽快完成"
    return f"{intake_year()} 年招收信息还有待审核的记录，{closing}审核，需要修改的及时退回培训基地。"


BASES_PROGRESS = List(
    key="bases-progress",
    title="上报进度",
    url="training:progress",
    right=rules.FOLLOW,
    rows=followed_bases,
    columns=(
        c.Show("name", "培训基地", link=_records, fixed=True, width=34),
        c.Show("province", "省份", at="province__name"),
        *_counts(),
        c.Number("unreported", "未上报", chosen=False),
        c.Tag("time_left", "上报时间", tag=_time_left),
        _reminded(),
    ),
    filters=(
        f.Contains("name", "培训基地", at=("name", "pinyin")),
        f.Exact("province", "省份", choices_for=provinces_of),
        f.Where("stage", "进度", STAGES),
    ),
    order=("-unreported", "opened", "name"),
    load=_with_bases_progress,
    opening=intake_opening,
    links=(Link(title="各省进度", url="training:provinces_progress", right=rules.FOLLOW_PROVINCES),),
    bulk=(
        Bulk(
            title="提醒",
            action=remind_bases,
            right=rules.FOLLOW,
            opinion="提醒内容",
            draft=words_for_bases,
            confirm="发送到所选培训基地的消息，并按其设置发送短信。已全部上报的、今天提醒过的不再提醒。",
            tone="primary",
        ),
    ),
    empty="您的管理范围内还没有培训基地。",
)

PROVINCES_PROGRESS = List(
    key="provinces-progress",
    title="各省进度",
    url="training:provinces_progress",
    right=rules.FOLLOW_PROVINCES,
    rows=followed_provinces,
    columns=(
        c.Show("name", "省份", link=lambda unit: f"{reverse('training:progress')}?province={unit.pk}", fixed=True),
        *_counts(),
        c.Progress("reviewed", "审核进度", at=_at("reviewed_percent")),
        c.Tag("time_left", "审核时间", tag=_time_left),
        _reminded(),
    ),
    filters=(f.Contains("name", "省份", at=("name", "pinyin")),),
    order=("code", "name"),
    load=_with_provinces_progress,
    opening=review_opening,
    links=(Link(title="各基地进度", url="training:progress", right=rules.FOLLOW),),
    bulk=(
        Bulk(
            title="提醒审核",
            action=remind_provinces,
            right=rules.FOLLOW_PROVINCES,
            opinion="提醒内容",
            draft=words_for_provinces,
            confirm="发送到所选省份审核人员的消息，并按其设置发送短信。没有待审核的、今天提醒过的不再提醒。",
            tone="primary",
        ),
    ),
    empty="还没有省份。",
)
