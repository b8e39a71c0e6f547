"""What is wrong in a plan, each with the sentence that explains it (ROT-04). A constant number of statements."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import F
from django.utils.timezone import localdate

from xinglin.domains.training.public import BOUND
from xinglin.engines.access.models import Unit
from xinglin.kit.half_months import last_day, month_shown, months_of, overlap, slot_of, span_shown, whole_months

from ..models import Forbidden, Leave, PlannedResident, RotationPlan, Stint
from .electives import electives_of
from .plans import Laid, Limits, Needs, laid
from .repeating import repeats_due
from .standards import needed, served_at, standards_of

OVER, UNDER, LEAVE, FORBIDDEN = "超出容量", "人数不足", "请假", "轮转限制"
MISSING, ORDER, OUTSIDE, ELSEWHERE = "缺少轮转", "阶段次序", "超期", "科室不对应"
TOLD = 3  # conflicts that a change has brought, in its message


@dataclass(frozen=True)
class Conflict:
    """Something wrong: its kind, whom or which department it is about, and the sentence. `cells`, `stint`: where it is
    seen; of neither: it is about all of the resident's plan.
    """

    kind: str
    about: str
    words: str
    resident: int = 0
    stint: int = 0
    cells: frozenset[tuple[int, int]] = field(default=frozenset())  # (department, month)


def conflicts_of(plan: RotationPlan) -> list[Conflict]:
    """All of them, departments first; who has left the training takes nobody's place."""
    bound = PlannedResident._base_manager.filter(plan=plan, training__status__in=BOUND)
    residents = list(bound.annotate(name=F("training__person__name")))
    stints = laid(Stint._base_manager.filter(resident__in=bound))
    needs, trainings = Needs(plan.institution_id), [r.training_id for r in residents]
    leaves, forbidden = needs.leaves(trainings), needs.forbidden(trainings)
    standards, due = standards_of(r.standard_id for r in residents), repeats_due(trainings)
    lines = {line.pk: line for standard in standards.values() for line in standard.lines.all()}
    by_resident = defaultdict(list)
    for stint in stints:
        stint.line = lines.get(stint.line_id or 0)
        by_resident[stint.resident_id].append(stint)
    serving = set(served_at(plan.institution_id).values_list("line", "department"))
    electives = electives_of(trainings)
    found = list(_crowded(plan, stints, needs.capacities()))
    for resident in residents:
        own = sorted(by_resident[resident.pk], key=lambda stint: stint.first)
        found += _away(resident, own, leaves[resident.training_id])
        found += _forbidden(resident, own, forbidden[resident.training_id])
        asked, again = needed(standards[resident.standard_id], resident.years), due.get(resident.training_id, {})
        found += _missing(plan, resident, own, [(line, number, again.get(line.pk, 0)) for line, number in asked])
        chosen = {(line, at) for line, shares in electives[resident.training_id].items() for at, _ in shares}
        found += _elsewhere(resident, own, serving | chosen)
        found += _out_of_order(resident, own)
        found += _late(resident, own)
    return found


def _crowded(plan: RotationPlan, stints: Sequence[Laid], limits: Limits) -> Iterator[Conflict]:
    """Over capacity and below the least, in the fuller half of each month; runs of months are told as one.

    Of months that are over nobody is told: nothing can be mended there.
    """
    names = {stint.department_id: stint.department.name for stint in stints}
    load: Counter[tuple[int, int]] = Counter()
    for stint in stints:
        load.update((stint.department_id, slot) for slot in range(stint.first, stint.first + stint.half_months))
    months = list(whole_months(plan.first, plan.half_months))
    begun = max(min((stint.first for stint in stints), default=plan.first), slot_of(localdate())) // 2
    last = max((stint.first + stint.half_months - 1 for stint in stints), default=plan.first) // 2
    limited = {department for department, _ in limits.by_key} - names.keys()
    names |= dict(Unit.objects.filter(pk__in=limited).values_list("pk", "name"))
    for department, name in names.items():
        told = defaultdict(list)
        for month in months:
            row = limits.of(department, month)
            if row and begun <= month <= last:
                there = [load[department, month * 2], load[department, month * 2 + 1]]
                if row.most is not None and max(there) > row.most:
                    told[OVER, max(there), row.most].append(month)
                elif min(there) < row.least:
                    told[UNDER, min(there), row.least].append(month)
        for (kind, number, limit), where in told.items():
            yield _crowding(kind, department, name, number, limit, where)


def _crowding(kind: str, department: int, name: str, number: int, limit: int, where: Sequence[int]) -> Conflict:
    months = "、".join(month_shown(month) for month in where[:6])
    months += f" 等 {len(where)} 个月" if len(where) > 6 else ""
    rule = f"至多 {limit} 人" if kind == OVER else f"至少 {limit} 人"
    cells = frozenset((department, month) for month in where)
    return Conflict(kind, name, f"{months}安排 {number} 人，{rule}。", cells=cells)


def _away(resident: PlannedResident, stints: Sequence[Laid], leaves: Sequence[Leave]) -> Iterator[Conflict]:
    """A leave of half a month or more inside a stint takes it away."""
    for leave in leaves:
        span = (leave.starts_on, leave.ends_on)
        for stint in stints:
            days = (min(span[1], stint.ends_on) - max(span[0], stint.starts_on)).days + 1
            if days >= 15 and overlap(stint.first, stint.half_months, span):
                words = f"{span[0]} 至 {span[1]} 请假，{stint.department.name}的轮转有 {days} 天不在。"
                yield Conflict(LEAVE, _name(resident), words, resident.pk, stint.pk)


def _forbidden(resident: PlannedResident, stints: Sequence[Laid], rows: Sequence[Forbidden]) -> Iterator[Conflict]:
    for row in rows:
        span = (row.starts_on, row.ends_on)
        for stint in stints:
            named = row.department_id
            if named in (None, stint.department_id) and overlap(stint.first, stint.half_months, span):
                where = stint.department.name if named else "任何科室"
                words = f"{span[0]} 至 {span[1]} 不能安排在{where}（{row.reason}）。"
                yield Conflict(FORBIDDEN, _name(resident), words, resident.pk, stint.pk)


def _again(half_months: int) -> str:
    """So much of it because somebody failed the 出科考核."""
    return f"（含出科考核不合格须重轮的 {months_of(half_months)} 个月）" if half_months else ""


def _missing(
    plan: RotationPlan, resident: PlannedResident, stints: Sequence[Laid], lines: Sequence[tuple]
) -> Iterator[Conflict]:
    """Less of a line than the standard asks and is due again (line, half months, those to be repeated), where the plan
    reaches to the end of the training.
    """
    had: Counter[int | None] = Counter()
    for stint in stints:
        had[stint.line_id] += stint.half_months
    whole = resident.first >= plan.first and resident.first + resident.half_months <= plan.first + plan.half_months
    short = [(line, asked + again, again) for line, asked, again in lines if had[line.pk] < asked + again]
    if whole and short:
        told = "；".join(
            f"{line.department} 应 {months_of(half_months)} 个月{_again(again)}，已排 {months_of(had[line.pk])} 个月"
            for line, half_months, again in short[:4]
        )
        more = f"；另有 {len(short) - 4} 项" if len(short) > 4 else ""
        yield Conflict(MISSING, _name(resident), f"{told}{more}。", resident.pk)


def _elsewhere(
    resident: PlannedResident, stints: Sequence[Laid], serving: Container[tuple[int, int]]
) -> Iterator[Conflict]:
    """For a line that this department of the base does not serve (ROT-01); what is locked, as all that has begun is,
    was meant so.
    """
    for stint in stints:
        if stint.line and not stint.is_locked and (stint.line_id, stint.department_id) not in serving:
            words = (
                f"{span_shown(stint.first, stint.half_months)} 安排在{stint.department.name}，"
                f"不是标准科室“{stint.line.department}”对应的本院科室，请改到对应的科室。"
            )
            yield Conflict(ELSEWHERE, _name(resident), words, resident.pk, stint.pk)


def _out_of_order(resident: PlannedResident, stints: Sequence[Laid]) -> Iterator[Conflict]:
    """A stage is begun before the one before it is over (ROT-01: stages in order)."""
    reached = 0
    for stint in stints:
        stage = (stint.line.stage if stint.line else None) or 0
        if stage and stage < reached:
            words = f"{stint.department.name}（第 {stage} 阶段）排在第 {reached} 阶段之后，应先完成第 {stage} 阶段。"
            yield Conflict(ORDER, _name(resident), words, resident.pk, stint.pk)
            break
        reached = max(reached, stage)


def _late(resident: PlannedResident, stints: Sequence[Laid]) -> Iterator[Conflict]:
    """After the last day of the training, to which leave beyond the limit is added."""
    end = resident.first + resident.half_months
    late = next((stint for stint in stints if stint.first + stint.half_months > end), None)
    if late:
        over = span_shown(late.first, late.half_months)
        words = f"{late.department.name} {over} 超出培训结束日期 {last_day(end - 1)}。"
        yield Conflict(OUTSIDE, _name(resident), words, resident.pk, late.pk)


def _name(resident: PlannedResident) -> str:
    return str(resident.name)  # type: ignore[attr-defined]  # -- annotated above


def newly(plan: RotationPlan, before: Sequence[Conflict]) -> str:
    """What is wrong in a plan now and was not before, in words for whoever has just changed it; empty: nothing."""
    known = set(before)
    fresh = [each for each in conflicts_of(plan) if each not in known]
    told = "".join(f"{each.kind}：{each.about}，{each.words}" for each in fresh[:TOLD])
    more = f"另有 {len(fresh) - TOLD} 条，见“冲突检查”。" if len(fresh) > TOLD else ""
    return f"这次调整后有新的冲突。{told}{more}" if fresh else ""


@dataclass(frozen=True)
class Marks:
    """Where in the grid something is wrong: in a department's months, at a stint, in all of a resident's plan."""

    cells: Mapping[tuple[int, int], Conflict] = field(default_factory=dict)
    stints: Mapping[int, Conflict] = field(default_factory=dict)
    residents: Mapping[int, Conflict] = field(default_factory=dict)

    def at(self, stint: Laid | Stint, first: int, end: int) -> Conflict | None:
        """What is wrong with a stint, or with its department in the months of these half months."""
        months = range(first // 2, (end - 1) // 2 + 1)
        crowded = (self.cells.get((stint.department_id, month)) for month in months)
        return self.stints.get(stint.pk) or next((each for each in crowded if each), None)


def marks_of(conflicts: Sequence[Conflict]) -> Marks:
    """For the grid; of several at one place the first."""
    told = list(reversed(conflicts))
    return Marks(
        {cell: each for each in told for cell in each.cells},
        {each.stint: each for each in told if each.stint},
        {each.resident: each for each in told if each.resident and not each.stint},
    )
