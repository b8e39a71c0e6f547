"""What a rotation plan is made from and what it is: departments, residents, their blocks and calendars (ROT-20).

Time is counted in slots, a month or half a month each, from 0.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

NEUTRAL = -1  # the department of a block that takes up time and no place (机动)
LONGEST_MONTHS = 4  # a longer line of a standard is divided

Cell = tuple[int, int]  # department, slot


class Block(NamedTuple):
    """`times` equal stretches of `length` slots in a department; a stage begins when the one before is complete."""

    stage: int
    length: int
    times: int
    department: int


class Run(NamedTuple):
    """One stretch in a department: the slots worked, ascending; leave may lie between them."""

    department: int
    slots: tuple[int, ...]


@dataclass(frozen=True)
class Department:
    """`most` and `least` residents in each slot of the plan."""

    key: str
    name: str
    most: tuple[int, ...]
    least: tuple[int, ...]


@dataclass(frozen=True)
class Resident:
    """`calendar` holds the slots worked, ascending, without leave, exactly as many as `fixed` and `blocks` take.

    `fixed` are departments and lengths that stand at its beginning, in order: what is done, and the block under way.
    `locks` are cells where the resident must be, `forbidden` where not. `worked`: slots worked before the calendar.
    """

    key: str
    name: str
    blocks: tuple[Block, ...]  # sorted
    calendar: tuple[int, ...]
    fixed: tuple[tuple[int, int], ...] = ()
    locks: tuple[Cell, ...] = ()
    forbidden: tuple[Cell, ...] = ()
    worked: int = 0

    @property
    def begun(self) -> int:
        """How many slots of the calendar the fixed runs take."""
        return sum(length for _, length in self.fixed)

    @property
    def kind(self) -> tuple[object, ...]:
        """Residents of one kind may take each other's sequences."""
        return self.blocks, self.calendar, self.fixed, self.locks, self.forbidden, self.worked % 2


@dataclass(frozen=True)
class Hospital:
    """What is to be planned: `slots` of it count, `month` of them make a month, the first is in `first_month`."""

    departments: tuple[Department, ...]
    residents: tuple[Resident, ...]
    slots: int
    month: int = 1
    first_month: str = ""  # 2026-09, or empty: then months are numbered


@dataclass(frozen=True)
class Plan:
    """For each resident, as in the hospital, the order of the blocks: places in `Resident.blocks`."""

    orders: tuple[tuple[int, ...], ...]

    @property
    def mark(self) -> str:
        """Tells whether two plans are the same."""
        return hashlib.sha256(json.dumps(self.orders).encode()).hexdigest()[:16]

    def runs(self, hospital: Hospital) -> list[list[Run]]:
        """Who is where when, fixed runs first."""
        return [runs(*pair) for pair in zip(hospital.residents, self.orders, strict=True)]


def runs(resident: Resident, order: Sequence[int]) -> list[Run]:
    """The stretches of one resident whose blocks come in this order."""
    found, begin = [], 0
    planned = [(resident.blocks[j].department, resident.blocks[j].length) for j in order]
    for department, length in [*resident.fixed, *planned]:
        found.append(Run(department, resident.calendar[begin : begin + length]))
        begin += length
    return found


def calendar(begin: int, length: int, leave: Iterable[tuple[int, int]] = ()) -> tuple[int, ...]:
    """`length` slots from `begin` on, without those on leave (from, up to and without)."""
    away = {slot for first, end in leave for slot in range(first, end)}
    worked = (slot for slot in range(begin, begin + length + len(away)) if slot not in away)
    return tuple(slot for slot, _ in zip(worked, range(length), strict=False))


def blocks(lines: Iterable[tuple[int, int, int]], month: int = 1) -> tuple[Block, ...]:
    """Blocks of a standard's lines (department, slots, stage): long ones divided evenly, equal ones counted."""
    return counted((stage, length, dept) for dept, slots, stage in lines for length in divided(slots, month))


def counted(stretches: Iterable[tuple[int, int, int]]) -> tuple[Block, ...]:
    """Stretches (stage, length, department) as blocks."""
    times = Counter(stretches)
    return tuple(sorted(Block(stage, length, n, department) for (stage, length, department), n in times.items()))


def divided(slots: int, month: int) -> list[int]:
    """A line in at most four months each, sizes a month apart at most; what is no whole month stays with the last."""
    months, rest = divmod(slots, month)
    pieces = -(-slots // (LONGEST_MONTHS * month))
    sizes = [(months // pieces + (n < months % pieces)) * month for n in range(pieces)]
    return [*sizes[:-1], sizes[-1] + rest]
