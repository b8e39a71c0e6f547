"""After a leave: the published plan again with as few changes as possible (ROT-20).

What has begun stays. First the resident alone is planned anew, which is exact: if that is not enough, somebody else
must move, and that is proven. Then one other is moved with them, then whoever it takes, and who can goes back.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from xinglin.kit.rotations.check import violation
from xinglin.kit.rotations.model import Hospital, Plan, Resident, counted, runs
from xinglin.kit.rotations.search import KEEPING, Limits, Progress, Search

CHANGE = 0.05  # of a place: what it costs that a slot is spent elsewhere than published
LIMITS = Limits(repairs=300)  # no hospital of the bench was mended by thirty seconds more


@dataclass(frozen=True)
class Replanned:
    """`hospital` and `plan` from now on. `others`: residents, other than those on leave, who are moved; at least
    `least_others` must be, by proof. `violation` is to be compared with the `published` one, in person-slots."""

    hospital: Hospital
    plan: Plan
    others: tuple[int, ...]
    changed: int  # slots that these others spend elsewhere than published
    least_others: int
    violation: int
    published: int


def frozen(hospital: Hospital, plan: Plan, now: int) -> tuple[Hospital, Plan]:
    """The same hospital and plan, where everything that begins before slot `now` is fixed."""
    pairs = [_frozen(one, order, now) for one, order in zip(hospital.residents, plan.orders, strict=True)]
    return replace(hospital, residents=tuple(one for one, _ in pairs)), Plan(tuple(order for _, order in pairs))


def _frozen(resident: Resident, order: tuple[int, ...], now: int) -> tuple[Resident, tuple[int, ...]]:
    begun = [(run.department, len(run.slots)) for run in runs(resident, order) if run.slots[0] < now]
    stretches = [(b.stage, b.length, b.department) for b in (resident.blocks[j] for j in order)]
    left = stretches[len(begun) - len(resident.fixed) :] if len(begun) > len(resident.fixed) else stretches
    fixed = tuple(begun) if len(begun) > len(resident.fixed) else resident.fixed
    blocks = counted(left)
    places = {(block.stage, block.length, block.department): j for j, block in enumerate(blocks)}
    later = set(resident.calendar[sum(length for _, length in fixed) :])
    locks = tuple(cell for cell in resident.locks if cell[1] in later)
    return replace(resident, blocks=blocks, fixed=fixed, locks=locks), tuple(places[stretch] for stretch in left)


def on_leave(resident: Resident, first: int, end: int) -> Resident:
    """Absent from slot `first` up to and without `end`: what is missed is worked after the last slot."""
    missed = sum(first <= slot < end for slot in resident.calendar)
    last = max(resident.calendar[-1], end - 1) if missed else 0
    worked = [slot for slot in resident.calendar if not first <= slot < end]
    return replace(resident, calendar=(*worked, *range(last + 1, last + 1 + missed)))


def replan(
    hospital: Hospital,
    plan: Plan,
    now: int,
    leaves: Iterable[tuple[int, int, int]],
    seed: int = 1,
    limits: Limits | None = None,
) -> Replanned:
    """The plan after leaves (resident, first slot, end) that begin in slot `now` or later. Raises as `search.plan`.

    `limits`: LIMITS unless told.
    """
    replanning = Replanning(hospital, plan, now, leaves, seed, limits)
    for _ in replanning.run():
        pass
    replanning.settle()
    return replanning.result()


class Replanning:
    """The search on the new hospital, with the published plan laid out; `enough` is the published violation.

    `run` goes on until nothing is left to do; whoever asks may stop it. `result` is the best so far, `settle` ends it.
    """

    def __init__(
        self,
        hospital: Hospital,
        plan: Plan,
        now: int,
        leaves: Iterable[tuple[int, int, int]],
        seed: int = 1,
        limits: Limits | None = None,
    ) -> None:
        old, self.plan = frozen(hospital, plan, now)
        residents, absent = list(old.residents), set()
        for resident, first, end in sorted(leaves):
            residents[resident] = on_leave(residents[resident], first, end)
            absent.add(resident)
        self.hospital, self.absent = replace(old, residents=tuple(residents)), sorted(absent)
        laid = self.plan.runs(old)
        self.published = violation(old, laid)
        self.search = Search(self.hospital, seed, limits or LIMITS)
        self.search.enough = self.published
        self.board = self.search.board
        self.least_others = 0
        for seat, stretches in zip(self.board.seats, laid, strict=True):
            elsewhere = np.full(self.board.shape, CHANGE)
            for run in stretches:
                elsewhere[run.department, np.minimum(run.slots, old.slots)] = 0
            elsewhere[:, -1] = 0
            seat.standing = seat.standing + seat.over_blocks(elsewhere)
        self.board.put_all(self.plan)

    def run(self) -> Iterator[Progress]:
        """Alone, with one other, with whoever it takes."""
        for resident in self.absent:
            self._move(resident)
        self.search.keep()
        if len(self.absent) > 1:
            for resident in self.absent:
                self._move(resident)
            self.search.keep()
        self.least_others = int(self.search.value > self.published and len(self.absent) == 1)
        yield from self.search.report("alone")
        if self.search.value > self.published:
            yield from self._with_one_other()
        if self.search.value > self.published:
            yield from self.search.repair()
        yield from self.search.report("done")

    def _move(self, resident: int) -> None:
        self.board.take(resident)
        self.search.place(resident, KEEPING * self.search.prices())

    def _with_one_other(self) -> Iterator[Progress]:
        """Those on leave with each resident who is where it is too full, or could be where it is too empty."""
        found: tuple[int, int] | None = None
        for other in self._concerned():
            if not self.search.in_time():
                break
            self.board.take(other)
            for resident in self.absent:
                self._move(resident)
            self.search.place(other, KEEPING * self.search.prices())
            for resident in self.absent:
                self._move(resident)
            cost = (self.board.violation, self._changed(other, self.board.orders[other]))
            if cost[0] <= self.published and (found is None or cost < found):
                found = cost
                self.search.keep()
            self.board.take(other)
            self.board.put(other, self.plan.orders[other])
            yield from self.search.report("pair", only_if_due=True)
        for resident in self.absent:
            self._move(resident)
        self.search.take_up_the_best()

    def _concerned(self) -> list[int]:
        excess = self.board.excess > 0
        full = excess & (self.board.load > self.board.most)
        slots = np.arange(self.board.shape[1])
        there = np.vstack([full, np.zeros(self.board.shape[1], dtype=bool)])[self.board.at, slots].any(axis=1)
        could = (self.board.has & (excess & ~full).any(axis=1)).any(axis=1)
        return [r for r in np.flatnonzero(there | could).tolist() if r not in self.absent]

    def settle(self) -> None:
        """Whoever can go back without a place more being exceeded does; nothing is run after it."""
        self.search.take_up_the_best()
        for resident, order in enumerate(self.plan.orders):
            if resident not in self.absent and self.board.orders[resident] != order:
                moved = self.board.take(resident)
                self.board.put(resident, order)
                if self.board.violation > self.search.value:
                    self.board.take(resident)
                    self.board.put(resident, moved)
        self.search.keep()

    def _changed(self, resident: int, order: tuple[int, ...]) -> int:
        """Slots that a resident would spend elsewhere than published."""
        seat = self.board.seats[resident]
        return int((seat.rows_of(self.plan.orders[resident]) != seat.rows_of(order)).sum())

    def result(self) -> Replanned:
        """The best so far."""
        plan = self.search.best
        assert plan is not None  # noqa: S101 -- `run` keeps one before it first tells of itself
        others = {r: self._changed(r, order) for r, order in enumerate(plan.orders) if r not in self.absent}
        return Replanned(
            self.hospital,
            plan,
            tuple(resident for resident, changed in others.items() if changed),
            sum(others.values()),
            self.least_others,
            self.search.value,
            self.published,
        )
