"""Finds a plan for everybody and says how far it is from the best possible (ROT-20).

Residents get their exact best order one after another at the prices of the places left, then again in sweeps. What is
still exceeded is repaired where the bound allows less: somebody leaves an exceeded cell, and cells that stay exceeded
become dearer (breakout). Last, the load is made even. Same hospital, seed and numbers of steps: same plan.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from xinglin.kit.rotations.evenness import marginal, unevenness
from xinglin.kit.rotations.load import Board, reference
from xinglin.kit.rotations.model import Hospital, Plan
from xinglin.kit.rotations.proof import Proof
from xinglin.kit.rotations.sequence import Floats

CROWDING = 0.02  # of a place: what a cell filled up to its maximum costs more than an empty one
NOISE = 0.02  # of a place: so that equal orders are tried in turn
DEARER = 0.01  # of a place: the rise of the price of a cell that stays exceeded
FADING, FADES_EVERY = 0.9, 50
STALE = 200  # repairs without success before departments are looked at together, and before the best plan is taken up
SECONDS_BETWEEN_REPORTS = 0.5
KEEPING = 20.0  # of a place, while the load is made even


@dataclass(frozen=True)
class Limits:
    """Seconds of wall clock end a run between two steps; the numbers of steps make it repeatable."""

    seconds: float = 30.0
    sweeps: int = 2
    repairs: int = 1_000_000
    even_sweeps: int = 2


@dataclass(frozen=True)
class Progress:
    """`violation` and its proven `bound` in person-slots; `unevenness` as `evenness` tells; `steps` repairs so far."""

    phase: str
    seconds: float
    steps: int
    violation: int
    bound: int
    unevenness: float
    best: Plan | None  # None until everybody has been placed once


class NoOrder(ValueError):
    """A resident's blocks fit no order: what is fixed and forbidden contradicts itself (`explain` says what)."""

    def __init__(self, resident: int) -> None:
        super().__init__(resident)
        self.resident = resident


def plan(hospital: Hospital, seed: int = 1, limits: Limits | None = None) -> Iterator[Progress]:
    """A better plan at every step; the last is the result, and the caller may stop before by closing.

    Raises NoOrder for a resident who cannot be planned at all, TooManyOrders (`sequence`) for one beyond all memory.
    """
    return Search(hospital, seed, limits or Limits()).run()


class Search:
    """One run: the plan under work, the best so far, and what is proven."""

    def __init__(self, hospital: Hospital, seed: int, limits: Limits) -> None:
        self.hospital, self.limits = hospital, limits
        self.started = self.reported = time.perf_counter()
        self.random = np.random.default_rng(seed)
        self.board = Board(hospital)
        self.weights = np.ones(self.board.shape)
        self.room = np.maximum(self.board.most, 0.5)
        self.mean = reference(hospital)
        self.proof = Proof(hospital)
        self.steps = 0
        self.best: Plan | None = None
        self.value, self.uneven = 0, 0.0
        self.enough = 0  # a violation with which repairing may end

    def run(self) -> Iterator[Progress]:
        """Construct, sweep, repair, even out."""
        for resident in self.random.permutation(len(self.board.seats)).tolist():
            self.insert(resident)
            yield from self.report("construct", only_if_due=True)
        self.keep()
        yield from self.report("construct")
        yield from self.sweep()
        yield from self.repair()
        yield from self.even()
        yield from self.report("done")

    def insert(self, resident: int, noise: float = 0.0) -> None:
        """Give a resident the best order at the present prices."""
        self.place(resident, self.prices() + CROWDING * (2 * self.board.load + 1) / self.room, noise)

    def prices(self) -> Floats:
        """What one more resident in a cell adds to the violation, at the cell's weight."""
        load = self.board.load
        return self.weights * ((load >= self.board.most).astype(float) - (load < self.board.least))

    def place(self, resident: int, prices: Floats, noise: float = 0.0) -> None:
        """Give a resident the best order at these prices and what stands against some orders anyway."""
        seat = self.board.seats[resident]
        costs = seat.over_blocks(prices) + seat.standing
        if noise:
            costs += noise * self.random.random(costs.shape)
        cost, order = seat.space.best(costs)
        if not np.isfinite(cost):
            raise NoOrder(resident)
        self.board.put(resident, order)

    def sweep(self) -> Iterator[Progress]:
        """Everybody's best response in turn, while places are exceeded."""
        for _ in range(self.limits.sweeps):
            if not self.value:
                return
            for resident in self.random.permutation(len(self.board.seats)).tolist():
                self.board.take(resident)
                self.insert(resident)
                yield from self.report("sweep", only_if_due=True)
            self.keep()
            yield from self.report("sweep")

    def repair(self) -> Iterator[Progress]:
        """Until the violation is the proven bound, or the limits are reached."""
        fruitless = 0
        while self.steps < self.limits.repairs and self.in_time():
            self.proof.look_at(self.board.excess)
            if self.value <= max(self.proof.bound, self.enough):
                break
            self._move()
            fruitless += 1
            if self.board.violation < self.value:
                self.keep()
                fruitless = 0
                yield from self.report("repair")
            if fruitless and fruitless % STALE == 0:
                self.take_up_the_best()
                self.proof.look_at_together(self.board.excess)
                yield from self.report("prove", only_if_due=True)
            yield from self.report("repair", only_if_due=True)
        self.take_up_the_best()

    def _move(self) -> None:
        """One resident leaves a cell too full, or comes to one too empty, where less is not known to be impossible."""
        self.steps += 1
        excess = self.board.excess * self.proof.open(self.board.excess)[:, None]
        exceeded = np.flatnonzero(excess)
        if not len(exceeded):
            return
        pressing = (self.weights * excess).ravel()[exceeded]
        cell = int(self.random.choice(exceeded, p=pressing / pressing.sum()))
        row, slot = divmod(cell, self.board.shape[1])
        here = self.board.at[:, slot] == row
        too_full = self.board.load[row, slot] > self.board.most[row, slot]
        movable = np.flatnonzero(here if too_full else self.board.has[:, row] & ~here)
        if len(movable):
            resident = int(self.random.choice(movable))
            self.board.take(resident)
            self.insert(resident, NOISE)
        self.weights[excess > 0] += DEARER
        if self.steps % FADES_EVERY == 0:
            self.weights = 1 + (self.weights - 1) * FADING

    def even(self) -> Iterator[Progress]:
        """Spread the load, first everywhere and then at the peaks; no place more is exceeded (ROT-20)."""
        for power in (2, 8):
            for _ in range(self.limits.even_sweeps):
                for resident in self.random.permutation(len(self.board.seats)).tolist():
                    if self.in_time():
                        self._even_out(resident, power)
                        yield from self.report("even", only_if_due=True)
                if unevenness(self.board.load, self.mean) < self.uneven:
                    self.keep()
                yield from self.report("even")

    def _even_out(self, resident: int, power: int) -> None:
        self.weights = np.ones(self.board.shape)
        violation = self.board.violation
        old = self.board.take(resident)
        self.place(resident, KEEPING * self.prices() + marginal(self.board.load, self.mean, power))
        if self.board.violation > violation:
            self.board.take(resident)
            self.board.put(resident, old)

    def keep(self) -> None:
        """The plan under work is the best."""
        self.best, self.value = self.board.plan(), self.board.violation
        self.uneven = unevenness(self.board.load, self.mean)

    def take_up_the_best(self) -> None:
        """The best is the plan under work."""
        assert self.best is not None  # noqa: S101 -- construction has kept one
        for resident, order in enumerate(self.best.orders):
            if self.board.orders[resident] != order:
                self.board.take(resident)
                self.board.put(resident, order)

    def in_time(self) -> bool:
        """Are seconds left?"""
        return time.perf_counter() - self.started < self.limits.seconds

    def report(self, phase: str, *, only_if_due: bool = False) -> Iterator[Progress]:
        """How far it is, unless that was told a moment ago."""
        now = time.perf_counter()
        if not only_if_due or now - self.reported > SECONDS_BETWEEN_REPORTS:
            self.reported = now
            seconds = now - self.started
            yield Progress(phase, seconds, self.steps, self.value, self.proof.bound, self.uneven, self.best)
