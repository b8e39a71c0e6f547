"""From what a base knows of its residents to what the planner takes, and back; plain data (ROT-20, docs/planner.md)."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import count, groupby, islice
from typing import NamedTuple

from xinglin.kit.half_months import first_day, last_day
from xinglin.kit.rotations.model import NEUTRAL, Department, Resident, Run, counted, divided

MONTH = 2  # half months


class Stretch(NamedTuple):
    """A stint as plain data: half months `first` and on, in a department, for a line of the standard."""

    department: int
    line: int | None
    first: int
    half_months: int

    @property
    def end(self) -> int:
        """The half month after its last."""
        return self.first + self.half_months


class Piece(NamedTuple):
    """So many half months in a department, in one piece, wherever they may come to lie."""

    stage: int
    half_months: int
    department: int
    line: int | None


@dataclass(frozen=True)
class Facts:
    """What one resident brings: `begun` stays as it is, `todo` is to be laid from the half month `begin` on.

    `locked` are among `todo`, each as a piece of its own. `away`: half months without work. `now`: the present one.
    """

    resident: int
    name: str
    begin: int
    begun: tuple[Stretch, ...] = ()
    todo: tuple[Piece, ...] = ()
    locked: tuple[Stretch, ...] = ()
    away: frozenset[int] = frozenset()
    forbidden: frozenset[tuple[int, int]] = frozenset()  # department, half month
    now: int = 0

    @property
    def pieces(self) -> list[Piece]:
        """In the order in which the planner's runs of one department and length take their lines."""
        begun = [Piece(0, each.half_months, each.department, each.line) for each in self.begun]
        return [*begun, *sorted(self.todo, key=lambda piece: piece.stage)]


def away_in(starts: int, ends: int, leaves: Iterable[tuple[int, int]]) -> frozenset[int]:
    """The half months of `starts` to `ends` of which a leave (ordinals of its first and last day) takes the most."""
    found = set()
    for slot in range(starts, ends):
        begin, end = first_day(slot).toordinal(), last_day(slot).toordinal()
        days = sum(max(0, min(end, last) - max(begin, first) + 1) for first, last in leaves)
        if days * 2 > end - begin + 1:
            found.add(slot)
    return frozenset(found)


def remaining(shares: Iterable[tuple[int, int]], had: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """What is left to do in each department of a line; what was done elsewhere for it counts for the largest share."""
    left, over = dict(shares), 0
    for department, half_months in had:
        taken = min(left.get(department, 0), half_months)
        if taken:
            left[department] -= taken
        over += half_months - taken
    for department in sorted(left, key=lambda key: -left[key]):
        taken = min(left[department], over)
        left[department] -= taken
        over -= taken
    return [(department, half_months) for department, half_months in left.items() if half_months]


def chosen(
    parts: Sequence[tuple[int, int]], offered: Sequence[int], taken: Iterable[int], crowd: Callable[[int], float]
) -> list[tuple[int, int]]:
    """k of n: each part goes to the least crowded department of those offered that is not taken yet."""
    free, found = [department for department in offered if department not in set(taken)], []
    for department, half_months in parts:
        best = min(free, key=crowd) if free else department
        if best in free:
            free.remove(best)
        found.append((best, half_months))
    return found


def pieces_of(line: int | None, stage: int, department: int, half_months: int) -> list[Piece]:
    """A line's time in a department, in at most four months each."""
    return [Piece(stage, length, department, line) for length in divided(half_months, MONTH)]


def resident_of(facts: Facts, numbers: dict[int, int], first: int, end: int) -> Resident:
    """As the planner takes them, in half months from `first` on, the first of the plan, until `end`."""
    slots: list[int] = []
    for each in facts.begun:
        skipped = facts.away - {each.first} if each.end > facts.now else ()  # what is over is over
        begin = max(each.first, slots[-1] + 1 if slots else 0)
        slots += islice((slot for slot in count(begin) if slot not in skipped), each.half_months)
    begin = max(facts.begin, slots[-1] + 1 if slots else 0)
    todo = [(piece.stage, piece.half_months, numbers[piece.department]) for piece in facts.todo]
    length = sum(length for _, length, _ in todo)
    worked = list(islice((slot for slot in count(begin) if slot not in facts.away), length))
    locked = [(numbers[each.department], slot) for each in facts.locked for slot in range(each.first, each.end)]
    reached = worked[-1] + 1 if worked else begin
    until = max((slot for _, slot in locked), default=0) + 1
    # 机动: something locked lies later than the work reaches
    idle = [slot for slot in range(reached, until) if slot not in facts.away]
    last = max((stage for stage, _, _ in todo), default=1)
    todo += [(last, MONTH, NEUTRAL)] * (len(idle) // MONTH) + [(last, 1, NEUTRAL)] * (len(idle) % MONTH)
    calendar = [slot - first for slot in (*slots, *worked, *idle)]
    return Resident(
        str(facts.resident),
        facts.name,
        counted(todo),
        tuple(calendar),
        tuple((numbers[each.department], each.half_months) for each in facts.begun),
        tuple((department, slot - first) for department, slot in locked if slot - first in set(calendar)),
        _barred(facts, numbers, first, end),
    )


def resident_as_planned(facts: Facts, numbers: dict[int, int], first: int, end: int) -> Resident:
    """As `begun` stands in a plan, of which nothing is fixed yet (`kit.rotations.replan` fixes what has begun)."""
    slots = tuple(slot - first for each in facts.begun for slot in range(each.first, each.end))
    blocks = counted((piece.stage, piece.half_months, numbers[piece.department]) for piece in facts.todo)
    locks = [(numbers[each.department], slot - first) for each in facts.locked for slot in range(each.first, each.end)]
    return Resident(
        str(facts.resident), facts.name, blocks, slots, (), tuple(locks), _barred(facts, numbers, first, end)
    )


def order_of(facts: Facts, resident: Resident, numbers: dict[int, int]) -> tuple[int, ...]:
    """The order in which the blocks of a resident as planned come."""
    places = {(block.stage, block.length, block.department): j for j, block in enumerate(resident.blocks)}
    return tuple(places[piece.stage, piece.half_months, numbers[piece.department]] for piece in facts.todo)


def spans(slots: Iterable[int]) -> list[tuple[int, int]]:
    """Half months as (first, the one after the last)."""
    found: list[tuple[int, int]] = []
    for slot in sorted(slots):
        if found and found[-1][1] == slot:
            found[-1] = (found[-1][0], slot + 1)
        else:
            found.append((slot, slot + 1))
    return found


def _barred(facts: Facts, numbers: dict[int, int], first: int, end: int) -> tuple[tuple[int, int], ...]:
    cells = sorted(facts.forbidden)
    return tuple((numbers[d], slot - first) for d, slot in cells if d in numbers and first <= slot < end)


Cell = tuple[object, int, int | None]  # which stretch, department, line


def stretches_of(facts: Facts, runs: Sequence[Run], keys: Sequence[int], first: int, end: int) -> list[Stretch]:
    """The planner's runs (in half months) as stints within the plan: one for each piece that no leave cuts in two."""
    placed = [(keys[run.department], [first + slot for slot in run.slots]) for run in runs if run.department != NEUTRAL]
    held = _held(facts, placed)
    lines: dict[tuple[int, int], list[int | None]] = defaultdict(list)
    for piece in facts.pieces:
        lines[piece.department, piece.half_months].append(piece.line)
    for each in held.values():
        lines[each.department, each.half_months].remove(each.line)
    cells: dict[int, Cell] = {}
    for number, (department, slots) in enumerate(placed):
        line = held[number].line if number in held else lines[department, len(slots)].pop(0)
        cells |= dict.fromkeys(slots, (number, department, line))
    for number, each in held.items():
        _put(each, number, cells)
    return [
        Stretch(found[0][1][1], found[0][1][2], found[0][0], len(found))
        for _, group in groupby(
            enumerate((slot, cells[slot]) for slot in sorted(cells) if slot < end),
            key=lambda each: (each[1][0] - each[0], each[1][1]),
        )
        for found in [[cell for _, cell in group]]
    ]


def _held(facts: Facts, placed: Sequence[tuple[int, list[int]]]) -> dict[int, Stretch]:
    """Which of the stretches placed is which locked one: the one that covers the most of it."""
    held: dict[int, Stretch] = {}
    for each in facts.locked:
        wanted = (each.department, each.half_months)
        alike = [n for n, (at, slots) in enumerate(placed) if n not in held and (at, len(slots)) == wanted]
        held[max(alike, key=lambda n: sum(each.first <= slot < each.end for slot in placed[n][1]))] = each
    return held


def _put(locked: Stretch, number: int, cells: dict[int, Cell]) -> None:
    """A neighbour in the same department may cover a part of it: the two change cells."""
    own = [slot for slot, cell in cells.items() if cell[0] == number and not locked.first <= slot < locked.end]
    others = [s for s in range(locked.first, locked.end) if s in cells and cells[s][0] != number]
    for mine, other in zip(own, others, strict=False):
        if cells[other][1] == locked.department:
            cells[mine], cells[other] = cells[other], cells[mine]


def digest_of(*facts: object) -> str:
    """Tells whether a plan was made of the same facts."""
    return hashlib.sha256(repr(facts).encode()).hexdigest()


def with_room(
    departments: Sequence[Department], residents: Sequence[Resident], facts: Iterable[Facts], first: int, past: int
) -> tuple[Department, ...]:
    """Without what nobody can change any more: before slot `past` departments take whoever was there, and minima hold
    only from the first slot that anybody works to the last. `first`: the half month of slot 0.
    """
    working = [slot for each in residents for slot in (each.calendar[:1] + each.calendar[-1:])]
    begin, end = max(past, min(working, default=0)), max(working, default=-1) + 1
    there = Counter(
        (str(each.department), slot - first)
        for one in facts
        for each in one.begun
        for slot in range(each.first, each.end)
    )
    return tuple(
        Department(
            each.key,
            each.name,
            tuple(there[each.key, slot] if slot < past else most for slot, most in enumerate(each.most)),
            tuple(least if begin <= slot < end else 0 for slot, least in enumerate(each.least)),
        )
        for each in departments
    )
