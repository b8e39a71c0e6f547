"""培训年限管理, and what is applied for after admission: waiting, and all (REC-40 to REC-44)."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse

from xinglin.domains.reference.public import labels, options, specialties
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.rights import Right
from xinglin.engines.lists import columns as c
from xinglin.engines.lists import filters as f
from xinglin.engines.lists.declaration import Bulk, Link, List, RowLink
from xinglin.engines.review import actions as review
from xinglin.engines.review.models import State

from ..actions.asking import give_up
from ..actions.terms import keep_term
from ..forms.following import TermForm
from ..models import InformationChange, StatusRequest
from ..queries import following as q
from ..queries.requests import after_of
from ..rules import following as rules
from ..sheets.following import TRAINING_TERMS
from .screening import ahead


def _categories() -> dict[str, str]:
    return labels("resident_category")


def specialty_choices() -> list[tuple[int, str]]:
    """All specialties, by key."""
    return [(key, specialty.name) for key, specialty in specialties().items()]


def person_columns(link: str | Callable[[Any], str], of: str = "", reveal: Right = rules.TERMS) -> list[c.Column]:
    """Whose row it is; `of` leads to the training record («training__»)."""
    return [
        c.Show("name", "姓名", at=f"{of}person__name", link=link, fixed=True, width=14),
        c.Masked(
            "document_number",
            "证件号码",
            at=f"{of}person__document_masked",
            plain=f"{of}person__document_number",
            reveal=reveal,
        ),
        c.Number("intake_year", "招收年份", at=f"{of}intake_year"),
        c.Show("specialty", "培训专业", at=f"{of}specialty__name", sort=(f"{of}specialty__code",)),
        c.Coded("resident_category", "人员类型", _categories, at=f"{of}resident_category", width=24),
    ]


def person_filters(of: str = "") -> list[f.Filter]:
    """By whom one looks for."""
    return [
        f.Name(of=f"{of}person"),
        f.Document("document_number", "证件号码", column=f"{of}person__document"),
        f.Pick("specialty", "培训专业", specialty_choices, at=f"{of}specialty"),
        f.Pick("resident_category", "人员类型", lambda: options("resident_category"), at=f"{of}resident_category"),
        f.Range("intake_year", "招收年份", at=f"{of}intake_year"),
    ]


def _note_reductions(rows: list[Any], actor: Actor) -> None:
    found, recruited = q.last_reductions(rows), q.recruiting(rows)
    for row in rows:
        row.reduction = found.get(row.pk)
        row.is_recruited = (row.province_id, row.intake_year) in recruited


def _reduction_tag(training: Any) -> tuple[str, str] | None:
    if training.reduction:
        return q.request_tag(training.reduction)
    return ("缺减免材料", "orange") if training.is_recruited and rules.lacks_reduction(training) else None


def _of_reduction(training: Any) -> str:
    return reverse("following:reduction", args=[training.reduction.pk if training.reduction else 0])


def _why_no_details(training: Any) -> str | None:
    reduction = training.reduction
    return None if reduction and reduction.case_id else "学员还没有提交培训年限减免申请。"


TERMS = List(
    key="training-terms",
    url="following:terms",
    title="培训年限管理",
    right=rules.TERMS,
    rows=q.terms_visible_to,
    load=_note_reductions,
    columns=ahead(
        (
            *person_columns("following:term"),
            c.Number("training_years", "核定培训年限", width=10),
            c.Day("starts_on", "培训开始日期"),
            c.Day("ends_on", "培训结束日期"),
            c.Tag("reduction", "培训年限减免", tag=_reduction_tag),
        ),
        *("name", "reduction", "training_years", "starts_on", "ends_on"),
    ),
    filters=(
        *person_filters(),
        f.Exact("training_years", "核定培训年限", lambda: options("training_years")),
        f.Where("filled", "填写情况", {"0": ("未填写", Q(training_years=None) | Q(starts_on=None))}),
        f.Where("reduction", "培训年限减免", {"lacking": ("缺减免材料", q.LACKING)}),
    ),
    order=("-intake_year", "-pk"),
    links=(
        Link(
            title="模板下载", url=lambda actor: reverse("sheets:template", args=[TRAINING_TERMS.key]), right=rules.TERMS
        ),
        Link(
            title="培训年限导入",
            url=lambda actor: reverse("sheets:import", args=[TRAINING_TERMS.key]),
            right=rules.TERMS,
            icon="upload",
        ),
    ),
    bulk=(
        Bulk(
            title="批量填写",
            action=keep_term,
            right=rules.TERMS,
            form=TermForm,
            confirm="所选学员的培训年限和开始日期将填写为相同内容，结束日期自动得出。",
            tone="primary",
        ),
    ),
    row_actions=(
        RowLink(title="填写", url="following:term", right=rules.TERMS),
        RowLink(title="减免详情", url=_of_reduction, right=rules.REVIEW_REDUCTIONS, may=_why_no_details),
    ),
    empty="还没有在培的学员。学员报到后，或导入住院医师账号后，在这里填写培训年限和起止时间。",
)


class MyTurn(f.Exact):
    """What waits for the actor's own word."""

    def __init__(self) -> None:
        super().__init__("turn", "办理", [("1", "待我审核")])

    def condition(self, value: str) -> Q:
        return Q(case__state=State.OPEN, case__seat=self.parent.actor.unit_id)


STATES = {
    "draft": ("未提交", Q(case=None, ended_at=None) | Q(case__state=State.WITHDRAWN, ended_at=None)),
    "open": ("待审核", Q(case__state=State.OPEN)),
    "returned": ("退回修改", Q(case__state=State.RETURNED, ended_at=None)),
    "done": ("已生效", Q(done_at__isnull=False)),
    "rejected": ("驳回", Q(case__state=State.REJECTED)),
    "ended": ("已撤销", Q(ended_at__isnull=False) & ~Q(case__state=State.REJECTED)),
}


def _request_columns(link: str, what: Sequence[c.Column]) -> list[c.Column]:
    name, *rest = person_columns(link, "training__", rules.SEE_REQUESTS)
    return [
        name,
        c.Tag("state", "状态", tag=q.request_tag, reads=("case__state", "done_at", "ended_at")),
        *what,
        c.Show("institution", "培训基地", at="institution__name", width=30),
        *rest,
        c.Show("seat", "待审核单位", at=q.waits_with, reads=("case__seat__name", "case__state"), width=24),
        c.Moment("submitted_at", "提交时间", at="case__submitted_at"),
        c.Moment("done_at", "生效时间"),
    ]


REQUEST_FILTERS = (MyTurn(), f.Where("state", "状态", STATES), *person_filters("training__"))


def _decisions(right: Right) -> tuple[Bulk, ...]:
    return (
        Bulk(
            title="审核通过",
            action=review.approve,
            right=right,
            tone="primary",
            confirm="所选申请将审核通过；最后一级审核通过后立即生效。",
        ),
        Bulk(title="退回修改", action=review.return_for_changes, right=right, opinion="退回意见"),
        Bulk(title="驳回", action=review.reject, right=right, opinion="驳回理由", tone="danger"),
    )


REDUCTIONS = List(
    key="length-reductions",
    url="following:reductions",
    title="培训年限审核",
    right=rules.REVIEW_REDUCTIONS,
    rows=q.reductions_visible_to,
    columns=_request_columns(
        "following:reduction",
        [
            c.Number("years", "申请培训年限", width=10),
            c.Day("starts_on", "培训开始日期", at="training__starts_on"),
            c.Day("ends_on", "培训结束日期", at="training__ends_on"),
        ],
    ),
    filters=REQUEST_FILTERS,
    order=("case__submitted_at", "pk"),
    bulk=_decisions(rules.REVIEW_REDUCTIONS),
    row_actions=(RowLink(title="详情", url="following:reduction", right=rules.REVIEW_REDUCTIONS),),
    empty="没有培训年限减免申请。学员提交后，由基地、市级、省级依次审核。",
)


def _what_changes(change: InformationChange) -> str:
    return "、".join(f"{title}：{text}" for title, text in after_of(change).items())


def _which_status(request: StatusRequest) -> str:
    return request.get_status_display()


def _own_actions(ask: str) -> tuple[RowLink | Bulk, ...]:
    """What the base does with its own: correct it, give it up."""
    return (
        RowLink(
            title="修改",
            url=lambda row: reverse(ask, args=[row.training_id]),
            right=rules.ASK,
            may=rules.may_edit_request,
        ),
        Bulk(
            title="撤销申请",
            action=give_up,
            right=rules.ASK,
            may=rules.may_edit_request,
            confirm="撤销后该申请不再办理，可以重新申请。",
            tone="danger",
        ),
    )


def _own_bulk() -> tuple[Bulk, ...]:
    return (
        Bulk(title="提交", action=review.submit, right=rules.ASK, tone="primary"),
        Bulk(title="撤回", action=review.withdraw, right=rules.ASK, confirm="撤回后可以修改，再重新提交。"),
    )


CHANGES = List(
    key="information-changes",
    url="following:changes",
    title="学员信息变更申请",
    right=rules.SEE_REQUESTS,
    rows=q.changes_visible_to,
    columns=_request_columns(
        "following:change",
        [
            c.Show(
                "what",
                "变更内容",
                at=_what_changes,
                needs=("specialty", "target", "site"),
                css="wrap",
                width=50,
            )
        ],
    ),
    filters=REQUEST_FILTERS,
    order=("-created_at", "-pk"),
    links=(Link(title="新申请", url="following:candidates", right=rules.ASK, tone="primary", icon="plus"),),
    bulk=(*_own_bulk(), *_decisions(rules.DECIDE)),
    row_actions=(
        RowLink(title="详情", url="following:change", right=rules.SEE_REQUESTS),
        *_own_actions("following:ask_change"),
    ),
    empty="没有学员信息变更申请。培训基地可为在培学员申请变更人员类型、选送单位、培训专业、主要基地、协同单位。",
)
STATUSES = List(
    key="status-requests",
    url="following:statuses",
    title="学员培训状态变更申请",
    right=rules.SEE_REQUESTS,
    rows=q.status_requests_visible_to,
    columns=_request_columns(
        "following:status",
        [
            c.Show("status", "变更后状态", at=_which_status, reads=("status",)),
            c.Show("reason", "原因", at=lambda row: row.get_reason_display(), reads=("reason",), width=18),
            c.Day("starts_on", "变更日期"),
            c.Day("ends_on", "预计结束日期"),
        ],
    ),
    filters=REQUEST_FILTERS,
    order=("-created_at", "-pk"),
    links=(Link(title="新申请", url="following:candidates", right=rules.ASK, tone="primary", icon="plus"),),
    bulk=(*_own_bulk(), *_decisions(rules.DECIDE)),
    row_actions=(
        RowLink(title="详情", url="following:status", right=rules.SEE_REQUESTS),
        *_own_actions("following:ask_status"),
    ),
    empty="没有学员培训状态变更申请。培训基地可为学员申请退培、暂停、延期、恢复。",
)
CANDIDATES = List(
    key="change-candidates",
    url="following:candidates",
    title="选择申请变更的学员",
    right=rules.ASK,
    rows=q.candidates_visible_to,
    columns=(
        *person_columns("following:ask_change", reveal=rules.ASK),
        c.Show("status", "培训状态", at=lambda row: row.get_status_display(), reads=("status",), sort=("status",)),
        c.Show("employer_name", "选送单位", width=30),
        c.Show("site", "协同单位", at="site__name", width=30, chosen=False),
    ),
    filters=person_filters(),
    order=("-intake_year", "-pk"),
    row_actions=(
        RowLink(title="信息变更", url="following:ask_change", right=rules.ASK),
        RowLink(title="状态变更", url="following:ask_status", right=rules.ASK),
    ),
    exports=False,
    empty="还没有在培的学员。",
)
