"""May time be scheduled, or a window be extended? None, or the sentence that says why not (PLT-20 to PLT-22)."""

from datetime import datetime

from django.utils import timezone

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit, UnitKind
from xinglin.engines.access.rights import right
from xinglin.engines.access.roles import Role

from .models import Window, WindowExtension
from .queries import shown

SCHEDULE = right("windows.schedule", "安排和延长办理时间", Role.NATION_ADMIN, Role.PROVINCE_ADMIN)
SCOPES = (UnitKind.NATION, UnitKind.PROVINCE)


def is_under(unit: Unit, by: Actor) -> bool:
    """Does the unit lie at the actor's unit or below it?"""
    return (unit.path or "-").startswith(by.unit.path or "?")


def may_schedule(unit: Unit, starts_at: datetime, ends_at: datetime, by: Actor) -> str | None:
    """Set the time for this scope? The nation anywhere, a province for itself: its own time replaces the nation's."""
    if why := _not_in_charge(unit, by):
        return why
    if unit.kind not in SCOPES:
        return f"“{unit.name}”不能单独安排时间，适用范围只能是全国或一个省份；个别单位请用“为单位延长时间”。"
    if ends_at <= starts_at:
        return f"结束时间 {shown(ends_at, is_end=True)} 不晚于开始时间 {shown(starts_at)}，请修改。"
    return None


def may_remove(window: Window, by: Actor) -> str | None:
    """Take it off the schedule? Only before it begins: what was done in it needs its dates."""
    if why := _not_in_charge(window.unit, by):
        return why
    if window.starts_at <= timezone.now():
        return f"该时间安排已于 {shown(window.starts_at)} 开始，不能删除；如需提前截止，请修改结束时间。"
    return None


def may_extend(window: Window, unit: Unit, ends_at: datetime, by: Actor) -> str | None:
    """Give one organisation more time? The authority above it, only beyond the window's end and only ahead (PLT-22)."""
    if why := _not_above(unit, by):
        return why
    if ends_at <= window.ends_at:
        end = shown(window.ends_at, is_end=True)
        return f"延长至 {shown(ends_at, is_end=True)} 不晚于原结束时间 {end}，请填写更晚的时间。"
    if ends_at <= timezone.now():
        return f"延长至 {shown(ends_at, is_end=True)} 已经过去，请填写以后的时间。"
    return None


def may_revoke(extension: WindowExtension, by: Actor) -> str | None:
    """Take an extension back? Not what has run out: it tells why something was done that late."""
    if why := _not_above(extension.unit, by):
        return why
    if extension.ends_at <= timezone.now():
        return f"延长已于 {shown(extension.ends_at, is_end=True)} 到期，留存备查，不能取消。"
    return None


def _not_above(unit: Unit, by: Actor) -> str | None:
    if by.may(SCHEDULE) and is_under(unit, by):
        return None
    return f"“{unit.name}”不在您的管理范围内，请由其上级管理部门办理。"


def _not_in_charge(unit: Unit, by: Actor) -> str | None:
    if by.may(SCHEDULE) and is_under(unit, by):
        return None
    return f"当前身份不能安排“{unit.name}”的办理时间，请由国家管理员或该省的省级管理员办理。"
