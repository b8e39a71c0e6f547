"""The findings of «数据体检» one by one, to be mended, confirmed or exported (REP-50)."""

from django.db.models import Q

from xinglin.domains.reference.public import specialties
from xinglin.engines.lists import columns as c
from xinglin.engines.lists import filters as f
from xinglin.engines.lists.declaration import Bulk, Link, List, RowLink

from .. import rules
from ..actions import checking as actions
from ..models import CheckupFinding
from ..queries.checkups import STALE, address_of, findings_visible_to
from ..rules.checkup import KINDS
from ..rules.checkup.confirming import may_revoke

STATES = {
    "open": ("待处理", Q(confirmed_at=None)),
    "confirmed": ("已核实", Q(confirmed_at__isnull=False)),
    "stale": ("资料已修改，待重新体检", STALE),
}


def state_of(finding: CheckupFinding) -> tuple[str, str]:
    """待处理 / 已核实 / 资料已修改."""
    if finding.training.revision != finding.training.examination.revision:
        return "资料已修改", "blue"
    return ("已核实", "green") if finding.confirmed_at else ("待处理", "orange")


FINDINGS = List(
    key="findings",
    title="数据体检结果",
    url="checkup:findings",
    right=rules.VIEW,
    rows=findings_visible_to,
    columns=(
        c.Show("name", "姓名", at="training__person__name", link=address_of, fixed=True),
        c.Coded("kind", "问题类别", {key: kind.title for key, kind in KINDS.items()}, width=24),
        c.Tag("is_hard", "程度", tag=lambda row: ("须处理", "red") if row.is_hard else ("请核对", "grey")),
        c.Show("title", "字段", width=20),
        c.Show("found", "所填内容", width=24),
        c.Show("why", "问题说明", width=60, css="wrap long"),
        c.Tag("state", "状态", tag=state_of, needs=("training__examination",), sort=("confirmed_at",)),
        c.Show("reason", "核实说明", width=40, css="wrap"),
        c.Show("confirmed_by", "核实人", chosen=False),
        c.Moment("confirmed_at", "核实时间", chosen=False),
        c.Number("intake_year", "招收年份", at="training__intake_year"),
        c.Show("specialty", "培训专业", at="training__specialty__name", sort=("training__specialty__code",)),
        c.Show("institution", "培训基地", at="training__institution__name", width=30, chosen=False),
    ),
    filters=(
        f.Pick("kind", "问题类别", [(key, kind.title) for key, kind in KINDS.items()]),
        f.Where("state", "状态", STATES),
        f.Name(of="training__person"),
        f.Pick(
            "specialty",
            "培训专业",
            lambda: [(key, each.name) for key, each in specialties().items()],
            at="training__specialty",
        ),
        f.YesNo("is_hard", "须处理"),
    ),
    order=("-is_hard", "kind", "training__person__name", "pk"),
    cards=True,
    links=(Link(title="返回数据体检", url="checkup:home", right=rules.VIEW),),
    row_actions=(
        RowLink(title="去修改", url=address_of, right=rules.EDIT),
        Bulk(
            title="撤销核实",
            action=actions.revoke_confirmations,
            right=rules.REPORT,
            may=may_revoke,
            confirm="撤销后该问题重新列为待处理。",
        ),
    ),
    bulk=(
        Bulk(
            title="已核实，确认无误",
            action=actions.confirm_findings,
            right=rules.REPORT,
            opinion="核实说明",
            tone="primary",
        ),
    ),
    empty="没有符合条件的问题。问题由培训基地在“数据体检”中查出，资料修改后须重新体检。",
)
