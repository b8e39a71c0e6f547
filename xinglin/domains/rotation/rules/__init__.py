"""Who may do what with rotations, and why a plan or a stint cannot be changed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.timezone import localdate

from xinglin.engines.access.rights import right
from xinglin.engines.access.roles import Role
from xinglin.kit.half_months import months_of, slot_of, span_shown

from ..enums import PlanState
from ..models import Edit, Leave, RotationPlan, Stay, Stint

_DEPARTMENT = frozenset({Role.DEPARTMENT_HEAD, Role.TEACHING_SECRETARY})
STANDARDS = right("rotation.standards", "轮转专业规范浏览", _DEPARTMENT, Role.BASE_ADMIN, Role.RESIDENT)
MAP = right("rotation.map", "维护标准科室对应和科室容量", Role.BASE_ADMIN)
PLAN = right("rotation.plan", "编制轮转计划", Role.BASE_ADMIN)
VIEW = right("rotation.view", "轮转计划查看", _DEPARTMENT, Role.BASE_ADMIN)
STAYS = right("rotation.stays", "入科出科确认", _DEPARTMENT, Role.BASE_ADMIN)
LEAVES = right("rotation.leaves", "请假登记", _DEPARTMENT, Role.BASE_ADMIN)
OWN = right("rotation.own", "我的轮转", Role.RESIDENT)

LONGEST_PLAN = 72  # months
EARLY = timedelta(days=7)  # an entry may be confirmed that long before its day


def may_map(departments: Sequence[tuple[int, int]], own: Iterable[int]) -> str | None:
    """Which departments serve a line: (key, half months) of the base's own, none twice."""
    keys = [key for key, _ in departments]
    if set(keys) - set(own):
        return "只能选择本基地启用的科室，请重新选择。"
    if len(keys) != len(set(keys)):
        return "同一科室重复选择，请合并为一行。"
    return None


def may_limit(least: int, most: int | None) -> str | None:
    """Capacity of a department."""
    if most is not None and most < least:
        return f"至多（{most} 人）小于至少（{least} 人），请修改。"
    return None


def may_draft(name: str, months: int, taken: Iterable[str]) -> str | None:
    """A new plan: its name is its base's once, its time no longer than two trainings."""
    if not name.strip():
        return "请填写计划名称。"
    if name.strip() in taken:
        return f"已有名为“{name.strip()}”的轮转计划，请换一个名称。"
    if not 1 <= months <= LONGEST_PLAN:
        return f"计划周期应为 1 至 {LONGEST_PLAN} 个月。"
    return None


def may_edit(plan: RotationPlan) -> str | None:
    """Only what is worked on; what is in force is changed by a newer version."""
    if plan.state == PlanState.DRAFT:
        return None
    if plan.state == PlanState.PUBLISHED:
        return "该计划已发布，不能直接修改。请在“轮转计划”中“编制新版本”，改好后发布。"
    return "该计划已被新版本替代，只供查看。"


def may_undo(last: Edit | None, seen: int | None) -> str | None:
    """The last change of a draft; `seen`: the one that was shown as the last."""
    if last is None:
        return "没有可以撤销的调整。"
    if seen not in (None, last.pk):
        changed = f"{last.by}的“{last.title}”"
        return f"没有撤销：这一步已经撤销，或之后又有了新的调整。现在可以撤销的上一步是{changed}，请核对后再撤销。"
    return None


def may_move(stint: Stint, first: int, others: Sequence[Stint], plan: RotationPlan) -> str | None:
    """The stint would begin at `first`; `others` are its resident's."""
    return may_change(stint) or may_stand(first, stint.half_months, others, plan)


def may_stand(first: int, half_months: int, others: Sequence[Stint], plan: RotationPlan) -> str | None:
    """So many half months from `first` on lie in the plan, and the resident's `others` elsewhere."""
    end = first + half_months
    if first < plan.first or end > plan.first + plan.half_months:
        return f"计划周期为 {span_shown(plan.first, plan.half_months)}，不能排在周期之外。"
    taken = next((o for o in others if o.first < end and first < o.first + o.half_months), None)
    if taken:
        return (
            f"{span_shown(taken.first, taken.half_months)} 已排在{taken.department.name}，"
            "同一时间不能在两个科室。请选择空闲时间，或与该段“对调”。"
        )
    return None


def may_change(stint: Stint) -> str | None:
    """Neither locked nor begun."""
    if stint.is_locked:
        return f"{stint.department.name} {span_shown(stint.first, stint.half_months)} 已锁定，请先解除锁定。"
    return None


def may_swap(one: Stint, other: Stint) -> str | None:
    """Two of one resident change places; two residents change departments when both stints take the same time."""
    if why := may_change(one) or may_change(other):
        return why
    if one.pk == other.pk:
        return "请选择另一段轮转。"
    if one.resident_id != other.resident_id and (one.first, one.half_months) != (other.first, other.half_months):
        return "两名学员对调，须为起止时间相同的两段轮转，请重新选择或先拆分。"
    return None


def may_split(stint: Stint, after: int) -> str | None:
    """After so many half months."""
    if not 0 < after < stint.half_months:
        return f"该段共 {months_of(stint.half_months)} 个月，拆分点应在其间（至少半个月）。"
    return may_change(stint)


def may_choose(chosen: Sequence[tuple[int, int]], offered: Iterable[int], asked: int) -> str | None:
    """Departments of a line that a resident chose, with half months: of those that serve it, together what he needs."""
    if {department for department, _ in chosen} - set(offered):
        return "只能选择对应该标准科室的本院科室，请先在“轮转专业规范浏览”中对应。"
    total = sum(half_months for _, half_months in chosen)
    if chosen and total != asked:
        return f"所选科室共 {months_of(total)} 个月，应为 {months_of(asked)} 个月，请修改。"
    return None


def may_publish(plan: RotationPlan, stints: int, missing: Sequence[str], broken: Sequence[str]) -> str | None:
    """`missing`: in training by the plan in force and not in this; `broken`: stays begun that this plan changes."""
    if why := may_edit(plan):
        return why
    if not stints:
        return "计划中还没有轮转安排，请先“加入学员”。"
    if missing:
        return f"现行计划中的 {_named(missing)} 不在本计划中，发布后将没有轮转安排，请先加入。"
    if broken:
        return f"{_named(broken)} 已经入科的轮转在本计划中有变动，请恢复原来的科室和开始时间。"
    return None


def _named(names: Sequence[str]) -> str:
    return "、".join(names[:5]) + (f" 等 {len(names)} 人" if len(names) > 5 else "")


def stay_of(stint: Stint) -> Stay | None:
    """Its 入科 and 出科, if it has begun."""
    return getattr(stint, "stay", None)


def is_there(stint: Stint) -> bool:
    """Has he come and not left yet?"""
    stay = stay_of(stint)
    return bool(stay and not stay.left_on)


def may_enter(stint: Stint, entered_on: date | None = None) -> str | None:
    """入科: of the plan in force, on a day that has come and is of its time."""
    if stint.resident.plan.state != PlanState.PUBLISHED:
        return "该计划没有发布或已被替代，不能办理入科。"
    stay = stay_of(stint)
    if stay:
        return f"已于 {stay.entered_on} 入科。"
    day = entered_on or localdate()
    if stint.starts_on - EARLY > day:
        return f"{stint.starts_on} 开始轮转，开始前 {EARLY.days} 天起可以确认入科。"
    if day > localdate():
        return f"入科日期 {day} 还没有到，请在学员到科室当天或以后确认。"
    if entered_on and entered_on > stint.ends_on:
        return f"这段轮转到 {stint.ends_on} 结束，入科日期 {entered_on} 在其后，请核对。"
    return None


def may_leave(stint: Stint, left_on: date) -> str | None:
    """出科: after 入科, not of a day to come."""
    stay = stay_of(stint)
    if stay is None:
        return "还没有确认入科，不能出科。"
    if stay.left_on:
        return f"已于 {stay.left_on} 出科。"
    if left_on < stay.entered_on:
        return f"出科日期早于入科日期（{stay.entered_on}），请修改。"
    return "出科日期还没有到，请在出科当天或以后确认。" if left_on > localdate() else None


def may_undo_entry(stint: Stint, needed: Mapping[int, str]) -> str | None:
    """A slip is taken back while nobody has left. `needed`: stays on which something rests, and the sentence."""
    stay = stay_of(stint)
    if stay is None:
        return "还没有确认入科。"
    return "已经出科，不能撤销入科。" if stay.left_on else needed.get(stay.pk)


def may_take_leave(stint: Stint, starts_on: date, ends_on: date, others: Iterable[Leave]) -> str | None:
    """请假: in order, within the stint, and at no time twice (reference-data §4.3, M-08)."""
    if stint.resident.plan.state != PlanState.PUBLISHED:
        return "该计划没有发布或已被替代，不能登记请假。"
    if ends_on < starts_on:
        return "结束日期早于开始日期，请修改。"
    if starts_on < stint.starts_on or stint.ends_on < ends_on:
        return f"请假日期应在本科室轮转时间（{span_shown(stint.first, stint.half_months)}）之内，跨科室的请分段登记。"
    if other := next((o for o in others if o.starts_on <= ends_on and starts_on <= o.ends_on), None):
        return f"{other.starts_on} 至 {other.ends_on} 已登记{other.get_kind_display()}，请核对。"
    return None


def beyond(leaves: Sequence[Any], began: date, limits: Sequence[Any]) -> int:
    """Days by which the training is extended: those over the limit of each year of training, counted from its start.

    A leave counts in the year in which each of its days lies. Without a limit in force nothing is extended.
    """
    over = 0
    taken: dict[int, int] = {}
    days = sorted(
        leave.starts_on + timedelta(n) for leave in leaves for n in range((leave.ends_on - leave.starts_on).days + 1)
    )
    for day in days:
        year = day.year - began.year - ((day.month, day.day) < (began.month, began.day))
        taken[year] = taken.get(year, 0) + 1
        limit = next((each.days for each in reversed(limits) if each.valid_from <= day), None)
        over += limit is not None and taken[year] > limit
    return over


def is_now(stint: Stint, day: date) -> bool:
    """Does it hold on this day?"""
    return stint.first <= slot_of(day) < stint.first + stint.half_months
