"""«报送方式» and «省级授权» (REP-43)."""

from typing import Any

from xinglin.engines.lists import columns as c
from xinglin.engines.lists import filters as f
from xinglin.engines.lists.declaration import Bulk, Link, List

from .. import actions, rules
from ..enums import Mode, Module, SwitchState
from ..queries import provinces_in_charge, switches_visible_to
from .bases import provinces_of

TONES = {SwitchState.WAITING: "blue", SwitchState.APPROVED: "green", SwitchState.REJECTED: "red"}


def why_decided(row: Any) -> str | None:
    """Greys the buttons of what is decided."""
    return rules.may_decide(row)


MODES = List(
    key="modes",
    title="报送方式",
    url="institutions:modes",
    right=rules.VIEW,
    rows=switches_visible_to,
    columns=(
        c.Show("province", "省份", at="province__name", fixed=True, width=20),
        c.Coded("module", "申请模块", dict(Module.choices), width=18),
        c.Coded("mode", "切换为", dict(Mode.choices)),
        c.Day("starts_on", "申请切换时间"),
        c.Tag("state", "审批状态", labels=dict(SwitchState.choices), tones=TONES),
        c.Show("contact", "省级负责人"),
        c.Masked(
            "contact_mobile",
            "省级负责人联系方式",
            at="contact_mobile_masked",
            plain="contact_mobile",
            reveal=rules.DECIDE_MODE,
        ),
        c.Show("company", "技术公司", width=30),
        c.Show("company_contact", "技术公司联系人"),
        c.Masked(
            "company_mobile",
            "技术公司联系人联系方式",
            at="company_mobile_masked",
            plain="company_mobile",
            reveal=rules.DECIDE_MODE,
        ),
        c.Moment("applied_at", "申请时间"),
        c.Show("applied_by", "申请人", chosen=False),
        c.Moment("decided_at", "审批时间"),
        c.Show("opinion", "审批意见", width=30),
    ),
    filters=(
        f.Exact("province", "省份", choices_for=provinces_of),
        f.Exact("module", "申请模块", Module.choices),
        f.Exact("mode", "切换为", Mode.choices),
        f.Exact("state", "审批状态", SwitchState.choices),
    ),
    links=(
        Link(
            title="申请切换报送方式",
            url="institutions:mode_new",
            right=rules.APPLY_MODE,
            tone="primary",
            icon="plus",
        ),
    ),
    row_actions=(
        Bulk(
            title="同意",
            action=actions.approve_modes,
            right=rules.DECIDE_MODE,
            may=why_decided,
            confirm="自申请的日期起按新的方式报送。切换为接口传送后，该省省级和基地账号的直接填报功能关闭。",
        ),
        Bulk(
            title="不同意",
            action=actions.reject_modes,
            right=rules.DECIDE_MODE,
            may=why_decided,
            opinion="审批意见",
            tone="danger",
        ),
    ),
    order=("-applied_at", "-pk"),
    empty="没有切换报送方式的申请，各省均为直接填报。",
)

CHARGES = List(
    key="charges",
    title="省级授权",
    url="institutions:charges",
    right=rules.CHARGE,
    rows=provinces_in_charge,
    columns=(
        c.Show("name", "省份", fixed=True, width=20),
        c.Tag(
            "is_charged",
            "维护本省培训基地",
            tag=lambda row: ("已授权", "green") if row.is_charged else ("未授权", "grey"),
            sort=("is_charged",),
        ),
        c.Moment("granted_at", "授权时间", at=lambda row: row.base_charge.granted_at if row.is_charged else None),
        c.Show("granted_by", "授权人", at=lambda row: row.base_charge.granted_by if row.is_charged else None),
    ),
    filters=(f.Contains("name", "省份", at=("name", "pinyin")),),
    bulk=(
        Bulk(
            title="授权维护培训基地",
            action=actions.charge_provinces,
            right=rules.CHARGE,
            tone="primary",
            confirm="被授权的省可以登记、修改、暂停、停用本省的培训基地、专业基地和协同单位。",
        ),
        Bulk(
            title="收回授权",
            action=actions.uncharge_provinces,
            right=rules.CHARGE,
            tone="danger",
            confirm="收回后，这些省的培训基地只能由国家维护。",
        ),
    ),
    order=("code", "pk"),
)
