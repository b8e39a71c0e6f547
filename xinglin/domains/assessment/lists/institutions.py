"""What authorities and institutions set up: cycles, reasons, institutions, departments (ASM-01 to ASM-05)."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate

from xinglin.domains.reference.public import labels, options
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Membership, Unit
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts.rules import RESET_PASSWORDS
from xinglin.engines.lists import columns as c
from xinglin.engines.lists import filters as f
from xinglin.engines.lists.declaration import Bulk, Link, List, RowLink

from .. import actions, rules
from ..actions.overseeing import draw
from ..enums import Category, Level, Procedure
from ..forms import AgencyForm, InstitutionAccountForm
from ..forms.following import DrawForm
from ..models import Cycle, Department, InstitutionProfile, ProcedureReason
from ..queries.cycles import (
    agencies_of,
    current_cycle,
    cycles_visible_to,
    departments_visible_to,
    profiles_visible_to,
    reasons_visible_to,
)
from ..rules.overseeing import OVERSEE

CONFIRMED = {
    "1": ("已确认", Q(confirmed_at__isnull=False)),
    "0": ("未确认", Q(confirmed_at=None)),
}


def cycle_state(cycle: Cycle) -> tuple[str, str]:
    """未开始 / 进行中 / 已到期 / 已结束办理."""
    if cycle.closed_at:
        return "已结束办理", "grey"
    if cycle.starts_on > localdate():
        return "未开始", "grey"
    return ("进行中", "green") if localdate() <= cycle.ends_on else ("已到期", "orange")


CYCLES = List(
    key="assessment-cycles",
    title="考核周期",
    url="assessment:cycles",
    right=rules.SUPERVISE,
    rows=cycles_visible_to,
    columns=(
        c.Show("cycle", "考核周期", at=str, fixed=True, sort=("year",), link="assessment:cycle"),
        c.Day("starts_on", "开始日期"),
        c.Day("ends_on", "结束日期"),
        c.Tag("state", "状态", tag=cycle_state, reads=("closed_at", "starts_on", "ends_on")),
        c.Number("institutions", "已确认机构数"),
    ),
    links=(
        Link(title="新增考核周期", url="assessment:cycle_new", right=rules.SET_CYCLE, tone="primary", icon="plus"),
        Link(title="考核规则", url="assessment:rules", right=rules.SUPERVISE),
    ),
    row_actions=(
        RowLink(title="查看时间安排", url="assessment:cycle", right=rules.SUPERVISE),
        Bulk(
            title="结束办理",
            action=actions.close_cycles,
            right=rules.SET_CYCLE,
            may=lambda cycle: rules.may_close_cycle(cycle, 0, None),
            tone="danger",
            confirm="结束后本周期的各项办理全部关闭，考核机构不再看到受委托的医师，不能恢复。",
        ),
    ),
    order=("-year",),
    cards=True,
    empty="还没有设置考核周期。",
)


def reason_state(reason: ProcedureReason) -> tuple[str, str]:
    """Whether it can be claimed today."""
    if reason.ends_on and reason.ends_on <= localdate():
        return "已失效", "grey"
    return ("有效", "green") if reason.starts_on <= localdate() else ("未生效", "grey")


REASONS = List(
    key="procedure-reasons",
    title="免考和简易程序情形",
    url="assessment:reasons",
    right=rules.SUPERVISE,
    rows=reasons_visible_to,
    columns=(
        c.Show("title", "情形", fixed=True, width=40, css="wrap"),
        c.Coded("procedure", "考核程序", dict(Procedure.choices)),
        c.Show("proof", "须上传的证明", width=40, css="wrap"),
        c.Show("scope", "适用范围", at=lambda row: "本省" if row.province_id else "全国", reads=("province_id",)),
        c.Tag("state", "状态", tag=reason_state, reads=("starts_on", "ends_on")),
        c.Day("starts_on", "生效日期"),
        c.Day("ends_on", "失效日期"),
    ),
    links=(Link(title="新增情形", url="assessment:reason_new", right=rules.SET_CYCLE, tone="primary", icon="plus"),),
    bulk=(
        Bulk(
            title="停用",
            action=actions.end_reasons,
            right=rules.SET_CYCLE,
            tone="danger",
            confirm="所选情形自明日起不能再申请，已申请的不受影响。全国统一的情形不能停用。",
        ),
    ),
    order=("procedure", "pk"),
    cards=True,
    empty="还没有规定免考或简易程序的情形。",
)


def with_accounts(rows: Sequence[Any], actor: Actor) -> None:
    """Give each institution its own account."""
    held = Membership.objects.filter(
        unit__in=[row.institution_id for row in rows], role=Role.INSTITUTION_ADMIN, rights=None, lent_by=None
    )
    accounts = {each.unit_id: each.account for each in held.select_related("account").order_by("-pk")}
    for row in rows:
        row.account = accounts.get(row.institution_id)


def _reset(row: Any) -> str:
    return reverse("accounts:reset", args=[row.account.pk]) if row.account else ""


def confirmation(profile: InstitutionProfile) -> tuple[str, str]:
    """Has the institution confirmed its information for the cycle?"""
    return ("已确认", "green") if profile.confirmed_at else ("未确认", "grey")


def _agencies(actor: Actor) -> "QuerySet[Unit]":
    return agencies_of(current_cycle(actor.unit.province_id))


def agency_form(actor: Actor) -> Callable[..., AgencyForm]:
    """«委托考核机构»: among the agencies of the current cycle."""
    return partial(AgencyForm, agencies=_agencies(actor))


def no_agency(actor: Actor) -> str | None:
    """Why nobody can be entrusted."""
    if _agencies(actor).exists():
        return None
    return "本周期还没有获准的考核机构。请先为可以承担考核的机构“开通申请考核机构”，并审核其申请。"


INSTITUTIONS = List(
    key="assessed-institutions",
    title="医疗卫生机构",
    url="assessment:institutions",
    right=rules.SUPERVISE,
    rows=profiles_visible_to,
    columns=(
        c.Show("name", "机构名称", at="institution__name", fixed=True, width=34),
        c.Tag("confirmed", "机构信息", tag=confirmation, reads=("confirmed_at",), sort=("confirmed_at",)),
        c.Number("physicians", "参加医师数", at=lambda row: row.physicians or 0),
        c.Show("agency", "考核机构", at="agency__name", width=34),
        c.YesNo("may_apply", "可申请考核机构"),
        c.Show("account", "账号", at=lambda row: row.account.login_masked if row.account else None, width=34),
        c.Show("authority", "隶属卫生行政机构", at="authority__name", width=24),
        c.Coded("category", "机构类别", dict(Category.choices)),
        c.Coded("level", "等级", dict(Level.choices)),
        c.Show("credit_code", "统一社会信用代码", chosen=False, width=22),
        c.Show("contact", "联系人", chosen=False),
        c.Moment("confirmed_at", "确认时间", chosen=False),
    ),
    filters=(
        f.Contains("name", "机构名称", at=("institution__name", "institution__pinyin")),
        f.Where("confirmed", "机构信息", CONFIRMED),
        f.Exact("category", "机构类别", Category.choices),
        f.Exact("level", "等级", Level.choices),
        f.Where("entrusted", "考核机构", {"1": ("已委托", Q(agency__isnull=False)), "0": ("未委托", Q(agency=None))}),
        f.YesNo("may_apply", "可申请考核机构"),
    ),
    load=with_accounts,
    links=(Link(title="变更医师主执业机构", url="assessment:transfer", right=rules.MANAGE),),
    bulk=(
        Bulk(
            title="委托考核机构",
            action=actions.entrust,
            right=rules.MANAGE,
            why=no_agency,
            form_for=agency_form,
            tone="primary",
            confirm="委托后，该机构复核并组织所选机构医师的测评；已提交审核的医师仍由原考核机构办理。",
        ),
        Bulk(
            title="开通账号",
            action=actions.open_institution_accounts,
            right=rules.MANAGE,
            form=InstitutionAccountForm,
            confirm="为所选机构开通定期考核账号，以机构名称登录。已有单位账号的，增加“医疗卫生机构管理员”身份，密码不变。",
        ),
        Bulk(
            title="开通申请考核机构",
            action=actions.open_application,
            right=rules.MANAGE,
            confirm="所选机构可以申请成为本周期的考核机构。",
        ),
        Bulk(
            title="关闭申请考核机构",
            action=actions.shut_application,
            right=rules.MANAGE,
            confirm="所选机构不能再申请成为本周期的考核机构，已提交的申请照常审核。",
        ),
        Bulk(
            title="抽取抽查对象",
            action=draw,
            right=OVERSEE,
            form=DrawForm,
            confirm="在所选机构考核完成、尚未公布结果的医师中随机抽取，随机种子留存备查。",
        ),
    ),
    row_actions=(
        RowLink(
            title="重置密码",
            url=_reset,
            right=RESET_PASSWORDS,
            may=lambda row: None if row.account else "该机构还没有账号，请勾选后“开通账号”。",
        ),
    ),
    order=("institution__name", "pk"),
    cards=True,
    empty="本周期还没有参加考核的机构。请先由省级管理员设置考核周期。",
)


def department_state(department: Department) -> tuple[str, str]:
    """启用 / 停用."""
    return ("启用", "green") if department.is_active else ("停用", "grey")


def services_of(department: Department) -> str:
    """Its 诊疗科目 by name."""
    known = labels("clinical_service")
    return "、".join(known.get(code, code) for code in department.services)


DEPARTMENTS = List(
    key="departments",
    title="科室信息",
    url="assessment:departments",
    right=rules.DEPARTMENTS,
    rows=departments_visible_to,
    columns=(
        c.Serial(),
        c.Show("name", "科室", fixed=True, width=20),
        c.Show("services", "关联诊疗科目", at=services_of, reads=("services",), width=50, css="wrap"),
        c.Tag("state", "状态", tag=department_state, reads=("is_active",), sort=("is_active",)),
        c.Number("members", "医师数"),
    ),
    filters=(
        f.Contains("name", "科室"),
        f.Where("state", "状态", {"1": ("启用", Q(is_active=True)), "0": ("停用", Q(is_active=False))}),
        f.Exact("service", "诊疗科目", lambda: options("clinical_service"), at="services__contains"),
    ),
    links=(
        Link(title="创建科室", url="assessment:department_new", right=rules.DEPARTMENTS, tone="primary", icon="plus"),
    ),
    bulk=(
        Bulk(
            title="停用",
            action=actions.stop_departments,
            right=rules.DEPARTMENTS,
            confirm="停用后医师不能再选择所选科室，已在其中的医师不受影响。",
        ),
        Bulk(
            title="启用",
            action=actions.start_departments,
            right=rules.DEPARTMENTS,
            confirm="医师可以重新选择所选科室。",
        ),
    ),
    row_actions=(
        RowLink(title="编辑", url="assessment:department_edit", right=rules.DEPARTMENTS),
        Bulk(
            title="删除",
            action=actions.delete_departments,
            right=rules.DEPARTMENTS,
            may=lambda row: rules.may_delete_department(row.members),
            tone="danger",
            confirm="只能删除没有医师的科室。",
        ),
    ),
    order=("-is_active", "name"),
    cards=True,
    empty="还没有科室。请先创建科室，医师填报时从这里选择。",
)
