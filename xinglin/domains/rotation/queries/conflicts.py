"""What is wrong in a plan, each with the sentence that explains it (ROT-04). A constant number of statements."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

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


class Look:
    """All that is read to tell what is wrong in a plan. Who has left the training takes nobody's place.

    After a change only the stints of those whom it touched are read anew.
    """

    def __init__(self, plan: RotationPlan) -> None:
        self.plan = plan
        bound = PlannedResident._base_manager.filter(plan=plan, training__status__in=BOUND)
        self.residents = list(bound.annotate(name=F("training__person__name")))
        trainings, needs = [r.training_id for r in self.residents], Needs(plan.institution_id)
        self.leaves, self.forbidden = needs.leaves(trainings), needs.forbidden(trainings)
        self.limits, self.due = needs.capacities(), repeats_due(trainings)
        standards = standards_of(r.standard_id for r in self.residents)
        self.lines = {line.pk: line for standard in standards.values() for line in standard.lines.all()}
        kinds = {(r.standard_id, r.years) for r in self.residents}
        self.needed = {
            (key, years): [(line.pk, line.department, number) for line, number in needed(standards[key], years)]
            for key, years in kinds
        }
        self.serving = set(served_at(plan.institution_id).values_list("line", "department"))
        self.electives = electives_of(trainings)
        self.own: dict[int, list[Laid]] = {}
        self.read(r.pk for r in self.residents)

    def read(self, residents: Iterable[int]) -> None:
        """Their stints as they now are; two statements."""
        keys = list(residents)
        self.own |= {pk: [] for pk in keys}
        for stint in laid(Stint._base_manager.filter(resident__in=keys).order_by("first")):
            stint.line = self.lines.get(stint.line_id or 0)
            self.own[stint.resident_id].append(stint)

    def conflicts(self) -> list[Conflict]:
        """All of them, departments first."""
        found = list(_crowded(self.plan, [s for r in self.residents for s in self.own[r.pk]], self.limits))
        for resident in self.residents:
            own, training = self.own[resident.pk], resident.training_id
            found += _away(resident, own, self.leaves[training])
            found += _forbidden(resident, own, self.forbidden[training])
            found += _missing(
                self.plan, resident, own, self.needed[resident.standard_id, resident.years], self.due.get(training, {})
            )
            chosen = {(line, at) for line, shares in self.electives[training].items() for at, _ in shares}
            found += _elsewhere(resident, own, self.serving | chosen if chosen else self.serving)
            found += _out_of_order(resident, own)
            found += _late(resident, own)
        return found


def conflicts_of(plan: RotationPlan) -> list[Conflict]:
    """What is wrong in it now."""
    return Look(plan).conflicts()


def _crowded(plan: RotationPlan, stints: Sequence[Laid], limits: Limits) -> Iterator[Conflict]:
    """Over capacity and below the least, in the fuller half of each month; runs of months are told as one.

    Of months that are over nobody is told: nothing can be mended there.
    """
    names = {stint.department_id: stint.department.name for stint in stints}
    load: dict[int, list[int]] = defaultdict(lambda: [0] * plan.half_months)
    for stint in stints:
        there, begin = load[stint.department_id], stint.first - plan.first
        for slot in range(begin, begin + stint.half_months):
            there[slot] += 1
    begun = max(min((stint.first for stint in stints), default=plan.first), slot_of(localdate())) // 2
    last = max((stint.first + stint.half_months - 1 for stint in stints), default=plan.first) // 2
    months = [month for month in whole_months(plan.first, plan.half_months) if begun <= month <= last]
    limited = {department for department, _ in limits.by_key}
    names |= dict(Unit.objects.filter(pk__in=limited - names.keys()).values_list("pk", "name"))
    for department, name in names.items():
        told = defaultdict(list)
        for month in months if department in limited else ():
            if row := limits.of(department, month):
                halves = load[department][2 * month - plan.first :][:2]
                if row.most is not None and max(halves) > row.most:
                    told[OVER, max(halves), row.most].append(month)
                elif min(halves) < row.least:
                    told[UNDER, min(halves), row.least].append(month)
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
    plan: RotationPlan,
    resident: PlannedResident,
    stints: Sequence[Laid],
    lines: Sequence[tuple[int, str, int]],
    due: Mapping[int, int],
) -> Iterator[Conflict]:
    """Less of a line than the standard asks (key, name, half months) and is due again (key → half months), where the
    plan reaches to the end of the training.
    """
    if resident.first < plan.first or resident.first + resident.half_months > plan.first + plan.half_months:
        return
    had: dict[int | None, int] = defaultdict(int)
    for stint in stints:
        had[stint.line_id] += stint.half_months
    all_due = [(key, name, asked, due.get(key, 0)) for key, name, asked in lines]
    short = [(key, name, asked, again) for key, name, asked, again in all_due if had[key] < asked + again]
    if short:
        told = "；".join(
            f"{name} 应 {months_of(asked + again)} 个月{_again(again)}，已排 {months_of(had[key])} 个月"
            for key, name, asked, again in short[:4]
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


def newly(before: Iterable[Conflict], after: Iterable[Conflict]) -> str:
    """What is wrong in a plan now and was not before, in words for whoever has just changed it; empty: nothing."""
    known = set(before)
    fresh = [each for each in after if each not in known]
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
        found = self.stints.get(stint.pk)
        if found or stint.department_id not in self.crowded:
            return found
        crowded = (self.cells.get((stint.department_id, month)) for month in range(first // 2, (end - 1) // 2 + 1))
        return next((each for each in crowded if each), None)

    @cached_property
    def crowded(self) -> set[int]:
        """Departments with something wrong in some month."""
        return {department for department, _ in self.cells}


def marks_of(conflicts: Sequence[Conflict]) -> Marks:
    """For the grid; of several at one place the first."""
    told = list(reversed(conflicts))
    return Marks(
        {cell: each for each in told for cell in each.cells},
        {each.stint: each for each in told if each.stint},
        {each.resident: each for each in told if each.resident and not each.stint},
    )
