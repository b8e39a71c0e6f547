"""Who may say who teaches whom, and why one cannot teach another (ROT-05)."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta

from django.utils.timezone import localdate

from xinglin.domains.training.public import BOUND
from xinglin.engines.access.rights import right
from xinglin.engines.access.roles import Role
from xinglin.kit.half_months import first_day, month_shown

from ..enums import PlanState
from ..models import Stint, TeachingLimit
from . import stay_of
from .sharing import Loads, Rotation

TEACH = right("rotation.teach", "分配带教老师", Role.BASE_ADMIN, Role.DEPARTMENT_HEAD, Role.TEACHING_SECRETARY)
TAUGHT = right("rotation.taught", "我的学员", Role.SUPERVISOR)

TERM, AVOIDED = "聘期不包含余下的轮转时间", "与该学员回避"
NOT_HERE = "不是本科室这段时间聘期内的带教老师，请重新选择。"
LONGEST_REASON, ALLOWED = 200, (1, 3)

Span = tuple[date, date]


def may_teach(stint: Stint) -> str | None:
    """May it be said who teaches this stint? Of the plan in force, of who is in training and has not left."""
    if stint.resident.plan.state != PlanState.PUBLISHED:
        return "该计划没有发布或已被替代，不能分配带教老师。"
    if stint.resident.training.status not in BOUND:
        return "该学员已不在培，无需分配带教老师。"
    stay = stay_of(stint)
    if stay is None and stint.ends_on < localdate():
        return f"这段轮转已于 {stint.ends_on} 结束而没有入科，不能分配带教老师。"
    return f"已于 {stay.left_on} 出科，不能再改带教老师。" if stay and stay.left_on else None


def why_not_taught(rotation: Rotation, supervisor: int, loads: Loads) -> str | None:
    """Can this supervisor of the department teach this one, too?"""
    if supervisor in rotation.barred:
        return f"{rotation.barred[supervisor]}，不能由其带教。"
    full = loads.full_at(rotation, supervisor)
    if full is None:
        return None
    number = loads.of(supervisor, full)
    return f"{half_shown(full)}已带教 {number} 人，到了同时带教的上限，请选择其他老师。"


def half_shown(slot: int) -> str:
    """«2026年11月上半月»."""
    return f"{month_shown(slot // 2)}{'下' if slot % 2 else '上'}半月"


def covers(terms: Sequence[Span], starts_on: date, ends_on: date) -> bool:
    """Is somebody with these terms (by day) appointed on every one of these days? A term may go on in the next."""
    day = starts_on
    for begin, last in terms:
        if begin <= day <= last:
            day = last + timedelta(days=1)
    return day > ends_on


def limit_of(limits: Iterable[TeachingLimit], version: str, day: date) -> int:
    """How many residents a supervisor may have at once among whom is one of this standard: what the base set, else what
    the standard says. `limits` by day.
    """
    in_force = [each for each in limits if each.valid_from <= day]
    own = [each.most for each in in_force if each.institution_id]
    said = [each.most for each in in_force if not each.institution_id and each.version == version]
    usual = [each.most for each in in_force if not each.institution_id and not each.version]
    return next((found[-1] for found in (own, said, usual) if found), 2)


def limits_shown(limits: Sequence[TeachingLimit], versions: Collection[str], slot: int) -> str:
    """«3 人（2014 版）», for the head of a page."""
    figures = {version: limit_of(limits, version, first_day(slot)) for version in sorted(versions)}
    if len(set(figures.values())) == 1:
        return f"{next(iter(figures.values()))} 人"
    return "，".join(f"{version}学员 {most} 人" for version, most in figures.items())


def may_limit_teaching(most: int) -> str | None:
    """Never more than three (reference-data §4.2)."""
    least, greatest = ALLOWED
    return None if least <= most <= greatest else f"每名带教老师同时带教 {least} 至 {greatest} 人，请修改。"


def why_not_avoided(reason: str) -> str | None:
    """A reason is asked for, and kept."""
    if not reason.strip():
        return "请填写回避原因，原因会留存备查，学员和带教老师不能查看。"
    if len(reason.strip()) > LONGEST_REASON:
        return f"原因最多 {LONGEST_REASON} 个字，请精简。"
    return None
