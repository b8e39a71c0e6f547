"""分配带教老师: the residents of a department in a month, and its supervisors with their load (ROT-05, ROT-06)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.timezone import localdate

from xinglin.domains.faculty.public import Supervisor
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit
from xinglin.kit.half_months import month_shown, slot_of

from ..models import Stint
from ..rules.sharing import Loads, Rotation, gaps
from ..rules.teaching import AVOIDED, TERM, half_shown, limits_shown
from .staying import stay_tag
from .teaching import Department, departments_read, taught_stints_visible_to, teaching_limits_of, teaching_of

AHEAD, SHOWN = 6, 3  # months that one can choose, months of load side by side
Tag = tuple[str, str]


@dataclass(frozen=True)
class Line:
    """A resident's stint in the month: its state, who teaches it, and what is wrong with that."""

    stint: Stint
    state: Tag
    supervisor: str
    wrong: str
    is_taught: bool  # by somebody who is still appointed there


@dataclass(frozen=True)
class Cell:
    """Whom a supervisor teaches in a month: at most so many at once."""

    month: str
    names: Sequence[str]
    number: int
    is_over: bool


@dataclass(frozen=True)
class Row:
    """A supervisor, until when he is appointed, and his residents by month."""

    supervisor: Supervisor
    until: Any
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Page:
    """All that the page shows of one department and month."""

    lines: Sequence[Line]
    rows: Sequence[Row]
    months: Sequence[str]
    waiting: int
    limits: str
    uneven: Sequence[str]


def months_offered() -> list[tuple[int, str]]:
    """This month and the next ones."""
    this = slot_of(localdate()) // 2
    return [(month, month_shown(month)) for month in range(this, this + AHEAD)]


def page_of(department: Unit, month: int, actor: Actor) -> Page:
    """The month as the actor, who sees this department, finds it."""
    this, slots = slot_of(localdate()), [month * 2, month * 2 + 1]
    there = departments_read([department.pk], this)[department.pk]
    mine = taught_stints_visible_to(actor).filter(department=department, pk__in=there.rotations)
    stints = [stint for stint in mine if there.rotations[stint.pk].limits.keys() & set(slots)]
    stints.sort(key=lambda stint: (stint.first, stint.resident.training.person.pinyin, stint.pk))
    lines = [_line(stint, there) for stint in stints]
    shown = [month + n for n in range(SHOWN)]
    versions = {stint.resident.standard.version for stint in stints}
    return Page(
        lines,
        _rows(there, shown),
        [month_shown(each) for each in shown],
        sum(not line.is_taught for line in lines),
        limits_shown(teaching_limits_of(department.institution_id or 0), versions, max(this, slots[0])),
        _uneven(there, [slot for slot in slots if slot >= this]),
    )


def _line(stint: Stint, there: Department) -> Line:
    teaching, rotation = teaching_of(stint), there.rotations[stint.pk]
    name = teaching.supervisor.person.name if teaching else ""
    return Line(
        stint, stay_tag(stint, localdate()), name, _wrong(rotation) if teaching else "", rotation.now is not None
    )


def _wrong(rotation: Rotation) -> str:
    """What is wrong with who teaches somebody: he is not appointed for as long, or they are to avoid each other."""
    if rotation.now is None:
        return "不在聘期内"
    return {TERM: "聘期不足", AVOIDED: "需回避"}.get(rotation.barred.get(rotation.now, ""), "")


def _rows(there: Department, months: Sequence[int]) -> list[Row]:
    names = {stint.pk: stint.resident.training.person.name for stint in there.stints}
    slots = [slot for month in months for slot in (month * 2, month * 2 + 1)]
    appointed = there.there(slots)
    rows = []
    for pk, supervisor in there.supervisors.items():
        cells = [_cell(pk, month, there.loads, names) for month in months]
        if pk in appointed or any(cell.number for cell in cells):
            rows.append(Row(supervisor, there.terms[pk][-1][1], cells))
    return sorted(rows, key=lambda row: (row.supervisor.person.pinyin, row.supervisor.pk))


def _cell(supervisor: int, month: int, loads: Loads, names: dict[int, str]) -> Cell:
    halves = [loads.taught[supervisor, slot] for slot in (month * 2, month * 2 + 1)]
    is_over = any(
        len(half) > each.limits[slot]
        for slot, half in zip((month * 2, month * 2 + 1), halves, strict=True)
        for each in half
    )
    keys = dict.fromkeys(each.key for half in halves for each in half)
    return Cell(month_shown(month), [names[key] for key in keys], max(map(len, halves)), is_over)


def _uneven(there: Department, asked: Sequence[int]) -> list[str]:
    """Where supervisors differ by more than one resident, and why."""
    names, told = there.names(), []
    for gap in gaps(list(there.rotations.values()), there.there(asked), asked):
        (most, least), why = gap.numbers, "；".join(gap.reasons)
        told.append(
            f"{half_shown(gap.slot)}{names[gap.most]}带教 {most} 人、{names[gap.least]}带教 {least} 人，相差超过 1 人。"
            f"由{names[gap.least]}接替的障碍：{why}。"
        )
    return told
