"""The second part, earlier intakes: «住院医师信息管理» for bases, its review for provinces (REP-30 to REP-40)."""

from xinglin.engines.lists import columns as c
from xinglin.engines.lists import filters as f
from xinglin.engines.lists.declaration import Bulk, Link, List, RowLink
from xinglin.engines.review import actions as review

from .. import actions, rules
from ..enums import TrainingStatus
from ..forms import StatusForm
from ..queries.leaving import with_leaving
from ..queries.records import managed_reviews_visible_to, managed_visible_to
from .places import bases_of, place_columns, place_filters
from .residents import (
    FILTERS,
    REVIEW_STATES,
    STATUS_TONES,
    import_of,
    person_columns,
    personal_filter,
    review_columns,
    template_of,
)

PERSONAL = "基本信息状态"
STATUSES = dict(TrainingStatus.choices)
STATUS = f.Pick("status", "培训状态", TrainingStatus.choices)


def _with_status(link: str) -> list[c.Column]:
    """As in the first part, and the training status beside the name."""
    name, *rest = person_columns(link, PERSONAL)
    return [name, c.Tag("status", "培训状态", labels=STATUSES, tones=STATUS_TONES), *rest]


MANAGED = List(
    key="managed",
    url="training:managed",
    title="住院医师信息管理",
    right=rules.VIEW,
    rows=with_leaving(managed_visible_to),
    columns=(*_with_status("training:detail"), *place_columns(), c.YesNo("is_late_entry", "漏报补录", chosen=False)),
    filters=(
        FILTERS[0],
        STATUS,
        *(each for each in FILTERS[1:] if each.key != "personal_state"),
        personal_filter(PERSONAL),
        f.YesNo("is_late_entry", "漏报补录"),
        *place_filters(),
    ),
    order=("-intake_year", "-pk"),
    links=(
        Link(title="账号模板下载", url=template_of("late-accounts"), right=rules.OPEN),
        Link(
            title="漏报住院医师账号导入",
            url=import_of("late-accounts"),
            right=rules.OPEN,
            tone="primary",
            icon="upload",
        ),
        Link(title="培训信息导入", url=import_of("training-updates"), right=rules.EDIT, place="bar"),
        Link(title="培训信息模板下载", url=template_of("training-updates"), right=rules.EDIT, place="bar"),
    ),
    bulk=(
        Bulk(
            title="基本信息退回",
            action=actions.return_personal,
            right=rules.RETURN_PERSONAL,
            opinion="退回意见",
        ),
        Bulk(title="变更培训状态", action=actions.change_status, right=rules.CHANGE_STATUS, form=StatusForm),
        Bulk(title="上报", action=review.submit, right=rules.REPORT, tone="primary"),
        Bulk(
            title="撤回上报",
            action=review.withdraw,
            right=rules.REPORT,
            confirm="撤回后省级不再审核，可修改后重新上报。",
        ),
    ),
    row_actions=(
        RowLink(title="编辑", url="training:edit", right=rules.EDIT),
        Bulk(
            title="删除",
            action=actions.delete_trainings,
            right=rules.DELETE,
            confirm="只用于误录在本基地的住院医师；不再培训的请变更培训状态。省级审核通过过的不能删除。",
            opinion="删除原因",
            tone="danger",
        ),
    ),
    empty="还没有往年招收的住院医师。招收信息审核通过、上报时间结束后，住院医师在这里管理；漏报的请导入账号补录。",
)

MANAGED_REVIEWS = List(
    key="managed-review",
    title="住院医师信息审核",
    url="training:managed_reviews",
    right=rules.REVIEW,
    rows=with_leaving(managed_reviews_visible_to),
    columns=review_columns(_with_status("training:review")),
    filters=(
        f.Where("reviewed", "审核状态", REVIEW_STATES),
        f.Pick("institution", "培训基地", choices_for=bases_of),
        STATUS,
        *(each for each in FILTERS if each.key not in ("reviewed", "reported", "personal_state")),
    ),
    order=("case__submitted_at", "pk"),
    row_actions=(RowLink(title="审核", url="training:review", right=rules.REVIEW),),
    bulk=(
        Bulk(
            title="审核通过",
            action=review.approve,
            right=rules.REVIEW,
            tone="primary",
            confirm="所选记录将审核通过并纳入统计；其中的培训状态变更随之生效。",
        ),
        Bulk(title="退回修改", action=review.return_for_changes, right=rules.REVIEW, opinion="退回意见"),
    ),
    empty="没有基地重新上报的往年住院医师信息。这部分信息随时可以上报和审核。",
)
