"""How full departments are, what one more resident costs there, and the plan under work (ROT-20)."""

from collections.abc import Sequence

import numpy as np

from xinglin.kit.rotations.model import Hospital, Plan, Resident
from xinglin.kit.rotations.sequence import Floats, Integers, Space, TooManyOrders, Truths, space

PAUSE = 0.25  # of a place: what a block interrupted by leave costs
ROOM = 1 << 30  # no limit: for blocks without a department, and after the last slot that counts


class Seat:
    """A resident made ready for the search: the space of orders, and where each block at each position stands.

    Cells are numbered department × (slots + 1) + slot; the last row is no department, the last column after the plan.
    """

    def __init__(self, resident: Resident, hospital: Hospital) -> None:
        self.resident = resident
        left = resident.calendar[resident.begun :]
        shape = tuple((stage, length, count) for stage, length, count, _ in resident.blocks)
        self.space: Space = space(shape, hospital.month, (resident.worked + resident.begun) % hospital.month)
        self.days = np.minimum(np.array(left, dtype=np.int64), hospital.slots)
        self.rows = np.array([department for *_, department in resident.blocks], dtype=np.int64)
        self.rows %= len(hospital.departments) + 1
        self.lengths = np.array([length for _, length, *_ in resident.blocks], dtype=np.int64)
        self.width = hospital.slots + 1
        self.cells = self.rows[:, None] * self.width + self.days
        begins, width = np.arange(len(left)), len(left) + 1
        ends = begins + self.lengths[:, None]
        self.inside = ends < width
        self._ends = np.minimum(ends, len(left)) + np.arange(len(self.rows))[:, None] * width
        self.standing = self._standing(hospital)

    def _standing(self, hospital: Hospital) -> Floats:
        """What does not change while planning: forbidden months and locks (infinite), interruptions by leave."""
        barred = np.zeros((len(hospital.departments) + 1, self.width), dtype=bool)
        for department, slot in self.resident.locks:
            barred[:, slot] = True
            barred[department, slot] = False
        for department, slot in self.resident.forbidden:
            barred[department, slot] = True
        left = np.array(self.resident.calendar[self.resident.begun :], dtype=np.int64)
        gaps = np.diff(left, append=left[-1:] + 1) - 1
        gap_before = np.concatenate([[0], np.cumsum(gaps)])  # gaps after the slots before each position
        last = np.minimum(np.arange(len(left)) + self.lengths[:, None] - 1, max(len(left) - 1, 0))
        paused = gap_before[last] > gap_before[np.arange(len(left))] if len(left) else np.zeros_like(last, dtype=bool)
        prices = self.over_blocks(barred.ravel().astype(float))
        return np.where(self.inside & (prices < 1), PAUSE * paused, np.inf)

    def over_blocks(self, price: Floats) -> Floats:
        """The price of every block at every position, of prices of cells."""
        sums = np.zeros((len(self.rows), len(self.days) + 1))
        np.cumsum(price.take(self.cells), axis=1, out=sums[:, 1:])
        return sums.take(self._ends) - sums[:, :-1]

    def rows_of(self, order: Sequence[int]) -> Integers:
        """The department of every slot of the calendar."""
        chosen = np.array(order, dtype=np.int64)
        return np.repeat(self.rows[chosen], self.lengths[chosen])

    @property
    def allowed(self) -> Truths:
        """Where (type × position) a block may begin at all."""
        return np.isfinite(self.standing)


def _seat(resident: Resident, hospital: Hospital) -> Seat:
    try:
        return Seat(resident, hospital)
    except TooManyOrders:
        raise TooManyOrders(resident.name) from None


class Board:
    """The plan under work: who is where, and how full every cell is. Residents are numbers."""

    def __init__(self, hospital: Hospital) -> None:
        self.hospital = hospital
        self.seats = [_seat(resident, hospital) for resident in hospital.residents]
        self.shape = (len(hospital.departments) + 1, hospital.slots + 1)
        self.most = np.full(self.shape, ROOM, dtype=np.int64)
        self.least = np.zeros(self.shape, dtype=np.int64)
        for row, department in enumerate(hospital.departments):
            self.most[row, :-1] = department.most
            self.least[row, :-1] = department.least
        self.load = fixed_load(hospital)
        self.orders: list[tuple[int, ...]] = [()] * len(self.seats)
        self.at = np.full((len(self.seats), self.shape[1]), self.shape[0])  # resident, slot → department planned
        self.has = np.zeros((len(self.seats), self.shape[0]), dtype=bool)  # resident, department → planned at all
        for number, seat in enumerate(self.seats):
            self.has[number, seat.rows] = True

    def put(self, resident: int, order: tuple[int, ...]) -> None:
        """Give an order to a resident who has none."""
        seat = self.seats[resident]
        rows = seat.rows_of(order)
        self.orders[resident] = order
        self.at[resident, seat.days] = rows
        self.load[rows, seat.days] += 1

    def take(self, resident: int) -> tuple[int, ...]:
        """Take the order away again."""
        seat, order = self.seats[resident], self.orders[resident]
        self.load[seat.rows_of(order), seat.days] -= 1
        self.at[resident] = self.shape[0]
        return order

    def put_all(self, plan: Plan) -> None:
        """Lay out a plan on an empty board."""
        for resident, order in enumerate(plan.orders):
            self.put(resident, order)

    @property
    def excess(self) -> Integers:
        """Residents too many or too few in each cell, without sign."""
        return np.maximum(self.load - self.most, 0) + np.maximum(self.least - self.load, 0)

    @property
    def violation(self) -> int:
        """Places exceeded or unfilled, in person-slots: the first thing to be small."""
        return int(self.excess.sum())

    def plan(self) -> Plan:
        """As it stands."""
        return Plan(tuple(self.orders))


def fixed_load(hospital: Hospital) -> Integers:
    """What fixed runs alone put into each cell."""
    load = np.zeros((len(hospital.departments) + 1, hospital.slots + 1), dtype=np.int64)
    for resident in hospital.residents:
        begin = 0
        for department, length in resident.fixed:
            for slot in resident.calendar[begin : begin + length]:
                load[department, min(slot, hospital.slots)] += 1
            begin += length
    return load


def reference(hospital: Hospital) -> Floats:
    """The mean load of each cell: every block spread evenly over its stage's part of its resident's calendar."""
    load = fixed_load(hospital).astype(float)
    for resident in hospital.residents:
        begin = resident.begun
        for stage in sorted({block.stage for block in resident.blocks}):
            here = [block for block in resident.blocks if block.stage == stage]
            total = sum(block.length * block.times for block in here)
            slots = np.minimum(resident.calendar[begin : begin + total], hospital.slots)
            for block in here:
                np.add.at(load[block.department], slots, block.length * block.times / total)
            begin += total
    return load
