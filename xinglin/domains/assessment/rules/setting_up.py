"""Rights of this domain, and what may be done before physicians enrol (ASM-02 to ASM-13)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.timezone import localdate

from xinglin.engines.access.rights import right
from xinglin.engines.access.roles import CITY, COUNTY, PROVINCE, Role
from xinglin.engines.accounts.models import InitialPassword
from xinglin.engines.review.models import State
from xinglin.engines.windows.queries import Opening

from ..enums import Duty, Source
from ..models import (
    AgencyApplication,
    Cycle,
    Department,
    Enrolment,
    InstitutionProfile,
    Physician,
    ProcedureReason,
)

ADMINS = frozenset({Role.PROVINCE_ADMIN, Role.CITY_ADMIN, Role.COUNTY_ADMIN})
SET_CYCLE = right("assessment.set_cycle", "设置考核周期和规则", Role.PROVINCE_ADMIN)
SUPERVISE = right("assessment.supervise", "查看定期考核的医疗卫生机构", PROVINCE, CITY, COUNTY)
MANAGE = right("assessment.manage", "管理定期考核的医疗卫生机构", ADMINS)
REVIEW_AGENCIES = right("assessment.review_agencies", "审核考核机构申请", ADMINS)
FEED = right("assessment.feed", "查看医师注册信息同步", PROVINCE)
PROFILE = right("assessment.profile", "确认本机构信息", Role.INSTITUTION_ADMIN)
DEPARTMENTS = right("assessment.departments", "维护科室信息", Role.INSTITUTION_ADMIN)
APPLY = right("assessment.apply", "申请考核机构", Role.INSTITUTION_ADMIN)
VIEW = right("assessment.view", "查看医师列表", PROVINCE, CITY, COUNTY, Role.INSTITUTION_ADMIN)
ADD = right("assessment.add", "新增和编辑医师", Role.INSTITUTION_ADMIN)
CONFIRM = right("assessment.confirm", "办理医师参加考核", Role.INSTITUTION_ADMIN)
RESET = right("assessment.reset", "重置医师密码", Role.INSTITUTION_ADMIN)
ENTRUSTED = right("assessment.entrusted", "查看受委托考核的医师", Role.AGENCY_ADMIN)
OWN = right("assessment.own", "办理本人定期考核", Role.PHYSICIAN)

NO_CYCLE = "本省还没有正在进行的考核周期，请等待省级卫生健康行政部门设置。"
NOT_CONFIRMED = "本机构尚未确认本周期的机构信息，请先到“本机构信息”核对、确认并保存。"
CONNECTED = "本省已与医师电子化注册系统对接，医师由注册系统同步，不能在此新增或导入；请先在注册系统办理注册或变更。"
LONGEST_REASON = 300


def why_not_period(new: Any, standing: Sequence[Cycle]) -> str | None:
    """Can a province have this cycle beside those that stand? `new` has `year`, `starts_on` and `ends_on`."""
    if new.ends_on <= new.starts_on:
        return f"周期结束日期 {new.ends_on} 不晚于开始日期 {new.starts_on}，请修改。"
    for cycle in standing:
        if cycle.year == new.year and cycle.closed_at:
            return f"{cycle}已结束办理，不能再修改。"
        if cycle.year != new.year and cycle.starts_on <= new.ends_on and new.starts_on <= cycle.ends_on:
            return f"与{cycle}（{cycle.starts_on} 至 {cycle.ends_on}）重叠，请修改起止日期。"
    return None


def may_close_cycle(cycle: Cycle, requests: int, asked_until: datetime | None) -> str | None:
    """End all business of a cycle? Not before its last day has passed, nor while its results can be objected to.

    `requests`: how many re-considerations wait; `asked_until`: when the last of them can be asked (ASM-36).
    """
    if cycle.closed_at:
        return "该周期已结束办理。"
    if localdate() <= cycle.ends_on:
        return f"周期到 {cycle.ends_on} 才结束，请在此后办理。"
    if requests:
        return f"还有 {requests} 件复核申请没有答复，请答复后再办理。"
    if asked_until and timezone.now() < asked_until:
        return f"最近公布的结果在 {localdate(asked_until - timedelta(days=1))} 24:00 以前可以申请复核，请在此后办理。"
    return None


def may_end_reason(reason: ProcedureReason, today: date) -> str | None:
    """Let it lapse today?"""
    if reason.ends_on and reason.ends_on <= today:
        return f"该情形已于 {reason.ends_on} 失效。"
    return None if reason.starts_on <= today else f"该情形自 {reason.starts_on} 起才生效，请在此后停用。"


def why_not_departments(name: str, services: Sequence[str], taken: bool) -> str | None:
    """Can a department be called so and have these 诊疗科目?"""
    if not name:
        return "请填写科室名称。"
    if not services:
        return "请至少关联一个诊疗科目。"
    return f"本机构已有名为“{name}”的科室，请核对。" if taken else None


def may_delete_department(physicians: int) -> str | None:
    """Delete it? Never one to which a physician belongs or belonged in a cycle (ASM-04)."""
    if physicians:
        return f"该科室已有 {physicians} 名医师，不能删除。不再使用的，请改为“停用”，停用后医师不能再选择。"
    return None


def may_stop(department: Department) -> str | None:
    """Put out of use? Physicians who are in it stay."""
    return None if department.is_active else "该科室已停用，无需再办理。"


def may_start(department: Department) -> str | None:
    """Put into use again?"""
    return "该科室没有停用，无需启用。" if department.is_active else None


def may_choose(department: Department | None, institution_id: int, before: int | None = None) -> str | None:
    """May a physician of the institution be put there? Only into an active one of its own (ASM-04).

    `before`: key of the department he is in, where he may stay.
    """
    if department is None or department.institution_id != institution_id:
        return "本机构没有这个科室，请到“科室信息”中创建，或从列表中选择。"
    if not department.is_active and department.pk != before:
        return f"科室“{department.name}”已停用，不能选择，请选择其他科室。"
    return None


def may_entrust(profile: InstitutionProfile, is_agency: bool) -> str | None:
    """Entrust an agency with the physicians of this institution?"""
    if profile.cycle.closed_at:
        return "该周期已结束办理。"
    if not is_agency:
        return "所选单位在本周期没有获准成为考核机构，请先审核其申请。"
    return None


def may_apply(profile: InstitutionProfile | None, cycle: Cycle | None) -> str | None:
    """Apply to be an agency (ASM-05)? Only an institution for which the authority opened it."""
    if cycle is None or cycle.closed_at:
        return NO_CYCLE
    if profile is None or not profile.may_apply:
        return "卫生健康行政部门没有为本机构开通“申请考核机构”，如需申请请与其联系。"
    return None if profile.confirmed_at else NOT_CONFIRMED


def may_confirm(
    physician: Physician,
    cycle: Cycle | None,
    profile: InstitutionProfile | None,
    enrolled: bool,
    opening: Opening | None,
) -> str | None:
    """«参加» (ASM-10)?"""
    if cycle is None:
        return NO_CYCLE
    if physician.duty != Duty.ON:
        return f"该医师{Duty(physician.duty).label}，不参加本周期考核。需要参加的，请先恢复在岗。"
    if enrolled:
        return "该医师已确认参加本周期考核，无需重复办理。"
    if profile is None or not profile.confirmed_at:
        return NOT_CONFIRMED
    return opening.why_closed() if opening else None


def may_cancel(enrolment: Enrolment) -> str | None:
    """«取消参加» (ASM-12)? By the institution until he has submitted; then the authority must give it back first."""
    if enrolment.cycle.closed_at:
        return "该周期已结束办理，不能取消。"
    case = enrolment.case
    if case is None or case.state == State.WITHDRAWN:
        return None
    released = enrolment.released_at
    if case.state == State.RETURNED and released and released >= case.submitted_at:
        return None
    return "该医师已提交报名，不能由本机构取消。请联系隶属卫生行政机构先退回报名，再取消参加。"


def may_go_off_duty(physician: Physician, takes_part: bool, reason: str) -> str | None:
    """«离岗»: he is not to be assessed in this cycle (§5.5)."""
    if physician.duty != Duty.ON:
        return f"该医师已是“{Duty(physician.duty).label}”，无需再办理。"
    if takes_part:
        return "该医师已确认参加本周期考核，请先“取消参加”，再办理离岗。"
    return why_not_reason(reason)


def may_return_to_duty(physician: Physician) -> str | None:
    """«恢复在岗»."""
    return None if physician.duty == Duty.OFF else "该医师没有离岗，无需恢复。"


def may_delete_physician(physician: Physician, was_enrolled: bool, is_connected: bool) -> str | None:
    """Delete what an institution entered by mistake (ASM-10)?"""
    if physician.source == Source.REGISTRY or is_connected:
        return "该医师由电子化注册系统同步，不能删除；不在本机构执业的，请在注册系统办理变更，不在岗的请办理“离岗”。"
    if was_enrolled:
        return "该医师已参加过定期考核，记录须保留，不能删除；不在岗的请办理“离岗”。"
    return None


def may_undo_import(physician: Physician, before: Any | None, since: datetime, *, is_changed: bool) -> str | None:
    """Take back what a sheet did to him (PLT-46)? `before`: how he stood; None where it brought him."""
    if is_changed:
        return "导入后该医师的信息又有修改，不能撤销。"
    account = physician.person.account
    if account and account.activated_at and account.activated_at >= since:
        return "导入后该医师已激活账号，不能撤销。"
    if before and before.institution_id != physician.institution_id:
        return "该医师由导入从其他机构转入，不能撤销；变更主执业机构请由上级卫生行政机构办理。"
    return None


def may_edit_physician(physician: Physician, is_connected: bool) -> str | None:
    """Change what the registry says of him? Only where there is no registry; his department always."""
    return CONNECTED if is_connected or physician.source == Source.REGISTRY else None


def may_reset(physician: Physician) -> str | None:
    """Back to the initial password in bulk (PLT-14)? Only where the owner can then activate with a code."""
    account = physician.person.account
    if account is None:
        return "该医师没有登录账号，请联系上级管理部门。"
    if account.initial_password == InitialPassword.ONE_TIME or not account.mobile_masked:
        return "该账号没有登记手机号码，不能批量重置。请用该行的“重置密码”取得一次性密码，当面交给本人。"
    return None


def why_not_reason(reason: str) -> str | None:
    """Is a reason given, and short enough?"""
    if not reason.strip():
        return "请填写原因。"
    if len(reason.strip()) > LONGEST_REASON:
        return f"原因有 {len(reason.strip())} 个字，最多 {LONGEST_REASON} 个字，请精简。"
    return None


def unfit(values: Mapping[str, Any]) -> dict[str, str]:
    """Field key → what does not fit together in a physician's registration."""
    licensed, registered = values.get("licensed_on"), values.get("first_registered_on")
    found = {}
    for key, day in (("licensed_on", licensed), ("first_registered_on", registered)):
        if isinstance(day, date) and day > localdate():
            found[key] = f"{day} 还没有到，请核对。"
    return found


def may_change_application(application: AgencyApplication | None) -> str | None:
    """Write an application anew? Not what lies with the authority, and not what is approved."""
    case = application.case if application else None
    if case and case.state == State.OPEN:
        return "申请已提交，正在审核，不能修改；需要修改的，请先撤回。"
    if case and case.state == State.APPROVED:
        return "本机构在本周期已是考核机构，无需再申请。"
    return None
