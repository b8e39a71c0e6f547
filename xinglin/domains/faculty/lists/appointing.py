"""«师资推荐聘任», «师资报名批次» and the province's «师资条件» (FAC-03 to FAC-05)."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from xinglin.domains.institutions.public import department_choices
from xinglin.engines.access.actor import Actor
from xinglin.engines.lists import columns as c
from xinglin.engines.lists import filters as f
from xinglin.engines.lists.declaration import Bulk, Link, List, RowLink
from xinglin.kit import calendar

from .. import rules
from ..actions.appointing import appoint, decline, recommend
from ..enums import ApplicationState, Recommendation, Title
from ..forms import TermForm
from ..queries.appointing import applications_visible_to, rounds_visible_to, standards_visible_to
from .columns import LEVELS, of_supervisor, since, trained

TONES = {
    Recommendation.NONE: "blue",
    Recommendation.RECOMMENDED: "green",
    Recommendation.DECLINED: "red",
    Recommendation.APPOINTED: "green",
}


def rounds_of(actor: Actor) -> list[tuple[int, str]]:
    """报名批次 to choose from."""
    return list(rounds_visible_to(actor).values_list("pk", "name"))


def open_state(row: Any) -> tuple[str, str]:
    """未开始 / 进行中 / 已结束."""
    today = calendar.today()
    if today < row.opens_on:
        return "未开始", "grey"
    return ("已结束", "grey") if today > row.closes_on else ("进行中", "green")


def counted_rounds(actor: Actor) -> "QuerySet[Any]":
    """With how many have applied."""
    sent = Count("applications", filter=Q(applications__state=ApplicationState.SUBMITTED))
    return rounds_visible_to(actor).annotate(submitted=sent)


RECOMMENDATIONS = List(
    key="supervisor-applications",
    title="师资推荐聘任",
    url="faculty:applications",
    right=rules.APPOINT,
    rows=applications_visible_to,
    columns=(
        c.Show("name", "姓名", at="supervisor__person__name", fixed=True, link="faculty:application"),
        c.Show("round", "报名批次名称", at="round__name", width=24),
        c.Show("department", "科室", at="department__name", width=20),
        c.Tag("recommendation", "推荐状态", labels=dict(Recommendation.choices), tones=TONES),
        c.Moment("recommended_at", "推荐时间"),
        c.Show("declined_for", "不推荐原因", width=30),
        c.Show("recommended_by", "推荐用户", width=20),
        c.Coded("title", "职称", dict(Title.choices), at="supervisor__title", chosen=False, width=20),
        since("title_years", "任现职年限", "supervisor__titled_on", chosen=False),
        since("teaching_years", "带教年限", "supervisor__teaching_since", chosen=False),
        c.Number("recent", "近3年带教人数", at="supervisor__recent_residents", chosen=False),
        since("hospital_years", "来院年限", "supervisor__joined_on", chosen=False),
        c.Number("recent_here", "近3年本院带教人数", at="supervisor__recent_here", chosen=False),
        c.Tag("trained", "培训状态", tag=trained, sort=("valid_level",), chosen=False),
        c.Coded("level", "培训级别", LEVELS, at="valid_level", chosen=False),
        c.Moment("submitted_at", "提交时间", chosen=False),
    ),
    filters=(
        f.Exact("round", "报名批次名称", choices_for=rounds_of),
        f.Name(of="supervisor__person"),
        f.Pick("department", "科室", choices_for=department_choices),
        f.Exact("recommendation", "推荐状态", Recommendation.choices),
        *of_supervisor("supervisor__"),
    ),
    row_actions=(RowLink(title="查看", url="faculty:application", right=rules.APPOINT),),
    bulk=(
        Bulk(
            title="推荐",
            action=recommend,
            right=rules.APPOINT,
            tone="primary",
            confirm="推荐所选师资。不符合师资条件的不会推荐，并逐条说明原因。",
        ),
        Bulk(title="不推荐", action=decline, right=rules.APPOINT, opinion="不推荐原因", tone="return"),
        Bulk(title="聘任", action=appoint, right=rules.APPOINT, form=TermForm),
    ),
    order=("-submitted_at", "pk"),
    cards=True,
    empty="还没有师资报名。请先在“师资报名批次”中开放报名，师资提交后在这里推荐、聘任。",
)

ROUNDS = List(
    key="supervisor-rounds",
    title="师资报名批次",
    url="faculty:rounds",
    right=rules.APPOINT,
    rows=counted_rounds,
    columns=(
        c.Show("name", "报名批次名称", fixed=True, link="faculty:round_edit", width=30),
        c.Day("opens_on", "报名开始日期"),
        c.Day("closes_on", "报名结束日期"),
        c.Tag("state", "状态", tag=open_state, reads=("opens_on", "closes_on"), sort=("opens_on",)),
        c.Number("submitted", "已提交人数"),
        c.Show("note", "说明", chosen=False, width=40),
    ),
    filters=(f.Contains("name", "报名批次名称"), f.Days("opens_on", "报名开始日期")),
    links=(Link(title="新建报名批次", url="faculty:round_new", right=rules.APPOINT, tone="primary", icon="plus"),),
    row_actions=(RowLink(title="编辑", url="faculty:round_edit", right=rules.APPOINT),),
    order=("-opens_on", "-pk"),
    cards=True,
    empty="还没有报名批次。新建后，本院师资在报名时间内可以“我要报名”。",
)


def in_force(row: Any) -> tuple[str, str]:
    """Does it hold already?"""
    return ("已施行", "green") if row.valid_from <= calendar.today() else ("未施行", "blue")


STANDARDS = List(
    key="supervisor-standards",
    title="师资条件",
    url="faculty:standards",
    right=rules.STANDARDS,
    rows=standards_visible_to,
    columns=(
        c.Day("valid_from", "施行日期"),
        c.Show("whose", "适用范围", at=lambda row: "本省" if row.province_id else "全国（本省未设置时）", fixed=True),
        c.Tag("state", "状态", tag=in_force, reads=("valid_from",), sort=("valid_from",)),
        c.Number("title_years", "任中级及以上职称年限"),
        c.Number("injury_years", "无医疗损害事件年限"),
        c.Number("accident_years", "无教学事故年限"),
        c.Number("poor_years", "带教评估连续不合格年数"),
        c.Number("poor_span", "带教评估计算年数"),
        c.Show("roster", "增补解聘截止", at=lambda row: f"每年 {row.roster_month} 月 {row.roster_day} 日"),
    ),
    links=(Link(title="设置师资条件", url="faculty:standard_new", right=rules.STANDARDS, tone="primary", icon="plus"),),
    order=("-valid_from", "pk"),
    cards=True,
    exports=False,
)
