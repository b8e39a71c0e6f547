"""What the planner has proposed, side by side and with what each would change (ROT-20, ROT-21)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit
from xinglin.engines.access.visible import visible
from xinglin.kit.half_months import first_day, month_shown, span_shown
from xinglin.kit.rotations.explain import unit_of

from .. import rules
from ..enums import Goal
from ..models import PlannedResident, Proposal, RotationPlan, Stint
from ..rules.arranging import MONTH, spans
from .plans import Needs

PHASES = {
    "construct": "逐人编排",
    "sweep": "逐人改进",
    "repair": "消除超出",
    "prove": "证明下限",
    "even": "均衡负荷",
    "alone": "只调整请假的学员",
    "pair": "逐个试与一名学员一起调整",
    "done": "完成",
}
Row = tuple[int, int | None, int, int]  # department, line, first, half months


def proposals_visible_to(actor: Actor) -> "QuerySet[Proposal]":
    """Those of the base that plans."""
    return visible(Proposal, actor, rules.PLAN).select_related("plan", "relaxed")


def months_of_person(proposal: Proposal) -> str:
    """人月 or 人半月: what its figures count."""
    return unit_of(MONTH // proposal.slot)


def progress_words(proposal: Proposal) -> str:
    """«消除超出：超出 3 人月，已证明至少 1，12 秒，408 步»."""
    if not proposal.phase:
        return proposal.message or "排队，前面的计算完成后自动开始"
    unit = months_of_person(proposal)
    over = "尚未排完一遍" if proposal.violation is None else f"超出 {proposal.violation} {unit}"
    proven = f"已证明至少 {proposal.bound}，用时 {proposal.elapsed:.0f} 秒，{proposal.steps} 步"
    words = f"{PHASES[proposal.phase]}：{over}，{proven}"
    return f"{words}。{proposal.message}" if proposal.message else words


def verdict(proposal: Proposal) -> tuple[str, str]:
    """Words and tone: what is known of a plan that was found."""
    unit = months_of_person(proposal)
    if proposal.violation is None:
        return (proposal.message or "没有结果", "red")
    if proposal.violation == 0:
        return ("各科容量全部满足", "green")
    if proposal.goal == Goal.FEW_CHANGES:
        published = proposal.figures.get("published", 0)
        return (f"超出容量 {proposal.violation} {unit}，调整前为 {published}", "orange")
    if proposal.violation == proposal.bound:
        return (f"超出容量 {proposal.violation} {unit}，已证明不能更少", "orange")
    return (f"超出容量 {proposal.violation} {unit}，已证明至少 {proposal.bound}", "orange")


@dataclass(frozen=True)
class Beyond:
    """A department beyond its capacity in some half months, and who is there then."""

    department: str
    when: str
    words: str
    names: Sequence[str]


def beyond(proposal: Proposal) -> list[Beyond]:
    """Where the plan found exceeds what departments take; three statements."""
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for department, slot, number in proposal.figures.get("beyond", []):
        cells[department, number] += range(slot, slot + proposal.slot)
    names = dict(Unit.objects.filter(pk__in={key for key, _ in cells}).values_list("pk", "name"))
    people = dict(
        PlannedResident._base_manager.filter(plan=proposal.plan_id).values_list("pk", "training__person__name")
    )
    limits = Needs(proposal.plan.institution_id).capacities()
    found: list[tuple[str, int, Beyond]] = []
    for (department, number), slots in cells.items():
        for first, end in spans(slots):
            there = [
                people.get(resident, "")
                for resident, at, _, begin, half_months in proposal.stints or ()
                if at == department and begin < end and first < begin + half_months
            ]
            row = limits.of(department, first // MONTH)
            limit = (f"至多 {row.most} 人" if number > 0 else f"至少 {row.least} 人") if row else "不限"
            words = f"{'多' if number > 0 else '少'} {abs(number)} 人（{limit}）"
            found.append((names[department], first, Beyond(names[department], _when(first, end), words, there)))
    return [each for *_, each in sorted(found, key=lambda each: each[:2])]


def _when(first: int, end: int) -> str:
    """In months where it is whole ones."""
    if first % MONTH or end % MONTH:
        return span_shown(first, end - first)
    begin, last = month_shown(first // MONTH), month_shown(end // MONTH - 1)
    return begin if begin == last else f"{begin}至{last}"


@dataclass(frozen=True)
class Move:
    """What one resident would have instead: stretches that go and that come, as «科室 起 至 止»."""

    name: str
    note: str
    before: Sequence[str]
    after: Sequence[str]


def moves(proposal: Proposal) -> list[Move]:
    """Who would be elsewhere than by the plan as it stands, those on leave first; four statements."""
    now = _standing(proposal.plan)
    then = _rows(proposal)
    rows = PlannedResident._base_manager.filter(plan=proposal.plan_id, pk__in=then)
    people = dict(rows.order_by("training__person__pinyin", "pk").values_list("pk", "training__person__name"))
    changed = [pk for pk in people if _cells(now.get(pk, ())) != _cells(then[pk])]
    departments = {row[0] for pk in changed for row in (*now.get(pk, ()), *then[pk])}
    names = dict(Unit.objects.filter(pk__in=departments).values_list("pk", "name"))
    absent = set(proposal.figures.get("on_leave", ()))
    order = sorted(changed, key=lambda pk: pk not in absent)
    return [
        Move(
            people[pk],
            "请假" if pk in absent else "",
            [_shown(row, names) for row in now.get(pk, ()) if row not in then[pk]],
            [_shown(row, names) for row in then[pk] if row not in now.get(pk, ())],
        )
        for pk in order
    ]


def _standing(plan: RotationPlan) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    rows = Stint._base_manager.filter(resident__plan=plan).order_by("first")
    for resident, *row in rows.values_list("resident", "department", "line", "first", "half_months"):
        found[resident].append((row[0], row[1], row[2], row[3]))
    return found


def _rows(proposal: Proposal) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for resident, department, line, first, half_months in proposal.stints or ():
        found[resident].append((department, line, first, half_months))
    return found


def _cells(rows: Iterable[Row]) -> set[tuple[int, int]]:
    return {(department, slot) for department, _, first, number in rows for slot in range(first, first + number)}


def _shown(row: Row, names: Mapping[int, str]) -> str:
    first, end = row[2], row[2] + row[3]
    if first % MONTH or end % MONTH:
        return f"{names[row[0]]} {span_shown(first, end - first)}"
    begin, last = f"{first_day(first):%Y-%m}", f"{first_day(end - 1):%Y-%m}"
    return f"{names[row[0]]} {begin}" + (f" 至 {last}" if last != begin else "")


@dataclass(frozen=True)
class Side:
    """One proposal beside others: `people` are elsewhere at some time than in the first, for `months` in all."""

    proposal: Proposal
    words: str
    tone: str
    people: int
    months: str
    busiest: str


def side_by_side(proposals: Sequence[Proposal]) -> list[Side]:
    """The figures of each, and how far it differs from the first; one statement."""
    keys = {row[1] for each in proposals for row in each.stints or ()}
    names = dict(Unit.objects.filter(pk__in=keys).values_list("pk", "name"))
    first, found = _rows(proposals[0]) if proposals else {}, []
    for each in proposals:
        own = _rows(each)
        elsewhere = [len(_cells(own[pk]) - _cells(first.get(pk, ()))) for pk in own]
        peak = Counter(
            (row[0], slot) for rows in own.values() for row in rows for slot in range(row[2], row[2] + row[3])
        ).most_common(1)
        busiest = f"{names[peak[0][0][0]]} {month_shown(peak[0][0][1] // MONTH)} {peak[0][1]} 人" if peak else ""
        words, tone = verdict(each)
        people = sum(1 for number in elsewhere if number)
        found.append(Side(each, words, tone, people, f"{sum(elsewhere) / MONTH:g}", busiest))
    return found


def elsewhere(one: Proposal, other: Proposal) -> list[tuple[str, Sequence[str], Sequence[str]]]:
    """Name, where in the first and where in the second, of residents who are not always at the same place (ROT-21)."""
    first, second = _rows(one), _rows(other)
    rows = PlannedResident._base_manager.filter(plan=one.plan_id, pk__in=first)
    keys = {row[0] for rows in (*first.values(), *second.values()) for row in rows}
    names = dict(Unit.objects.filter(pk__in=keys).values_list("pk", "name"))
    return [
        (
            name,
            [_shown(r, names) for r in first[pk] if r not in second[pk]],
            [_shown(r, names) for r in second[pk] if r not in first[pk]],
        )
        for pk, name in rows.order_by("training__person__pinyin", "pk").values_list("pk", "training__person__name")
        if _cells(first[pk]) != _cells(second[pk])
    ]


def figures_of(proposal: Proposal) -> dict[str, Any]:
    """Lines that no department serves, blocks cut by leave and the like, with their words."""
    told = {"reasons": [each["words"] for each in proposal.figures.get("clashes", [])]}
    return {**proposal.figures, **told}
