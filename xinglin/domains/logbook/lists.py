"""培训记录明细, 学员培训进度, 出科考核, 培训要求 (ROT-08, ROT-09)."""

from typing import Any

from django.db.models import F, Q
from django.urls import reverse

from xinglin.domains.reference.public import specialty_options
from xinglin.engines.lists import columns as c
from xinglin.engines.lists import filters as f
from xinglin.engines.lists.declaration import Bulk, Link, List, RowLink

from . import rules
from .actions import assessing, recording, requiring
from .enums import EntryState, Kind
from .queries.assessing import seen_stays
from .queries.progress import requirements_visible_to, with_progress
from .queries.records import entries_visible_to, trainings_visible_to, with_teachers
from .rules.assessing import may_score, result_tag

TONES = {EntryState.WAITING: "blue", EntryState.CONFIRMED: "green", EntryState.RETURNED: "orange"}
RESIDENT = "stint__resident__training"


def _fixed(row: Any) -> str | None:
    return "带教老师已确认，不能修改。" if row.state == EntryState.CONFIRMED else None


ENTRIES = List(
    key="logbook-entries",
    title="培训记录明细",
    url="logbook:entries",
    right=rules.ENTRIES,
    rows=entries_visible_to,
    columns=(
        c.Show("title", "名称", at="name", fixed=True, width=24),
        c.Show("name", "姓名", at="training__person__name"),
        c.Coded("kind", "类别", dict(Kind.choices)),
        c.Tag("state", "状态", labels=dict(EntryState.choices), tones=TONES),
        c.Day("happened_on", "日期"),
        c.Show("department", "科室", at="department__name", width=20),
        c.Show("case_number", "病历号", sort=()),
        c.Number("number", "例数"),
        c.Show("note", "说明", css="wrap", width=30),
        c.Show("returned_for", "退回原因", css="wrap", width=30),
        c.Show("decided_by", "确认人"),
        c.Moment("decided_at", "确认时间", chosen=False),
        c.Show("line", "标准科室", at="stay__stint__line__department", chosen=False, width=24),
        c.Show("specialty", "培训专业", at="training__specialty__name", chosen=False),
        c.Moment("recorded_at", "登记时间", chosen=False),
    ),
    filters=(
        f.Pick("state", "状态", EntryState.choices),
        f.Name(of="training__person"),
        f.Pick("kind", "类别", Kind.choices),
        f.Contains("title", "名称", at="name"),
        f.Contains("department", "科室", at="department__name"),
        f.Days("happened_on", "日期"),
    ),
    order=("-happened_on", "-pk"),
    cards=True,
    links=(Link(title="登记", url="logbook:entry_new", right=rules.OWN, tone="primary", icon="plus"),),
    row_actions=(RowLink(title="修改", url="logbook:entry", right=rules.OWN, may=_fixed),),
    bulk=(
        Bulk(title="确认", action=recording.confirm_records, right=rules.CONFIRM, tone="primary"),
        Bulk(title="退回", action=recording.return_records, right=rules.CONFIRM, opinion="退回原因", tone="return"),
        Bulk(
            title="删除",
            action=recording.remove_entries,
            right=rules.OWN,
            tone="danger",
            confirm="删除后不能恢复。已确认的不能删除。",
        ),
    ),
    empty="还没有培训记录。学员入科后在“我的培训记录”中登记。",
)


RECORDS = List(
    key="logbook-residents",
    title="学员培训进度",
    url="logbook:residents",
    right=rules.RECORDS,
    rows=trainings_visible_to,
    load=with_progress,
    columns=(
        c.Show("name", "姓名", at="person__name", fixed=True, link="logbook:record"),
        c.Number("year", "招收届别", at="intake_year"),
        c.Show("specialty", "培训专业", at="specialty__name"),
        c.Progress("percent", "完成标准要求", at=lambda row: row.progress.percent if row.progress.needed else None),
        c.Number("counted", "已确认", at=lambda row: row.progress.counted),
        c.Number("needed", "标准要求", at=lambda row: row.progress.needed),
        c.Number("waiting", "待确认", at=lambda row: row.progress.waiting),
    ),
    filters=(
        f.Name(of="person"),
        f.Pick("specialty", "培训专业", specialty_options, at="specialty__code"),
    ),
    order=("-intake_year", "specialty__code", "person__pinyin", "pk"),
    empty="还没有入科的学员。",
)

SIGNED = Q(assessment__department_signed_at__isnull=False)
WHOLE = Q(assessment__total__isnull=False)


def _scores(row: Any) -> str:
    """The table of those who leave in the same month; who should have left long ago is in none of today's."""
    return f"{reverse('logbook:scores')}?month={row.stint.ends_on:%Y-%m}"


def _record(row: Any) -> str:
    return reverse("logbook:record", args=[row.stint.resident.training_id])


ASSESSMENTS = List(
    key="logbook-assessments",
    title="出科考核",
    url="logbook:assessments",
    right=rules.ASSESS,
    rows=seen_stays,
    load=with_teachers,
    columns=(
        c.Show("name", "姓名", at=f"{RESIDENT}__person__name", fixed=True, link=_record),
        c.Show("department", "科室", at="stint__department__name", sort="stint__department__pinyin", width=20),
        c.Tag("result", "考核结果", tag=lambda row: result_tag(row.assessed), needs=("assessment",)),
        c.Day("starts_on", "轮转开始日期", at=lambda row: row.stint.starts_on, sort="stint__first"),
        c.Day("ends_on", "轮转结束日期", at=lambda row: row.stint.ends_on),
        c.Number("theory", "理论考核", at="assessment__theory"),
        c.Number("skill", "技能考核", at="assessment__skill"),
        c.Number("daily", "日常表现", at="assessment__daily"),
        c.Number("total", "总分", at="assessment__total"),
        c.Show("teacher", "带教老师", at=lambda row: row.teacher),
        c.Show("signed", "科室签字", at="assessment__department_signed_by"),
        c.Moment("signed_at", "科室签字时间", at="assessment__department_signed_at", chosen=False),
        c.Show("comment", "评语", at="assessment__comment", css="wrap", width=30, chosen=False),
        c.Show("reopened_for", "重新开放原因", at="assessment__reopened_for", css="wrap", width=30, chosen=False),
        c.Day("left_on", "出科日期"),
        c.Show("specialty", "培训专业", at=f"{RESIDENT}__specialty__name", chosen=False),
        c.Number("year", "招收届别", at=f"{RESIDENT}__intake_year", chosen=False),
    ),
    filters=(
        f.Where(
            "outcome",
            "考核结果",
            {
                "due": ("待考核", Q(is_due=True) & ~SIGNED),
                "empty": ("待录入、成绩不全", ~SIGNED & ~WHOLE),
                "sign": ("待带教签字", WHOLE & Q(assessment__supervisor_signed_at=None)),
                "department": ("待科室签字", Q(assessment__supervisor_signed_at__isnull=False) & ~SIGNED),
                "passed": ("合格", SIGNED & Q(assessment__total__gte=F("assessment__pass_mark"))),
                "failed": ("不合格", SIGNED & Q(assessment__total__lt=F("assessment__pass_mark"))),
            },
        ),
        f.Name(of=f"{RESIDENT}__person"),
        f.Contains("department", "科室", at="stint__department__name"),
        f.Pick("specialty", "培训专业", specialty_options, at=f"{RESIDENT}__specialty__code"),
        f.Days("left_on", "出科日期"),
    ),
    order=("-stint__first", "stint__department__pinyin", "pk"),
    cards=True,
    row_actions=(RowLink(title="录入成绩", url=_scores, right=rules.SCORE, may=lambda row: may_score(row.assessed)),),
    links=(
        Link(title="录入成绩", url="logbook:scores", right=rules.SCORE, tone="primary", icon="edit"),
        Link(
            title="导入成绩",
            url=lambda actor: reverse("sheets:import", args=["rotation-scores"]),
            right=rules.SCORE,
            place="bar",
        ),
        Link(title="出科考核办法", url="logbook:rules", right=rules.RULES),
    ),
    bulk=(
        Bulk(
            title="带教老师签字",
            action=assessing.sign,
            right=rules.SIGN,
            tone="primary",
            confirm="签字后成绩不能再修改，由科室复核签字。",
        ),
        Bulk(
            title="科室签字",
            action=assessing.sign_for_department,
            right=rules.SIGN_FOR_DEPARTMENT,
            tone="primary",
            confirm="签字后考核结果生效并告知学员；不合格的须重新轮转，由教学部安排。",
        ),
        Bulk(title="重新开放", action=assessing.reopen, right=rules.REOPEN, opinion="重新开放的原因", tone="return"),
    ),
    empty="还没有入科的学员。确认入科后，在这里录入出科考核成绩。",
)


def _asked(row: Any) -> str:
    label = Kind(row.kind).label
    return f"{label}：{row.name}" if row.name else label


REQUIREMENTS = List(
    key="logbook-requirements",
    title="培训要求",
    url="logbook:requirements",
    right=rules.REQUIREMENTS,
    rows=requirements_visible_to,
    columns=(
        c.Show("title", "要求", at=_asked, reads=("kind", "name"), fixed=True, width=24),
        c.Number("number", "要求数"),
        c.Tag(
            "origin",
            "来源",
            tag=lambda row: ("本基地", "accent") if row.institution_id else ("规范", "grey"),
            reads=("institution_id",),
        ),
        c.Show("specialty", "培训专业", at="line__standard__specialty__name"),
        c.Show("department", "标准科室", at="line__department", width=30),
        c.Show("version", "版本", at="line__standard__version"),
    ),
    filters=(
        f.Pick("specialty", "培训专业", specialty_options, at="line__standard__specialty__code"),
        f.Contains("department", "标准科室", at="line__department"),
        f.Pick("kind", "类别", Kind.choices),
        f.Where(
            "origin",
            "来源",
            {"own": ("本基地", Q(institution__isnull=False)), "standard": ("规范", Q(institution=None))},
        ),
    ),
    order=("line__standard__specialty__code", "line", "kind", "pk"),
    links=(
        Link(title="新增要求", url="logbook:requirement_new", right=rules.REQUIRE, tone="primary", icon="plus"),
        Link(
            title="导入",
            url=lambda actor: reverse("sheets:import", args=["training-requirements"]),
            right=rules.REQUIRE,
            icon="upload",
            place="bar",
        ),
        Link(
            title="模板下载",
            url=lambda actor: reverse("sheets:template", args=["training-requirements"]),
            right=rules.REQUIRE,
            place="bar",
        ),
    ),
    row_actions=(RowLink(title="修改", url="logbook:requirement", right=rules.REQUIRE),),
    bulk=(
        Bulk(
            title="删除",
            action=requiring.remove_requirements,
            right=rules.REQUIRE,
            tone="danger",
            confirm="只能删除本基地另行规定的要求，删除后按规范计算。",
        ),
    ),
    empty="没有符合条件的培训要求。规范没有规定数量的标准科室，可以“新增要求”或“导入”本基地的数量。",
)
