"""«招收批次» for the province, «批次时间查询» for everybody who has to do with one (REC-01, REC-02)."""

from collections.abc import Callable
from typing import Any

from xinglin.domains.reference.public import labels
from xinglin.engines.access.actor import Actor
from xinglin.engines.lists import columns as c
from xinglin.engines.lists import filters as f
from xinglin.engines.lists.declaration import Bulk, Link, List, RowLink
from xinglin.engines.windows.kinds import WindowKind

from ..actions import batches as actions
from ..enums import Confirming, Method
from ..models import Batch
from ..queries.batches import batches_kept_by, batches_visible_to, provinces_of, used, years_of
from ..queries.timing import Timings
from ..rules import batches as rules
from ..windows import STAGES

TONES = {"future": "blue", "open": "green", "past": "grey", "none": "grey"}


def timed(batches: list[Any], actor: Actor) -> None:
    """Every stage of each batch as the actor's unit finds it; two statements."""
    timings = Timings(batches)
    for batch in batches:
        batch.openings = {kind.key: timings.opening(batch, kind, actor.unit.institution_id) for kind in STAGES}


def owned(batches: list[Any], actor: Actor) -> None:
    """With why the actor's city does not change a batch's dates."""
    timed(batches, actor)
    for batch in batches:
        batch.why_not_dated = rules.why_not_dated(batch, actor)


def judged(batches: list[Any], actor: Actor) -> None:
    """With why a batch cannot be taken away."""
    timed(batches, actor)
    facts = used([batch.pk for batch in batches])
    for batch in batches:
        batch.why_kept = rules.may_remove(facts[batch.pk])


def stage_of(batch: Any) -> tuple[str, str]:
    """The stage a batch is in: the latest that is open, else the next to come, else 已结束."""
    for state in ("open", "future"):
        found = [batch.openings[kind.key] for kind in STAGES if batch.openings[kind.key].state == state]
        if found:
            opening = found[-1] if state == "open" else found[0]
            return (f"{opening.kind.title}{'' if state == 'open' else '未开始'}", TONES[state])
    is_past = any(opening.state == "past" for opening in batch.openings.values())
    return ("已结束", "grey") if is_past else ("未安排时间", "orange")


def kind_of(batch: Batch) -> tuple[str, str]:
    """测试批次 never count, and everybody sees which they are."""
    return ("测试-报名无效", "orange") if batch.is_trial else ("正式", "green")


def categories_of(batch: Batch) -> str:
    """人员类型 that may apply."""
    names = labels("resident_category")
    return "、".join(names.get(code, code) for code in batch.categories)


def _span(kind: WindowKind) -> Callable[[Any], str]:
    def read(batch: Any) -> str:
        opening = batch.openings[kind.key]
        later = "，已延长" if opening.is_extended else ""
        return f"{opening.span}（{opening.state_label}{later}）" if opening.span else opening.state_label

    return read


def _name(link: str) -> c.Show:
    return c.Show("name", "招收批次", link=link, fixed=True, width=28)


def _common(*, is_own: bool) -> list[c.Column]:
    """What both lists show; a province's own one puts away what is the same everywhere."""
    return [
        c.Number("intake_year", "招收届别"),
        c.Show("province", "省份", at="province__name", sort=("province__code",), chosen=not is_own),
        c.Show("owner", "组织单位", at="owner__name", chosen=False),
        c.Tag("kind", "性质", tag=kind_of, reads=("is_trial",), sort=("is_trial",)),
        c.Tag("stage", "当前环节", tag=stage_of),
        c.Show("categories", "适用人员类型", at=categories_of, css="wrap", width=40, chosen=not is_own),
    ]


def _filters() -> list[f.Filter]:
    return [
        f.Exact("year", "招收届别", at="intake_year", choices_for=years_of),
        f.Contains("name", "招收批次"),
        f.Exact("province", "省份", choices_for=provinces_of),
        f.YesNo("trial", "测试批次", at="is_trial"),
    ]


BATCHES = List(
    key="recruitment-batches",
    title="招收批次",
    url="recruitment:batches",
    right=rules.BATCHES,
    rows=lambda actor: batches_kept_by(actor).select_related("province", "owner"),
    columns=(
        _name("recruitment:batch"),
        *_common(is_own=True),
        c.Coded("method", "录取方式", dict(Method.choices)),
        c.Coded("confirming", "录取结果由谁确认", dict(Confirming.choices), width=20),
        c.Number("preferences", "志愿数"),
        c.YesNo("several_specialties", "可填报多个专业", chosen=False),
        c.Number("release_hours", "可更改小时数", chosen=False),
        c.Number("release_limit", "一次最多发送", chosen=False),
    ),
    filters=_filters(),
    links=(Link(title="新建招收批次", url="recruitment:batch_new", right=rules.BATCHES, tone="primary", icon="plus"),),
    row_actions=(
        RowLink(title="编辑", url="recruitment:batch_edit", right=rules.BATCHES),
        RowLink(title="考核项目", url="recruitment:score_parts", right=rules.BATCHES),
        RowLink(title="延长", url="recruitment:batch_extend", right=rules.BATCHES),
        RowLink(title="复制", url="recruitment:batch_copy", right=rules.BATCHES),
        Bulk(
            title="删除",
            action=actions.remove_batches,
            right=rules.BATCHES,
            may=lambda batch: batch.why_kept,
            confirm="该批次及其时间安排将被删除。",
            tone="danger",
        ),
    ),
    order=("-intake_year", "number"),
    load=judged,
    cards=True,
    empty="还没有招收批次。新建批次后，基地才能申报招生计划，学员才能报名。",
)

TIMES = List(
    key="recruitment-times",
    title="批次时间查询",
    url="recruitment:times",
    right=rules.TIMING,
    rows=batches_visible_to,
    columns=(
        _name("recruitment:batch"),
        *_common(is_own=False),
        *(c.Show(kind.key, kind.title, at=_span(kind), css="wrap", width=44) for kind in STAGES),
    ),
    filters=_filters(),
    row_actions=(
        RowLink(
            title="调整时间", url="recruitment:batch_dates", right=rules.DATES, may=lambda batch: batch.why_not_dated
        ),
    ),
    order=("-intake_year", "province__code", "number"),
    load=owned,
    cards=True,
    empty="还没有安排招收批次，请以省级通知为准。",
)
