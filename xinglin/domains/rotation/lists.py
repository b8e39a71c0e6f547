"""轮转专业规范, 轮转计划, 科室容量, 入科出科, 请假 (ROT-01, 02, 06, 07)."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate

from xinglin.domains.reference.public import labels, options, specialty_options
from xinglin.engines.lists import columns as c
from xinglin.engines.lists import filters as f
from xinglin.engines.lists.declaration import Bulk, Link, List, RowLink
from xinglin.kit.half_months import slot_of, span_shown

from . import rules
from .actions import planning, publishing, setup, staying, teaching
from .enums import LeaveKind, PlanState
from .forms import CapacityForm, EntryForm, ExitForm, ForbidForm, LeaveForm
from .queries.beside import with_beside
from .queries.capacities import departments_visible_to, with_capacities
from .queries.plans import candidates_visible_to, forbidden_visible_to, plans_visible_to, with_plans
from .queries.standards import standards_visible_to, with_mapped
from .queries.staying import department_stints_visible_to, leaves_visible_to, stay_tag, with_extensions
from .queries.teaching import avoidances_visible_to
from .rules.teaching import TEACH

PLAN_TONES = {PlanState.DRAFT: "grey", PlanState.PUBLISHED: "green", PlanState.SUPERSEDED: "orange"}


def _mapped(row: Any) -> tuple[str, str]:
    if row.mapped >= row.lines_number:
        return "已对应", "green"
    return (f"已对应 {row.mapped} / {row.lines_number}", "orange") if row.mapped else ("未对应", "grey")


STANDARDS = List(
    key="rotation-standards",
    title="轮转专业规范浏览",
    url="rotation:standards",
    right=rules.STANDARDS,
    rows=standards_visible_to,
    load=with_mapped,
    columns=(
        c.Show("code", "专业代码", at="specialty__code"),
        c.Show("name", "培训专业", at="specialty__name", fixed=True, width=24, link="rotation:standard"),
        c.Show("version", "版本"),
        c.Number("years", "培训年限"),
        c.Number("months", "规定月数", at=lambda row: f"{float(row.months):g}", sort="months"),
        c.Number("lines_number", "标准科室数"),
        c.Tag("mapped", "本院科室", tag=_mapped),
        c.Tag("unlike", "提示", tag=lambda row: ("合计不一致", "orange") if row.lines_sum != row.months else None),
        c.Show("document", "文件", chosen=False, width=40),
    ),
    filters=(
        f.Pick("specialty", "培训专业", specialty_options, at="specialty__code"),
        f.Contains("version", "版本"),
    ),
    order=("specialty__code", "pk"),
)

PLANS = List(
    key="rotation-plans",
    title="轮转计划",
    url="rotation:plans",
    right=rules.PLAN,
    rows=plans_visible_to,
    columns=(
        c.Show("name", "计划名称", fixed=True, width=30, link="rotation:plan"),
        c.Show(
            "span", "计划周期", at=lambda row: span_shown(row.first, row.half_months), reads=("first", "half_months")
        ),
        c.Tag("state", "状态", labels=dict(PlanState.choices), tones=PLAN_TONES),
        c.Number("residents_number", "学员（人）"),
        c.Show("based_on", "依据的计划", at="based_on__name", chosen=False),
        c.Moment("created_at", "创建时间"),
        c.Show("created_by", "创建人", chosen=False),
        c.Moment("published_at", "发布时间"),
        c.Show("published_by", "发布人", chosen=False),
    ),
    filters=(
        f.Contains("name", "计划名称"),
        f.Pick("state", "状态", PlanState.choices),
    ),
    order=("-created_at", "-pk"),
    links=(Link(title="新建计划", url="rotation:plan_new", right=rules.PLAN, tone="primary", icon="plus"),),
    row_actions=(
        RowLink(title="查看", url="rotation:plan", right=rules.PLAN),
        RowLink(
            title="编制新版本",
            url=lambda row: f"{reverse('rotation:plan_new')}?based_on={row.pk}",
            right=rules.PLAN,
        ),
    ),
    bulk=(
        Bulk(
            title="发布",
            action=publishing.publish_plans,
            right=rules.PLAN,
            tone="primary",
            confirm="发布后科室和学员即可查看，同一时间的现行计划被替代；轮转有变动的学员会收到消息。",
        ),
        Bulk(
            title="删除草稿",
            action=planning.discard_plans,
            right=rules.PLAN,
            tone="danger",
            confirm="只能删除编制中的计划，删除后不能恢复。",
        ),
    ),
    empty="还没有轮转计划。先在“轮转专业规范浏览”中对应本院科室，再“新建计划”。",
)

CAPACITY = List(
    key="rotation-capacity",
    title="科室容量",
    url="rotation:capacity",
    right=rules.MAP,
    rows=departments_visible_to,
    load=with_capacities,
    columns=(
        c.Show("name", "科室", fixed=True, width=24),
        c.Show("usual", "平时（人）", at=lambda row: row.usual),
        c.Show("special", "单独设置的月份", at=lambda row: row.special, css="wrap", width=40),
        c.Show("serves", "对应的标准科室", at=lambda row: row.serves, css="wrap", width=50),
    ),
    filters=(f.Contains("name", "科室"),),
    order=("pinyin", "pk"),
    bulk=(Bulk(title="设置容量", action=setup.keep_capacities, right=rules.MAP, form=CapacityForm, tone="primary"),),
    empty="还没有科室。请先在“机构管理 › 科室设置”中添加或导入。",
)


def _month(row: Any) -> tuple[str, str]:
    """Who has not left is there this month, whenever he should have."""
    following = slot_of(localdate()) // 2 * 2 + 2
    if row.first >= following:
        return "下月", "grey"
    return ("本月和下月" if row.first + row.half_months > following else "本月"), "accent"


class InMonth(f.Exact):
    """Who is in the department this month or next month; the months are those of the day one asks."""

    def condition(self, value: str) -> Q:
        following = slot_of(localdate()) // 2 * 2 + 2
        return Q(end__gt=following) if value == "next" else Q(first__lt=following)


def _beside(row: Any, key: str) -> tuple[str, str] | None:
    told = row.beside.get(key)
    return (told.words, told.tone) if told else None


DEPARTMENT = List(
    key="rotation-department",
    title="入科出科管理",
    url="rotation:department",
    right=rules.STAYS,
    rows=department_stints_visible_to,
    load=with_beside,
    columns=(
        c.Show("name", "姓名", at="resident__training__person__name", fixed=True),
        c.Show("department", "科室", at="department__name", sort="department__pinyin", width=20),
        c.Tag("month", "月份", tag=_month, reads=("first", "half_months")),
        c.Tag(
            "stay",
            "状态",
            tag=lambda row: stay_tag(row, localdate()),
            needs=("stay",),
        ),
        c.Day("starts_on", "开始日期", at=lambda row: row.starts_on, sort="first"),
        c.Day("ends_on", "结束日期", at=lambda row: row.ends_on),
        c.Show("specialty", "培训专业", at="resident__training__specialty__name"),
        c.Number("year", "招收届别", at="resident__training__intake_year"),
        c.Show("line", "标准科室", at="line__department", chosen=False, width=30),
        c.Show("supervisor", "带教老师", at="teaching__supervisor__person__name"),
        c.Day("entered_on", "入科日期", at="stay__entered_on"),
        c.Show("entered_by", "入科确认人", at="stay__entered_by", chosen=False),
        c.Day("left_on", "出科日期", at="stay__left_on"),
        c.Number("absent", "缺勤（天）", at="stay__absent_days"),
        c.Tag("record", "培训记录", tag=lambda row: _beside(row, "record")),
        c.Tag("assessment", "出科考核", tag=lambda row: _beside(row, "assessment")),
    ),
    filters=(
        f.Name(of="resident__training__person"),
        InMonth("month", "月份", [("this", "本月"), ("next", "下月")], at="first"),
        f.Contains("department", "科室", at="department__name"),
        f.Where(
            "stay",
            "状态",
            {
                "waiting": ("待入科、应入科", Q(stay__isnull=True)),
                "there": ("在科、应出科", Q(stay__isnull=False, stay__left_on=None)),
                "left": ("已出科", Q(stay__left_on__isnull=False)),
            },
        ),
        f.Pick("specialty", "培训专业", specialty_options, at="resident__training__specialty__code"),
    ),
    order=("first", "department__pinyin", "resident__training__person__pinyin", "pk"),
    bulk=(
        Bulk(
            title="入科确认",
            action=staying.confirm_entries,
            right=rules.STAYS,
            tone="primary",
            form=EntryForm,
            confirm="确认这些学员已到科室，并已完成入科教育。",
        ),
        Bulk(
            title="出科确认",
            action=staying.confirm_exits,
            right=rules.STAYS,
            form=ExitForm,
            confirm="原则上先完成出科考核再出科。出科后，学员可以匿名评价带教老师，不能再登记出科日期以后的培训记录。",
        ),
        Bulk(title="请假登记", action=staying.record_leaves, right=rules.LEAVES, form=LeaveForm),
        Bulk(
            title="撤销入科",
            action=staying.undo_entries,
            right=rules.STAYS,
            confirm="恢复为待入科。已出科的不能撤销。",
        ),
    ),
    empty="本月和下月没有安排到科室的学员，或轮转计划还没有发布。",
)

LEAVES = List(
    key="rotation-leaves",
    title="请假管理",
    url="rotation:leaves",
    right=rules.LEAVES,
    rows=leaves_visible_to,
    load=with_extensions,
    columns=(
        c.Show("name", "姓名", at="training__person__name", fixed=True),
        c.Show("department", "科室", at="department__name", width=20),
        c.Coded("kind", "请假类别", dict(LeaveKind.choices)),
        c.Day("starts_on", "开始日期"),
        c.Day("ends_on", "结束日期"),
        c.Number("days", "天数", at=lambda row: row.days),
        c.Number("extended", "累计顺延（天）", at=lambda row: row.extended or None),
        c.Day("extended_to", "顺延后培训结束日期", at=lambda row: row.extended_to),
        c.Show("note", "说明", css="wrap", width=30),
        c.Show("recorded_by", "登记人", chosen=False),
        c.Moment("recorded_at", "登记时间", chosen=False),
    ),
    filters=(
        f.Name(of="training__person"),
        f.Contains("department", "科室", at="department__name"),
        f.Pick("kind", "请假类别", LeaveKind.choices),
        f.Days("starts_on", "开始日期"),
    ),
    order=("-starts_on", "pk"),
    links=(Link(title="请假天数上限", url="rotation:leave_limit", right=rules.PLAN),),
    bulk=(
        Bulk(
            title="删除",
            action=staying.remove_leaves,
            right=rules.LEAVES,
            tone="danger",
            confirm="登记有误的请假删除后，顺延天数随之重新计算。",
        ),
    ),
    empty="没有登记过请假。请假在“入科出科管理”中登记。",
)


def _years(actor: Any) -> list[tuple[int, str]]:
    found = candidates_visible_to(actor).order_by("-intake_year").values_list("intake_year", flat=True).distinct()
    return [(year, str(year)) for year in found]


RESIDENTS = List(
    key="rotation-residents",
    title="轮转学员",
    url="rotation:trainings",
    right=rules.PLAN,
    rows=candidates_visible_to,
    load=with_plans,
    columns=(
        c.Show("name", "姓名", at="person__name", fixed=True),
        c.Number("year", "招收届别", at="intake_year"),
        c.Show("specialty", "培训专业", at="specialty__name"),
        c.Coded("category", "人员类型", lambda: labels("resident_category"), at="resident_category", width=24),
        c.Number("years", "核定培训年限", at="training_years"),
        c.Day("starts_on", "培训开始日期"),
        c.Day("ends_on", "培训结束日期"),
        c.Day("extended_to", "顺延后培训结束日期", at=lambda row: row.extended_to),
        c.Show("plans", "轮转计划", at=lambda row: row.plans, css="wrap", width=40),
    ),
    filters=(
        f.Name(of="person"),
        f.Exact("year", "招收届别", choices_for=_years, at="intake_year"),
        f.Pick("specialty", "培训专业", specialty_options, at="specialty__code"),
        f.Pick("category", "人员类型", lambda: options("resident_category"), at="resident_category"),
    ),
    order=("-intake_year", "specialty__code", "pk"),
    links=(Link(title="轮转限制", url="rotation:forbidden", right=rules.PLAN),),
    row_actions=(RowLink(title="选科", url="rotation:electives", right=rules.PLAN),),
    bulk=(Bulk(title="设置轮转限制", action=setup.forbid_times, right=rules.PLAN, form=ForbidForm),),
    empty="还没有在培学员。",
)

FORBIDDEN = List(
    key="rotation-forbidden",
    title="轮转限制",
    url="rotation:forbidden",
    right=rules.PLAN,
    rows=forbidden_visible_to,
    columns=(
        c.Show("name", "姓名", at="training__person__name", fixed=True),
        c.Show("specialty", "培训专业", at="training__specialty__name"),
        c.Day("starts_on", "开始日期"),
        c.Day("ends_on", "结束日期"),
        c.Show("department", "不安排的科室", at=lambda row: row.department.name if row.department else "任何科室"),
        c.Show("reason", "原因", css="wrap", width=30),
    ),
    filters=(f.Name(of="training__person"), f.Days("starts_on", "开始日期")),
    order=("starts_on", "pk"),
    links=(Link(title="轮转学员", url="rotation:trainings", right=rules.PLAN),),
    bulk=(
        Bulk(
            title="取消限制",
            action=setup.lift_forbidden,
            right=rules.PLAN,
            confirm="取消后编排和冲突检查不再考虑这些限制。",
        ),
    ),
    empty="没有轮转限制。在“轮转学员”中勾选学员后“设置轮转限制”。",
)

AVOIDANCES = List(
    key="rotation-avoidances",
    title="带教回避",
    url="rotation:avoidances",
    right=TEACH,
    rows=avoidances_visible_to,
    columns=(
        c.Show("name", "姓名", at="training__person__name", fixed=True),
        c.Show("specialty", "培训专业", at="training__specialty__name"),
        c.Show("supervisor", "带教老师", at="supervisor__person__name"),
        c.Show("reason", "原因", css="wrap", width=40),
        c.Moment("recorded_at", "登记时间"),
        c.Show("recorded_by", "登记人"),
    ),
    filters=(f.Name(of="training__person"), f.Contains("supervisor", "带教老师", at="supervisor__person__name")),
    order=("-recorded_at", "-pk"),
    links=(Link(title="分配带教老师", url="rotation:teaching", right=TEACH),),
    bulk=(
        Bulk(
            title="取消回避",
            action=teaching.lift_avoidances,
            right=TEACH,
            confirm="取消后，自动分配可以再把这些学员分给这位老师。",
        ),
    ),
    empty="没有登记过回避。在“分配带教老师”中勾选学员后“登记回避”。",
)
