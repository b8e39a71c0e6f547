"""«带教评价结果» of supervisors and «科室带教评价», both of closed years alone (FAC-09)."""

from typing import Any

from django.db.models import F, Q

from xinglin.domains.institutions.public import department_choices
from xinglin.engines.lists import columns as c
from xinglin.engines.lists import filters as f
from xinglin.engines.lists.declaration import Bulk, List, RowLink

from .. import rules
from ..actions.counting import confirm_results
from ..queries.results import boxes_visible_to, results_visible_to

STATES = {"waiting": ("待确认", Q(confirmed_at=None)), "confirmed": ("已确认", Q(confirmed_at__isnull=False))}
VERDICTS = {"poor": ("不合格", Q(mean__lt=F("pass_mark"))), "good": ("合格", Q(mean__gte=F("pass_mark")))}
HIDDEN = "人数不足，不显示"


def verdict_tag(row: Any) -> tuple[str, str]:
    """合格 or 不合格, by the mark of the year."""
    return ("不合格", "red") if row.mean < row.pass_mark else ("合格", "green")


def state_tag(row: Any) -> tuple[str, str]:
    """Has the teaching department taken it over?"""
    return ("已确认", "green") if row.confirmed_at else ("待确认", "blue")


def share(row: Any) -> str:
    """«12 / 15（80%）»: of the rotations that could be rated, how many were."""
    return f"{row.answered} / {row.asked}（{row.answered * 100 // row.asked}%）" if row.asked else "—"


def whole_mean(row: Any) -> Any:
    """The department's mean, where enough people stand behind it and behind what its published parts leave."""
    return HIDDEN if row.mean is None else row.mean


RESULTS = List(
    key="rating-results",
    title="带教评价结果",
    url="ratings:results",
    right=rules.VIEW,
    rows=results_visible_to,
    columns=(
        c.Show("name", "姓名", at="supervisor__person__name", fixed=True, link="ratings:result"),
        c.Show("department", "科室", at="department__name", width=20),
        c.Number("year", "年度"),
        c.Number("answers", "评价份数"),
        c.Number("mean", "平均分"),
        c.Number("pass_mark", "合格线", chosen=False),
        c.Tag("verdict", "评估结果", tag=verdict_tag, reads=("mean", "pass_mark"), sort=("mean",)),
        c.Tag("state", "状态", tag=state_tag, reads=("confirmed_at",), sort=("confirmed_at",)),
        c.Show("institution", "医院", at="institution__name", chosen=False, width=30),
        c.Show("confirmed_by", "确认人", chosen=False),
        c.Moment("confirmed_at", "确认时间", chosen=False),
    ),
    filters=(
        f.Name(of="supervisor__person"),
        f.Pick("department", "科室", choices_for=department_choices),
        f.Range("year", "年度"),
        f.Where("verdict", "评估结果", VERDICTS),
        f.Where("state", "状态", STATES),
        f.Range("mean", "平均分"),
    ),
    row_actions=(RowLink(title="查看", url="ratings:result", right=rules.VIEW),),
    bulk=(
        Bulk(
            title="确认年度结果",
            action=confirm_results,
            right=rules.CONFIRM,
            tone="primary",
            confirm="确认后记入“带教质量年度评估”，审核师资条件时使用。人数不足的师资为未评定，不在此列。",
        ),
    ),
    order=("-year", "department__name", "supervisor__person__pinyin"),
    cards=True,
    empty="还没有已汇总的结果。年度结束并过了评价截止日后自动汇总，评价人数达到规定的才显示。",
)

DEPARTMENTS = List(
    key="rating-departments",
    title="科室带教评价",
    url="ratings:departments",
    right=rules.VIEW,
    rows=boxes_visible_to,
    columns=(
        c.Show("department", "科室", at="department__name", fixed=True, width=20),
        c.Show("institution", "医院", at="institution__name", width=30),
        c.Number("year", "年度"),
        c.Show("share", "已评价 / 应评价（人次）", at=share, reads=("answered", "asked"), width=22),
        c.Show("mean", "科室平均分", at=whole_mean, reads=("mean",), sort="mean", width=18),
        c.Day("counted_on", "汇总日期", chosen=False),
    ),
    filters=(
        f.Pick("department", "科室", choices_for=department_choices),
        f.Range("year", "年度"),
        f.Range("mean", "科室平均分"),
    ),
    order=("-year", "institution__name", "department__name"),
    cards=True,
    empty="还没有已汇总的年度。年度结束并过了评价截止日后自动汇总。",
)
