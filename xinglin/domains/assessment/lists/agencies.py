"""Applications to be an agency, and the physicians entrusted to one (ASM-05, ASM-35)."""

from xinglin.engines.lists import columns as c
from xinglin.engines.lists import filters as f
from xinglin.engines.lists.declaration import Bulk, List, RowLink
from xinglin.engines.review import actions as review
from xinglin.engines.review.labels import REVIEW_LABELS, review_state_q, review_tag

from .. import rules
from ..enums import Procedure, Progress
from ..queries.cycles import applications_visible_to
from ..queries.physicians import entrusted_visible_to
from .physicians import PROGRESS_TONES, person_columns, person_filters

APPLICATIONS = List(
    key="agency-applications",
    title="考核机构申请审核",
    url="assessment:applications",
    right=rules.REVIEW_AGENCIES,
    rows=lambda actor: applications_visible_to(actor).filter(case__isnull=False),
    columns=(
        c.Show("institution", "申请机构", at="institution__name", link="assessment:application", fixed=True, width=34),
        c.Show("cycle", "考核周期", at=lambda row: str(row.cycle), needs=("cycle",), sort=("cycle__year",)),
        c.Moment("submitted_at", "申请时间", at="case__submitted_at"),
        c.Moment("decided_at", "审核时间", at="case__decided_at"),
        c.Tag("reviewed", "审核状态", tag=review_tag, reads=("case__state",), sort=("case__state",)),
        c.Show("authority", "隶属卫生行政机构", at="authority__name", width=24),
    ),
    filters=(
        f.Contains("institution", "申请机构", at=("institution__name", "institution__pinyin")),
        f.Where(
            "reviewed",
            "审核状态",
            {state.value: (label, review_state_q(label)) for state, label in REVIEW_LABELS.items()},
        ),
    ),
    row_actions=(RowLink(title="审核", url="assessment:application", right=rules.REVIEW_AGENCIES),),
    bulk=(
        Bulk(
            title="审核通过",
            action=review.approve,
            right=rules.REVIEW_AGENCIES,
            tone="primary",
            confirm="所选机构成为本周期的考核机构，可以接受委托。",
        ),
        Bulk(title="退回修改", action=review.return_for_changes, right=rules.REVIEW_AGENCIES, opinion="退回意见"),
    ),
    order=("-case__submitted_at", "pk"),
    cards=True,
    empty="没有机构提交申请。请先在“医疗卫生机构”中为可以申请的机构开通。",
)

ENTRUSTED = List(
    key="entrusted-physicians",
    title="受委托考核的医师",
    url="assessment:entrusted",
    right=rules.ENTRUSTED,
    rows=entrusted_visible_to,
    columns=(
        *(each for each in person_columns("physician__", "") if each.key != "institution"),
        c.Show("institution", "医疗卫生机构", at="institution__name", width=34),
        c.Coded("procedure", "考核程序", dict(Procedure.choices)),
        c.Tag("progress", "考核状态", labels=dict(Progress.choices), tones=PROGRESS_TONES, sort=("progress",)),
    ),
    filters=(
        f.Contains("institution", "医疗卫生机构", at=("institution__name", "institution__pinyin")),
        *(each for each in person_filters("physician__") if each.key != "department"),
        f.Exact("procedure", "考核程序", Procedure.choices),
        f.Exact("progress", "考核状态", Progress.choices),
    ),
    order=("-pk",),
    cards=True,
    empty="本周期还没有委托给本机构考核的医师，或周期已结束办理。",
)
