"""Runs, their results, and the plans beside which reserves are set (REC-50, REC-51)."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localtime

from xinglin.engines.access.actor import Actor
from xinglin.engines.lists import columns as c
from xinglin.engines.lists import filters as f
from xinglin.engines.lists.declaration import Bulk, Link, List, RowLink

from ..actions.couples import part_couples
from ..enums import ApplicationState, Method, RunState
from ..fields.applying import CATEGORY
from ..models import Batch, Couple, Run, RunResult
from ..queries import running as q
from ..queries.batches import year_of
from ..queries.couples import couples_run_by
from ..rules import running as rules
from ..rules.admitting import place_title

TONES = {
    RunState.SEALED: "blue",
    RunState.RUNNING: "blue",
    RunState.DONE: "green",
    RunState.APPLIED: "accent",
    RunState.FAILED: "red",
    RunState.WITHDRAWN: "grey",
}
KINDS = [("0", "正式录取"), ("1", "试运行")]


def name_of(run: Run) -> str:
    """«第一批 试运行 11-20 08:30:05»"""
    return f"{run.batch.name} {'试运行' if run.is_dry else '正式录取'} {localtime(run.sealed_at):%m-%d %H:%M:%S}"


def _runs(actor: Actor) -> list[tuple[int, str]]:
    return [(run.pk, name_of(run)) for run in q.runs_visible_to(actor).order_by("-pk")[:200]]


def _batches(actor: Actor) -> list[tuple[int, str]]:
    return _named(q.runs_visible_to(actor))


def _named(rows: QuerySet[Any]) -> list[tuple[int, str]]:
    found = Batch.objects.filter(pk__in=rows.order_by().values("batch")).order_by("-intake_year", "name")
    return [(batch.pk, f"{year_of(batch)}{batch.name}") for batch in found]


def _fact(key: str) -> Any:
    return lambda run: run.summary.get(key)


RUNS = List(
    key="recruitment-runs",
    title="匹配录取",
    url="matching:runs",
    right=rules.VIEW_RUNS,
    rows=q.runs_visible_to,
    columns=(
        c.Show("batch", "招收批次", at="batch__name", link="matching:run", fixed=True, width=26),
        c.Number("intake_year", "招收届别", at="batch__intake_year"),
        c.Show("kind", "类型", at=lambda run: "试运行" if run.is_dry else "正式录取", sort=("is_dry",), width=10),
        c.Coded("method", "录取方式", dict(Method.choices), width=10),
        c.Tag("state", "状态", labels=dict(RunState.choices), tones=TONES),
        c.Number("applicants", "参加人数", at=_fact("applicants"), sort=()),
        c.Number("quota", "计划数", at=_fact("quota"), sort=()),
        c.Number("admitted", "录取人数", at=_fact("admitted"), sort=()),
        c.Show("digest", "输入摘要", at=lambda run: f"{run.digest[:12]}…", sort=(), width=16),
        c.Moment("sealed_at", "摘要时间"),
        c.Show("sealed_by", "办理人", width=18),
        c.Show("note", "说明", css="wrap", width=30),
    ),
    filters=(
        f.Exact("batch", "招收批次", choices_for=_batches),
        f.Exact("kind", "类型", KINDS, at="is_dry"),
        f.Pick("state", "状态", RunState.choices),
    ),
    links=(
        Link(title="新建运行", url="matching:new", right=rules.RUN, tone="primary", icon="plus"),
        Link(title="公示页面", url="matching:published", right=rules.VIEW_RUNS, icon="external-link"),
    ),
    order=("-pk",),
    empty="录取方式为“双向匹配”或“平行志愿”的批次在这里统一录取：先试运行，再公布输入摘要、正式运行。",
)


def _placed(result: RunResult) -> tuple[str, str]:
    return (f"第 {result.rank} 志愿", "green") if result.rank else ("未录取", "grey")


RESULTS = List(
    key="recruitment-run-results",
    title="匹配录取结果",
    url="matching:results",
    right=rules.VIEW_RUNS,
    rows=q.results_visible_to,
    columns=(
        c.Show("number", "学员编号", at="application__number", link="matching:result", fixed=True, width=20),
        c.Show("name", "姓名", at="application__person__name", needs=("application__person",), width=12),
        c.Coded("category", "人员类型", lambda: dict(CATEGORY.options() or []), at="application__category", width=24),
        c.Tag("rank", "结果", tag=_placed, sort=("rank",)),
        c.Show("institution", "录取基地", at="place__institution__name", width=30),
        c.Show("place", "录取专业", at=lambda r: place_title(r.place) if r.place else None, sort=(), width=24),
        c.Show("run", "运行", at=lambda result: name_of(result.run), sort=("run",), width=34),
    ),
    filters=(
        f.Exact("run", "运行", choices_for=_runs),
        f.Contains("number", "学员编号", at="application__number"),
        f.Name(of="application__person"),
        f.Where("placed", "结果", {"yes": ("录取", Q(place__isnull=False)), "no": ("未录取", Q(place__isnull=True))}),
        f.Contains("institution", "录取基地", at="place__institution__name"),
        f.Contains("specialty", "录取专业", at="place__specialty__name"),
    ),
    order=("-run", "application__number"),
    empty="运行完成后，这里逐人显示结果和原因。",
)

RESERVES = List(
    key="recruitment-reserves",
    title="预留名额",
    url="matching:reserves",
    right=rules.RESERVE,
    rows=lambda actor: q.plans_reserved_by(actor).select_related("institution", "batch"),
    columns=(
        c.Show("institution", "培训基地", at="institution__name", link="matching:reserve", fixed=True, width=34),
        c.Show("batch", "招收批次", at="batch__name", width=26),
        c.Number("intake_year", "招收届别", at="batch__intake_year"),
    ),
    filters=(
        f.Contains("institution", "培训基地", at="institution__name"),
        f.Contains("batch", "招收批次", at="batch__name"),
    ),
    row_actions=(
        RowLink(title="设置", url=lambda plan: reverse("matching:reserve", args=[plan.pk]), right=rules.RESERVE),
    ),
    order=("batch", "institution__name"),
    exports=False,
    empty="按规则统一录取的批次，招生计划审核通过后，可在这里为人员类型预留名额。",
)


def _step(couple: Couple) -> tuple[str, str]:
    if couple.accepted_at is None:
        return "等待对方接受", "grey"
    if couple.agreed_at is None:
        return ("等待对方同意", "blue") if couple.pairs else ("未填报", "grey")  # type: ignore[attr-defined]  # -- annotated
    is_sent = {couple.first.state, couple.second.state} == {ApplicationState.SUBMITTED}
    return ("已生效", "green") if is_sent else ("等待两人提交", "blue")


COUPLES = List(
    key="recruitment-couples",
    title="联合志愿管理",
    url="matching:couples",
    right=rules.RUN,
    rows=couples_run_by,
    columns=(
        c.Show("first", "申请人", at="first__person__name", fixed=True, width=14),
        c.Show("first_number", "申请人学员编号", at="first__number", width=20),
        c.Show("second", "对方", at="second__person__name", width=14),
        c.Show("second_number", "对方学员编号", at="second__number", width=20),
        c.Show("batch", "招收批次", at="batch__name", width=26),
        c.Tag("step", "状态", tag=_step, needs=("first", "second")),
        c.Number("pairs", "联合志愿数"),
        c.Moment("asked_at", "申请时间"),
        c.Moment("agreed_at", "同意时间"),
    ),
    filters=(
        f.Exact("batch", "招收批次", choices_for=lambda actor: _named(couples_run_by(actor))),
        f.Contains("name", "姓名", at=("first__person__name", "second__person__name")),
        f.Contains("number", "学员编号", at=("first__number", "second__number")),
    ),
    bulk=(
        Bulk(
            title="解除联合报名",
            action=part_couples,
            right=rules.RUN,
            opinion="解除原因",
            tone="danger",
        ),
    ),
    order=("-pk",),
    empty="没有联合报名的学员。按“双向匹配”录取的批次，学员可以两人一起填报联合志愿。",
)
