"""What institution and agency review, requests to change it, and what is on record about conduct (ASM-31 to ASM-35)."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.urls import reverse

from xinglin.engines.access.actor import Actor
from xinglin.engines.lists import columns as c
from xinglin.engines.lists import filters as f
from xinglin.engines.lists.declaration import Bulk, Link, List, RowLink
from xinglin.engines.review import actions as review
from xinglin.engines.review.models import Verdict
from xinglin.engines.review.queries import TONES
from xinglin.engines.windows.queries import Opening

from .. import windows
from ..actions.changing import decline_changes, grant_changes
from ..actions.conduct import remove_conduct, start_early
from ..actions.reviewing import pass_all
from ..enums import Answer, ConductKind, Procedure, Progress, Result
from ..models import ConductRecord
from ..queries.cycles import current_cycle, opening_of
from ..queries.reviewing import (
    conduct_visible_to,
    decisions_of_agency,
    requests_visible_to,
    reviewed_visible_to,
    second_reviewed_visible_to,
)
from ..rules.enrolling import REVIEW, SECOND_REVIEW
from ..rules.reviewing import CONDUCT, ENTER_TESTS, why_not_remover
from .physicians import PROGRESS_TONES, person_columns, person_filters, sees_many

ADVERSE = {"1": ("有", Q(has_adverse=True)), "0": ("无", Q(has_adverse=False))}
ANSWER_TONES = {Answer.WAITING: "blue", Answer.GRANTED: "green", Answer.DECLINED: "red"}
VERDICTS = {Verdict.APPROVE.value: "复核通过", Verdict.RETURN.value: "退回机构"}
KIND_TONES = {ConductKind.COMMENDATION: "green", ConductKind.ADVERSE: "red"}


def review_opening(actor: Actor) -> Opening | None:
    """The window in which enrolments are reviewed."""
    cycle = current_cycle(actor.unit.province_id)
    return opening_of(windows.REVIEW, cycle, actor.unit) if cycle else None


def _tests(name: str) -> Callable[[Actor], str]:
    return lambda actor: reverse(f"sheets:{name}", args=["assessment-tests"])


def _why_closed(actor: Actor) -> str | None:
    opening = review_opening(actor)
    return opening.why_closed() if opening else None


def _columns(address: str) -> tuple[c.Column, ...]:
    return (
        *person_columns("physician__", address),
        c.Tag("progress", "考核状态", labels=dict(Progress.choices), tones=PROGRESS_TONES, sort=("progress",)),
        c.YesNo("has_adverse", "不良行为记录"),
        c.Moment("submitted_at", "提交时间", at="case__submitted_at"),
        c.Tag(
            "result", "考核结果", labels=dict(Result.choices), tones={"passed": "green", "failed": "red"}, chosen=False
        ),
    )


def _filters() -> tuple[f.Filter, ...]:
    return (
        *person_filters("physician__"),
        f.Exact("progress", "考核状态", Progress.choices),
        f.Where("adverse", "不良行为记录", ADVERSE),
    )


def _reviewed(procedure: Procedure, what: str) -> List:
    """The institution's list of one procedure (ASM-31 to ASM-33)."""
    return List(
        key=f"reviews-{procedure}",
        title=what,
        url=f"assessment:reviews_{procedure}",
        right=REVIEW,
        rows=lambda actor: reviewed_visible_to(actor).filter(procedure=procedure),
        columns=_columns("assessment:review"),
        filters=_filters(),
        order=("case__submitted_at", "pk"),
        opening=review_opening,
        bulk=(
            Bulk(
                title="批量评定合格并提交",
                action=pass_all,
                right=REVIEW,
                why=_why_closed,
                tone="primary",
                confirm="所选医师的工作业绩和职业道德均评定为合格，提交考核机构复核。有不良行为记录的、曾评定为不合格的、"
                "考核机构退回的不在此列，须逐一办理。",
            ),
            Bulk(title="驳回", action=review.return_for_changes, right=REVIEW, why=_why_closed, opinion="驳回理由"),
        ),
        row_actions=(RowLink(title="审核", url="assessment:review", right=REVIEW),),
        cards=True,
        empty="没有医师提交这种程序的报名。",
    )


GENERAL = _reviewed(Procedure.GENERAL, "一般程序审核")
SIMPLIFIED = _reviewed(Procedure.SIMPLIFIED, "简易程序审核")
EXEMPT = _reviewed(Procedure.EXEMPT, "免考审核")

SECOND_REVIEWS = List(
    key="second-reviews",
    title="考核复核",
    url="assessment:second_reviews",
    right=SECOND_REVIEW,
    rows=second_reviewed_visible_to,
    columns=(
        *_columns("assessment:second_review"),
        c.Coded("procedure", "考核程序", dict(Procedure.choices)),
        c.Show("of", "医疗卫生机构", at="institution__name", width=34),
    ),
    filters=(
        f.Contains("institution", "医疗卫生机构", at=("institution__name", "institution__pinyin")),
        f.Exact("procedure", "考核程序", Procedure.choices),
        *(each for each in _filters() if each.key != "department"),
    ),
    order=("case__submitted_at", "pk"),
    opening=review_opening,
    bulk=(
        Bulk(
            title="批量复核通过",
            action=pass_all,
            right=SECOND_REVIEW,
            tone="primary",
            confirm="所选医师复核通过；简易程序的，业务水平按个人述职评定为合格。机构评定为不合格的、有不良行为记录的须逐一办理。",
        ),
        Bulk(title="退回机构", action=review.return_for_changes, right=SECOND_REVIEW, opinion="退回理由"),
    ),
    row_actions=(RowLink(title="复核", url="assessment:second_review", right=SECOND_REVIEW),),
    links=(
        Link(title="去复核", url="assessment:second_review_next", right=SECOND_REVIEW, tone="primary"),
        Link(title="本机构复核记录", url="assessment:agency_decisions", right=SECOND_REVIEW),
        Link(title="导入测评成绩", url=_tests("import"), right=ENTER_TESTS, place="bar", icon="upload"),
        Link(title="成绩模板下载", url=_tests("template"), right=ENTER_TESTS, place="bar"),
    ),
    cards=True,
    empty="还没有机构提交复核的医师，或周期已结束办理。",
)


def _answerable(row: Any) -> str | None:
    return None if row.state == Answer.WAITING else f"已由 {row.answered_by} 答复。"


REQUESTS = List(
    key="change-requests",
    title="报名信息修改申请",
    url="assessment:change_requests",
    right=REVIEW,
    rows=requests_visible_to,
    columns=(
        c.Serial(),
        c.Show(
            "name",
            "姓名",
            at="enrolment__physician__person__name",
            link=lambda row: reverse("assessment:review", args=[row.enrolment_id]),
            fixed=True,
            width=14,
        ),
        c.Show("department", "科室", at="enrolment__department__name"),
        c.Masked("document_number", "证件号码", at="enrolment__physician__person__document_masked"),
        c.Coded("procedure", "考核程序", dict(Procedure.choices), at="enrolment__procedure"),
        c.Show("text", "修改内容和原因", width=50, css="wrap"),
        c.Moment("asked_at", "申请时间"),
        c.Tag("state", "状态", labels=dict(Answer.choices), tones=ANSWER_TONES, sort=("state",)),
        c.Show("answer", "审核意见", width=40, css="wrap"),
        c.Show("answered_by", "审核人", chosen=False),
        c.Moment("answered_at", "审核时间", chosen=False),
    ),
    filters=(
        f.Name(of="enrolment__physician__person"),
        f.Exact("state", "状态", Answer.choices),
    ),
    order=("-asked_at", "-pk"),
    bulk=(
        Bulk(
            title="同意",
            action=grant_changes,
            right=REVIEW,
            tone="primary",
            confirm="同意后医师可以修改报名信息并重新提交；重新提交前不能审核通过，提交后重新审核。",
        ),
        Bulk(title="不同意", action=decline_changes, right=REVIEW, opinion="审核意见"),
    ),
    row_actions=(Bulk(title="同意修改", action=grant_changes, right=REVIEW, may=_answerable),),
    cards=True,
    empty="没有医师申请修改报名信息。",
)


def _early(row: ConductRecord) -> tuple[str, str] | None:
    if getattr(row, "is_assessed", False):
        return "已启动", "blue"
    return ("须提前考核", "orange") if row.starts_early else None


def _physician(row: ConductRecord) -> str:
    return reverse("assessment:physician", args=[row.physician_id])


CONDUCTS = List(
    key="conduct-records",
    title="执业行为记录",
    url="assessment:conduct",
    right=CONDUCT,
    rows=conduct_visible_to,
    columns=(
        c.Serial(),
        c.Show("name", "姓名", at="physician__person__name", link=_physician, fixed=True, width=14),
        c.Masked("document_number", "证件号码", at="physician__person__document_masked"),
        c.Tag("kind", "类别", labels=dict(ConductKind.choices), tones=KIND_TONES, sort=("kind",)),
        c.Show("institution_name", "医疗卫生机构", width=34),
        c.Day("closed_on", "结案时间"),
        c.Show("outcome", "处理结果", width=50, css="wrap"),
        c.Tag("early", "提前考核", tag=_early, reads=("starts_early",)),
        c.Show("of", "主执业机构", at="physician__institution__name", width=34, chosen=sees_many),
        c.Show("recorded_by", "登记人", chosen=False),
        c.Moment("recorded_at", "登记时间", chosen=False),
    ),
    filters=(
        f.Name(of="physician__person"),
        f.Document("document_number", "证件号码", column="physician__person__document"),
        f.Exact("kind", "类别", ConductKind.choices),
        f.Days("closed_on", "结案时间"),
        f.YesNo("starts_early", "须提前考核"),
    ),
    links=(Link(title="登记行为记录", url="assessment:conduct_new", right=CONDUCT, tone="primary", icon="plus"),),
    bulk=(
        Bulk(
            title="启动提前考核",
            action=start_early,
            right=CONDUCT,
            confirm="所选记录的医师提前参加考核，可以登录填报，不受本周期各项时间限制，也不影响本周期的考核。",
        ),
        Bulk(
            title="删除",
            action=remove_conduct,
            right=CONDUCT,
            why=why_not_remover,
            tone="danger",
            opinion="删除原因",
        ),
    ),
    order=("-closed_on", "-pk"),
    cards=True,
    empty="没有登记过执业行为记录。",
)


DECISIONS = List(
    key="agency-decisions",
    title="本机构复核记录",
    url="assessment:agency_decisions",
    under="assessment:second_reviews",
    right=SECOND_REVIEW,
    rows=decisions_of_agency,
    columns=(
        c.Serial(),
        c.Show("physician", "医师", fixed=True, width=14),
        c.Show("institution", "医疗卫生机构", at="case__institution__name", width=34),
        c.Number("year", "周期年份"),
        c.Tag("verdict", "复核结果", labels=VERDICTS, tones=TONES, sort=("verdict",)),
        c.Show("comment", "意见", width=50, css="wrap"),
        c.Show("name", "办理人"),
        c.Moment("at", "办理时间"),
    ),
    filters=(
        f.Contains("institution", "医疗卫生机构", at=("case__institution__name",)),
        f.Exact("verdict", "复核结果", tuple(VERDICTS.items())),
        f.Days("at", "办理时间", at="at__date"),
    ),
    links=(Link(title="考核复核", url="assessment:second_reviews", right=SECOND_REVIEW),),
    order=("-at", "-pk"),
    cards=True,
    empty="本机构还没有复核过医师。",
)
