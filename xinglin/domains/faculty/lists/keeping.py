"""«师资培训», «医疗损害和教学事故», «带教质量年度评估» (FAC-07, FAC-09, FAC-10)."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from xinglin.domains.institutions.public import department_choices
from xinglin.engines.access.actor import Actor
from xinglin.engines.lists import columns as c
from xinglin.engines.lists import filters as f
from xinglin.engines.lists.declaration import Bulk, Link, List
from xinglin.kit import calendar

from .. import rules
from ..actions.keeping import remove_certificates, withdraw_incidents
from ..enums import COUNTING, EventKind, Gravity, YearResult
from ..queries.appointing import certificates_visible_to, incidents_visible_to, verdicts_visible_to
from .columns import LEVELS, TRAINED, sheet_links


class Validity(f.Exact):
    """Good today or not."""

    def condition(self, value: str) -> Q:
        expired = Q(valid_until__lt=calendar.today())
        return expired if value == "no" else ~expired | Q(valid_until=None)


def validity(row: Any) -> tuple[str, str]:
    """有效 / 已过期."""
    is_over = row.valid_until and row.valid_until < calendar.today()
    return ("已过期", "orange") if is_over else ("有效", "green")


def _lacking(actor: Actor) -> str:
    """Who teaches and has no certificate that is good today."""
    asked = [("state", "appointed"), *(("trained", key) for key in TRAINED if key != "valid")]
    return f"{reverse('faculty:supervisors')}?{urlencode(asked)}"


def _name() -> c.Show:
    return c.Show(
        "name",
        "姓名",
        at="supervisor__person__name",
        fixed=True,
        link=lambda row: reverse("faculty:supervisor", args=[row.supervisor_id]),
    )


def _shared() -> tuple[f.Filter, ...]:
    return (
        f.Name(of="supervisor__person"),
        f.Pick("department", "科室", choices_for=department_choices, at="supervisor__department"),
    )


CERTIFICATES = List(
    key="supervisor-certificates",
    title="师资培训",
    url="faculty:certificates",
    right=rules.VIEW,
    rows=certificates_visible_to,
    columns=(
        _name(),
        c.Show("department", "科室", at="supervisor__department__name", width=20),
        c.Coded("level", "培训级别", LEVELS),
        c.Show("course", "培训班名称", width=34),
        c.Show("number", "证书编号", width=20),
        c.Day("issued_on", "发证日期"),
        c.Day("valid_until", "有效期至"),
        c.Tag("validity", "状态", tag=validity, reads=("valid_until",), sort=("valid_until",)),
        c.Show(
            "scan",
            "证书扫描件",
            at=lambda row: "查看" if row.scan_id else None,
            link=lambda row: reverse("files:read", args=[row.scan_id]),
            reads=("scan_id",),
        ),
        c.Show("recorded_by", "登记人", chosen=False),
    ),
    filters=(
        *_shared(),
        f.Pick("level", "培训级别", list(LEVELS.items())),
        Validity("validity", "状态", [("yes", "有效"), ("no", "已过期")], at="valid_until"),
        f.Days("valid_until", "有效期至"),
    ),
    links=(
        Link(title="缺有效证书的在聘师资", url=_lacking, right=rules.VIEW),
        *sheet_links("supervisor-certificates", rules.MANAGE),
    ),
    bulk=(
        Bulk(
            title="删除",
            action=remove_certificates,
            right=rules.MANAGE,
            tone="danger",
            confirm="删除登记错误的培训记录，修改记录中仍可查到。",
        ),
    ),
    order=("-issued_on", "-pk"),
    cards=True,
    empty="还没有培训记录。请“导入”，或在师资的详情页中逐条登记。没有有效证书的，在“师资管理”中按培训状态查询。",
)


def counts(row: Any) -> tuple[str, str]:
    """Does it stand in the way?"""
    if row.withdrawn_at:
        return "已撤销", "grey"
    return ("影响聘任", "red") if Gravity(row.gravity) in COUNTING else ("不影响聘任", "orange")


INCIDENTS = List(
    key="supervisor-incidents",
    title="医疗损害和教学事故",
    url="faculty:incidents",
    right=rules.INCIDENTS,
    rows=incidents_visible_to,
    columns=(
        _name(),
        c.Show("department", "科室", at="supervisor__department__name", width=20),
        c.Coded("kind", "类别", dict(EventKind.choices)),
        c.Coded("gravity", "责任或严重程度", dict(Gravity.choices)),
        c.Day("happened_on", "发生日期"),
        c.Tag("state", "状态", tag=counts, reads=("withdrawn_at", "gravity")),
        c.Show("description", "经过和认定", width=40),
        c.Show(
            "evidence",
            "认定材料",
            at=lambda row: "查看",
            link=lambda row: reverse("files:read", args=[row.evidence_id]),
            reads=("evidence_id",),
        ),
        c.Show("recorded_by", "登记人", chosen=False),
        c.Moment("recorded_at", "登记时间", chosen=False),
        c.Show("withdrawn_for", "撤销原因", chosen=False, width=30),
    ),
    filters=(
        *_shared(),
        f.Exact("kind", "类别", EventKind.choices),
        f.Pick("gravity", "责任或严重程度", Gravity.choices),
        f.Days("happened_on", "发生日期"),
    ),
    row_actions=(
        Bulk(
            title="撤销",
            action=withdraw_incidents,
            right=rules.MANAGE,
            may=lambda row: rules.may_withdraw(row, "-"),
            opinion="撤销原因",
            tone="danger",
        ),
    ),
    order=("-happened_on", "-pk"),
    cards=True,
    empty="没有记录。发生医疗损害事件或教学事故的，请在该师资的详情页中登记，并上传认定材料。",
)

VERDICTS = List(
    key="supervisor-verdicts",
    title="带教质量年度评估",
    url="faculty:verdicts",
    right=rules.MANAGE,
    rows=verdicts_visible_to,
    columns=(
        _name(),
        c.Show("department", "科室", at="supervisor__department__name", width=20),
        c.Number("year", "年度"),
        c.Tag(
            "result",
            "评估结果",
            labels=dict(YearResult.choices),
            tones={YearResult.GOOD: "green", YearResult.POOR: "red"},
        ),
        c.Number("answers", "有效评价人数"),
        c.Show("recorded_by", "登记人", chosen=False),
        c.Moment("recorded_at", "登记时间", chosen=False),
    ),
    filters=(*_shared(), f.Range("year", "年度"), f.Exact("verdict", "评估结果", YearResult.choices, at="result")),
    links=sheet_links("supervisor-verdicts", rules.MANAGE),
    order=("-year", "-pk"),
    cards=True,
    empty="还没有年度评估结果。请按模板导入住院医师评价的汇总结果。",
)
