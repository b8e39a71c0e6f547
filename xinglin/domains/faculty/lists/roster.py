"""«增补、解聘申请»: a department sees its own, the teaching department decides (FAC-06)."""

from typing import Any

from xinglin.domains.institutions.public import department_choices
from xinglin.engines.lists import columns as c
from xinglin.engines.lists import filters as f
from xinglin.engines.lists.declaration import Bulk, Link, List

from .. import rules
from ..actions.roster import agree, refuse
from ..enums import RequestKind, RequestState
from ..queries.appointing import requests_visible_to
from ..sheets import why_late
from .columns import sheet_links

TONES = {RequestState.WAITING: "blue", RequestState.AGREED: "green", RequestState.REFUSED: "red"}


def _decided(row: Any) -> str | None:
    return rules.may_decide(row)


REQUESTS = List(
    key="supervisor-requests",
    title="增补、解聘申请",
    url="faculty:requests",
    right=rules.REQUESTS,
    rows=requests_visible_to,
    columns=(
        c.Show("name", "姓名", fixed=True),
        c.Coded("kind", "申请类别", dict(RequestKind.choices)),
        c.Show("department", "科室", at="department__name", width=20),
        c.Masked("document", "证件号", at="document_masked"),
        c.Tag("state", "审核状态", labels=dict(RequestState.choices), tones=TONES),
        c.Show("reason", "申请理由", width=30),
        c.Show("asked_by", "申请人"),
        c.Moment("asked_at", "申请时间"),
        c.Show("opinion", "审核意见", width=30),
        c.Show("practice_number", "执业证书编码", chosen=False, width=20),
        c.Masked("mobile", "手机号", at="mobile_masked", chosen=False),
        c.Show("email", "电子邮箱", chosen=False, width=24),
        c.Day("teaching_since", "带教任职时间", chosen=False),
        c.Show("decided_by", "审核人", chosen=False),
        c.Moment("decided_at", "审核时间", chosen=False),
    ),
    filters=(
        f.Contains("name", "姓名"),
        f.Exact("kind", "申请类别", RequestKind.choices),
        f.Exact("state", "审核状态", RequestState.choices),
        f.Pick("department", "科室", choices_for=department_choices),
    ),
    links=(
        Link(title="申请增补", url="faculty:addition_new", right=rules.ASK, why=why_late, tone="primary", icon="plus"),
        *sheet_links("supervisor-additions", rules.ASK, why_late, "增补"),
        *sheet_links("supervisor-dismissals", rules.ASK, why_late, "解聘"),
    ),
    row_actions=(
        Bulk(
            title="同意",
            action=agree,
            right=rules.APPOINT,
            may=_decided,
            confirm="增补的进入该科室师资库并开通账号；解聘的即日终止聘期。",
        ),
        Bulk(title="不同意", action=refuse, right=rules.APPOINT, may=_decided, opinion="审核意见", tone="danger"),
    ),
    bulk=(
        Bulk(
            title="批量同意",
            action=agree,
            right=rules.APPOINT,
            tone="primary",
            confirm="增补的进入该科室师资库并开通账号；解聘的即日终止聘期。",
        ),
    ),
    order=("-asked_at", "-pk"),
    cards=True,
    empty="没有增补、解聘申请。科主任或教学秘书可以“申请增补”，或在“师资管理”中勾选后“申请解聘”。",
)
