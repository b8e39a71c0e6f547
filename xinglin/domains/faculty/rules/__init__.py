"""Rights of this domain, and what may be done to supervisors, applications and requests (FAC)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from xinglin.engines.access.models import Unit
from xinglin.engines.access.rights import right
from xinglin.engines.access.roles import PROVINCE, Role
from xinglin.kit import calendar

from ..enums import GRAVITIES, ApplicationState, EventKind, Gravity, Recommendation, RequestState
from ..models import Application, Appointment, Incident, RosterRequest, Round, Standard, Supervisor

HEADS = frozenset({Role.DEPARTMENT_HEAD, Role.TEACHING_SECRETARY})
OWN = right("faculty.own", "维护本人师资信息、报名", Role.SUPERVISOR)
JOIN = right("faculty.join", "开通师资身份", Role.RESIDENT, Role.PHYSICIAN)
VIEW = right("faculty.view", "查看师资", Role.BASE_ADMIN, HEADS, PROVINCE)
MANAGE = right("faculty.manage", "维护师资库", Role.BASE_ADMIN)
APPOINT = right("faculty.appoint", "推荐、聘任师资", Role.BASE_ADMIN)
ASK = right("faculty.ask", "申请增补、解聘师资", HEADS)
REQUESTS = right("faculty.requests", "查看增补、解聘申请", Role.BASE_ADMIN, HEADS)
INCIDENTS = right("faculty.incidents", "查看医疗损害、教学事故", Role.BASE_ADMIN, PROVINCE)
STANDARDS = right("faculty.standards", "设置师资条件", Role.PROVINCE_ADMIN)

LONGEST_REASON, LONGEST_TERM = 300, 5  # characters, years
NO_DEPARTMENT = "本院没有这个科室或已停用，请先在“科室设置”中维护，或选择其他科室。"
NOT_HERE = "该师资不在本院师资库中，请核对姓名和证件号码。"
NOT_IN_DEPARTMENT = "该师资不在本科室名单中，请与“师资管理”核对姓名和证件号。"
TWICE = "同一证件号码在这一批中出现多次，只取第一行，请删去本行。"
ELSEWHERE = "当前身份不能维护师资库，请切换为教学部身份。"
MISMATCH = "与该证件号码已登记的信息不一致，请核对姓名、证件类别和号码。"
KNOWN_ELSEWHERE = (
    "该证件号码已有账号，但不在本院。为保护本人信息，请通知本人登录后“开通师资身份”，在工作信息中选择本院。"
)


def why_not_reason(reason: str) -> str | None:
    """A reason is asked for, and kept."""
    if not reason.strip():
        return "请填写原因，原因会留存备查。"
    if len(reason.strip()) > LONGEST_REASON:
        return f"原因有 {len(reason.strip())} 个字，最多 {LONGEST_REASON} 个字，请精简。"
    return None


def unfit_dates(values: Mapping[str, Any], today: date) -> dict[str, str]:
    """Field → why a date of 工作信息 makes no sense."""
    names = {"titled_on": "职称取得时间", "joined_on": "来院时间", "teaching_since": "带教任职时间"}
    return {
        key: f"{title}{values[key]}晚于今天，请核对。"
        for key, title in names.items()
        if values.get(key) and values[key] > today
    }


def may_change_place(
    supervisor: Supervisor, institution: Unit | None, department: Unit | None, has_applied: bool
) -> str | None:
    """Name this base and department? Only until the base counts him as its own."""
    if institution is None:
        return "没有找到所选医院，请重新选择；只能选择住院医师规范化培训基地。"
    if department and department.institution_id != institution.pk:
        return NO_DEPARTMENT
    place = (institution.pk, department.pk if department else None)
    if place == (supervisor.institution_id, supervisor.department_id):
        return None
    if supervisor.listed_at:
        return "您已在本院师资库中，医院和科室由教学部维护；有变动的请联系教学部。"
    if has_applied and institution.pk != supervisor.institution_id:
        return "您已在原选择的医院提交报名，不能再改选医院，请联系该院教学部。"
    return None


def may_release(in_force: bool, waiting: bool, has_history: bool) -> str | None:
    """Say that somebody does not work at the base? What was decided about him here stays here."""
    if in_force:
        return "聘期未结束，请先解聘，再移出师资库。"
    if waiting:
        return "还有待审核的增补、解聘申请，请先审核。"
    return "已在本院报过名，报名和聘任记录须留存，不能移出；不再聘任即可。" if has_history else None


def may_confirm(supervisor: Supervisor, gaps: list[str], today: date) -> str | None:
    """Confirm one's information for this year (FAC-06)?"""
    if gaps:
        return f"信息还不完整，缺：{'、'.join(gaps[:6])}{'等' if len(gaps) > 6 else ''}。请补充后再确认。"
    if supervisor.confirmed_on and supervisor.confirmed_on.year == today.year:
        return f"{today.year} 年度的信息已于 {supervisor.confirmed_on} 确认，无需再办理。"
    return None


def why_closed(opened: Round, today: date) -> str | None:
    """Apply in this round today?"""
    if today < opened.opens_on:
        return f"报名批次“{opened.name}”于 {opened.opens_on} 开始报名，请届时再来。"
    if today > opened.closes_on:
        return f"报名批次“{opened.name}”已于 {opened.closes_on} 结束报名，请联系教学部或选择其他批次。"
    return None


def may_apply(supervisor: Supervisor, opened: Round, gaps: list[str], today: date) -> str | None:
    """Begin or submit an application in this round?"""
    if opened.institution_id != supervisor.institution_id:
        return "只能报名本院的批次，请先在工作信息中选择医院。"
    if gaps:
        return f"师资信息还不完整，缺：{'、'.join(gaps[:6])}{'等' if len(gaps) > 6 else ''}。请补充后再报名。"
    return why_closed(opened, today)


def may_discard(application: Application) -> str | None:
    """Remove a draft?"""
    is_draft = application.state == ApplicationState.DRAFT
    return None if is_draft else "报名已提交，不能删除；不再参加的请告诉教学部，由教学部办理“不推荐”。"


def may_save_round(row: Mapping[str, Any], is_taken: bool) -> str | None:
    """Can a round be called so and last so long?"""
    if row["closes_on"] < row["opens_on"]:
        return "报名结束日期早于开始日期，请修改。"
    return f"本院已有名为“{row['name']}”的报名批次，请换一个名称。" if is_taken else None


def _why_not_submitted(application: Application) -> str | None:
    if application.state != ApplicationState.SUBMITTED:
        return "尚未提交，不能办理。"
    if application.recommendation == Recommendation.APPOINTED:
        return "已聘任，不能再改；需要终止的请在“师资管理”中解聘。"
    return None


def may_recommend(application: Application, obstacle: str | None = None) -> str | None:
    """推荐? `obstacle`: the condition that is not met."""
    if why := _why_not_submitted(application):
        return why
    if application.recommendation == Recommendation.RECOMMENDED:
        return "已推荐，无需再办理。"
    return obstacle


def may_decline(application: Application, reason: str) -> str | None:
    """不推荐, with the reason."""
    return _why_not_submitted(application) or why_not_reason(reason)


def may_appoint(application: Application, obstacle: str | None, overlapping: Appointment | None) -> str | None:
    """聘任? Only who is recommended, fulfils the conditions, and has no other term at that time."""
    if why := _why_not_submitted(application):
        return why
    if application.recommendation != Recommendation.RECOMMENDED:
        return f"推荐状态为“{Recommendation(application.recommendation).label}”，请先推荐再聘任。"
    if obstacle is None and overlapping:
        return f"已有 {overlapping.starts_on} 至 {overlapping.last_on} 的聘期，与所填聘期重叠，请修改聘期或先解聘。"
    return obstacle


def why_not_term(starts_on: date, ends_on: date) -> str | None:
    """Is it a term?"""
    if ends_on < starts_on:
        return "聘期结束早于开始，请修改。"
    if ends_on > calendar.end_of_term(starts_on, LONGEST_TERM):
        return f"聘期最长 {LONGEST_TERM} 年，请缩短。"
    return None


def may_dismiss(in_force: Appointment | None, reason: str) -> str | None:
    """End an appointment now?"""
    return why_not_reason(reason) if in_force else "目前没有聘任，无需解聘。"


def roster_until(standard: Standard, today: date) -> date:
    """The last day of this year on which a department may ask for changes."""
    last = calendar.end_of_months(date(today.year, standard.roster_month, 1), 1)
    return last.replace(day=min(standard.roster_day, last.day))


def may_ask(standard: Standard, unit: Unit, today: date) -> str | None:
    """May a department ask for additions and dismissals today?"""
    if unit.kind != "department":
        return "请以科室的科主任或教学秘书身份申请；专业基地没有自己的师资名单。"
    until = roster_until(standard, today)
    if today > until:
        return f"本年度增补、解聘申请已于 {until} 截止，请于明年 1 月 1 日起申请，或联系教学部直接办理。"
    return None


def may_decide(request: RosterRequest) -> str | None:
    """Decide on a department's request?"""
    if request.state == RequestState.WAITING:
        return None
    return f"该申请已由 {request.decided_by} 审核（{RequestState(request.state).label}），无需再办理。"


def why_not_incident(values: Mapping[str, Any], today: date) -> str | None:
    """Can this be recorded?"""
    kind = EventKind(values["kind"])
    if Gravity(values["gravity"]) not in GRAVITIES[kind]:
        allowed = "、".join(gravity.label for gravity in GRAVITIES[kind])
        return f"{kind.label}的责任或严重程度应为：{allowed}。"
    return f"发生日期 {values['happened_on']} 晚于今天，请核对。" if values["happened_on"] > today else None


def may_withdraw(incident: Incident, reason: str) -> str | None:
    """Withdraw what was recorded wrongly?"""
    if incident.withdrawn_at:
        return f"已由 {incident.withdrawn_by} 撤销，无需再办理。"
    return why_not_reason(reason)


def why_not_certificate(values: Mapping[str, Any], today: date) -> str | None:
    """Do the days of a certificate make sense?"""
    if values["issued_on"] > today:
        return f"发证日期 {values['issued_on']} 晚于今天，请核对。"
    until = values.get("valid_until")
    return "有效期至早于发证日期，请核对。" if until and until < values["issued_on"] else None


def why_not_standard(values: Mapping[str, Any], today: date) -> str | None:
    """Can conditions hold from this day on? Never for days that are over: by them people were judged."""
    if values["valid_from"] < today:
        return f"施行日期 {values['valid_from']} 已经过去，请填写今天或以后的日期。"
    if values["poor_span"] < values["poor_years"]:
        return f"带教评估计算年数少于连续不合格年数，永远不会连续 {values['poor_years']} 年不合格，请改大。"
    return None
