"""Rights of this domain, and what may be done to bases, programmes and reporting modes (REP-43)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Membership, Unit
from xinglin.engines.access.rights import right
from xinglin.engines.access.roles import AUTHORITIES, Role
from xinglin.engines.access.rules import has_ended

from .enums import Mode, SwitchState
from .models import Hospital, ModeSwitch, SpecialtyBase

VIEW = right("institutions.view", "查看培训基地", AUTHORITIES)
MANAGE = right("institutions.manage", "维护培训基地", Role.NATION_ADMIN, Role.PROVINCE_ADMIN)
CHARGE = right("institutions.charge", "授权各省维护培训基地", Role.NATION_ADMIN)
APPLY_MODE = right("institutions.apply_mode", "申请切换报送方式", Role.NATION_ADMIN, Role.PROVINCE_ADMIN)
DECIDE_MODE = right("institutions.decide_mode", "审批报送方式切换", Role.NATION_ADMIN)
DEPARTMENTS = right("institutions.departments", "科室设置", Role.BASE_ADMIN)
NO_DEPARTMENT = "没有找到该科室，可能不属于本基地，请刷新后重新选择。"
NOT_OWN_DEPARTMENTS = "科室由培训基地自己维护，请切换为教学部身份。"
NOT_CHARGED = "国家未授权本省维护培训基地，请联系国家管理员办理，或申请授权。"
ELSEWHERE = "该单位不在您的管理范围内，请由其上级管理部门办理。"
LONGEST_REASON = 300

# Domains above say which units have people: institution keys → key → how many residents are bound to it.
RESIDENTS_OF: list[Callable[[Sequence[int]], Mapping[int, int]]] = []


# And how many residents of a base train at an affiliate site: (base, site) pairs → pair → number.
RESIDENTS_AT: list[Callable[[Sequence[tuple[int, int]]], Mapping[tuple[int, int], int]]] = []

# Why an institution cannot be put out of use, beside its residents: institution keys → key → sentence.
NEEDED_BY: list[Callable[[Sequence[int]], Mapping[int, str]]] = []

# Why a department cannot be put out of use: department keys → key → sentence.
OCCUPIED_BY: list[Callable[[Sequence[int]], Mapping[int, str]]] = []


def occupied(departments: Sequence[int]) -> dict[int, str]:
    """Department key → why it is needed; absent where it is not."""
    return {pk: why for ask in OCCUPIED_BY for pk, why in ask(departments).items()}


def needed(institutions: Sequence[int]) -> dict[int, str]:
    """Institution key → why it is needed; absent where it is not."""
    return {pk: why for ask in NEEDED_BY for pk, why in ask(institutions).items()}


def may_stop_department(unit: Unit, needed: str | None) -> str | None:
    """Put a department out of use?"""
    return needed if unit.is_active else "该科室已停用，无需再办理。"


def may_dismiss(membership: Membership) -> str | None:
    """End a 科主任's or 教学秘书's role?"""
    return "该任职已经结束，无需再办理。" if has_ended(membership) else None


def why_not_namesake(standing: str, given: str) -> str | None:
    """The account is this one's: is it meant?"""
    return None if standing == given else f"该账号属于“{standing}”，与所填姓名“{given}”不一致，请核对。"


def residents_of(units: Sequence[int]) -> dict[int, int]:
    """Unit key → residents in training there (bases and specialty bases alike); absent where there are none."""
    return {pk: number for ask in RESIDENTS_OF for pk, number in ask(units).items() if number}


def residents_at(pairs: Sequence[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """(base, site) → residents of the base in training at the site; absent where there are none."""
    return {pair: number for ask in RESIDENTS_AT for pair, number in ask(pairs).items() if number}


def may_end(residents: int) -> str | None:
    """End an affiliation? Not while residents of the base train there."""
    if residents:
        return f"还有 {residents} 名本基地的住院医师在该协同单位培训，不能解除。请先修改其培训信息中的协同单位。"
    return None


def may_maintain(unit: Unit, by: Actor, charged: bool) -> str | None:
    """Write to this institution? The nation everywhere; a province below itself, if the nation lets it (PLT-04)."""
    if not by.may(MANAGE) or not (unit.path or "-").startswith(by.unit.path or "?"):
        return ELSEWHERE
    return None if charged or by.is_system or by.role == Role.NATION_ADMIN else NOT_CHARGED


def may_close(hospital: Hospital, reason: str) -> str | None:
    """Take no new residents from today? Those in training go on and are reported as before."""
    if hospital.closed_on:
        return f"已自 {hospital.closed_on} 起暂停招收，无需再办理。"
    return why_not_reason(reason)


def may_reopen(hospital: Hospital) -> str | None:
    """Take new residents again?"""
    return None if hospital.closed_on else "没有暂停招收，无需恢复。"


def may_remove(unit: Unit, residents: int, needed: str | None = None) -> str | None:
    """Put an institution or a programme out of use? Not while somebody is in training there or needs it otherwise."""
    if not unit.is_active:
        return "已停用，无需再办理。"
    if residents:
        return (
            f"还有 {residents} 名住院医师在培（含延期、暂停、结束），不能停用。"
            "请改为“暂停招收”：不再招收新学员，原有学员照常管理。"
        )
    return needed


def may_restore(unit: Unit) -> str | None:
    """Put it into use again?"""
    return "没有停用，无需启用。" if unit.is_active else None


def may_suspend(base: SpecialtyBase, reason: str) -> str | None:
    """Offer the programme to no new residents?"""
    if base.suspended_on:
        return f"已自 {base.suspended_on} 起暂停招收，无需再办理。"
    return why_not_reason(reason)


def may_resume(base: SpecialtyBase) -> str | None:
    """Offer it again?"""
    return None if base.suspended_on else "没有暂停招收，无需恢复。"


def why_not_capacity(least: int | None, capacity: int | None) -> str | None:
    """Do the two figures fit together (R-REC-10)?"""
    if least is not None and capacity is not None and capacity < least:
        return f"容量 {capacity} 小于最小容量 {least}，请核对。"
    return None


def may_apply(new: Mapping[str, Any], standing: Sequence[ModeSwitch], now: str, today: date) -> str | None:
    """Ask for another mode? `standing` are the province's applications for the module, `now` the mode in force."""
    if any(each.state == SwitchState.WAITING for each in standing):
        return "该模块已有一份待审批的申请，请等待国家审批后再提出。"
    if new["starts_on"] < today:
        return f"申请切换时间 {new['starts_on']} 已经过去，请填写今天或以后的日期。"
    if new["mode"] == now and not any(each.starts_on > today for each in standing):
        return f"该模块现在就是“{Mode(now).label}”，无需切换。"
    if new["mode"] == Mode.INTERFACE and not (new.get("company") and new.get("company_contact")):
        return "切换为接口传送须填写技术公司、联系人及其联系方式。"
    return None


def may_decide(switch: ModeSwitch) -> str | None:
    """Approve or reject it?"""
    if switch.state == SwitchState.WAITING:
        return None
    return f"该申请已于 {switch.decided_at:%Y-%m-%d} 审批（{switch.get_state_display()}），不能再审批。"


def why_not_reason(reason: str) -> str | None:
    """A reason is asked for, and kept."""
    if not reason.strip():
        return "请填写原因，原因会留存备查。"
    if len(reason.strip()) > LONGEST_REASON:
        return f"原因有 {len(reason.strip())} 个字，最多 {LONGEST_REASON} 个字，请精简。"
    return None
