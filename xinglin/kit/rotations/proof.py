"""What is proven so far about the places that any plan exceeds: gathered while a search runs (ROT-20)."""

from functools import cached_property

import numpy as np

from xinglin.kit.rotations.bounds import Bounds
from xinglin.kit.rotations.model import NEUTRAL, Hospital
from xinglin.kit.rotations.sequence import Integers, Truths

UNKNOWN = -1
SHARED = 0.5  # of the work of either department is done by residents who are in the other as well


class Proof:
    """Departments are looked at alone when first exceeded, with their neighbours where that does not explain all."""

    def __init__(self, hospital: Hospital) -> None:
        self.hospital = hospital
        size = len(hospital.departments) + 1
        self.alone = np.full(size, UNKNOWN)  # department → what it must exceed, looked at alone
        self.part = np.arange(size)  # department → the part that counts for the bound
        self.needs = np.zeros(size, dtype=np.int64)  # part → what it must exceed
        self.tried: set[tuple[int, ...]] = set()

    @cached_property
    def programs(self) -> Bounds:
        """Made when first needed: most re-plannings prove nothing."""
        return Bounds(self.hospital)

    @cached_property
    def neighbours(self) -> list[tuple[int, ...]]:
        """For each department those whose residents are mostly the same, itself among them."""
        return neighbours(self.hospital)

    @property
    def bound(self) -> int:
        """Person-slots that every plan exceeds or leaves unfilled."""
        return int(self.needs.sum())

    def look_at(self, excess: Integers) -> None:
        """Prove the need of each exceeded department that is new."""
        for department in np.flatnonzero(excess.any(axis=1) & (self.alone == UNKNOWN)).tolist():
            self.alone[department] = self.programs.need([department]).violation
            if self.part[department] == department:
                self.needs[department] = max(self.needs[department], self.alone[department])

    def look_at_together(self, excess: Integers) -> None:
        """Prove the need of one group: a department that exceeds more than is explained, with its neighbours."""
        groups = {self._whole(self.neighbours[d]) for d in np.flatnonzero(self.open(excess)).tolist()}
        for group in sorted(groups - self.tried, key=lambda group: (len(group), group)):
            members = list(group)
            if len(group) > 1 and self.open(excess)[members].any() and self._whole(group) == group:
                self.tried.add(group)
                parts = sorted({int(self.part[d]) for d in group})
                found = self.programs.need(group).violation
                if found > self.needs[parts].sum():
                    self.needs[parts] = 0
                    self.part[members] = group[0]
                    self.needs[group[0]] = found
                return

    def _whole(self, group: tuple[int, ...]) -> tuple[int, ...]:
        """A group with all of the parts that it touches."""
        return tuple(np.flatnonzero(np.isin(self.part, self.part[list(group)])).tolist())

    def open(self, excess: Integers) -> Truths:
        """Departments of parts that exceed more than they are proven to need."""
        sums = np.bincount(self.part, excess.sum(axis=1), len(self.part))
        return np.asarray((sums > self.needs)[self.part])

    def groups(self) -> list[tuple[tuple[int, ...], int]]:
        """Departments that must exceed more together than each alone, and how much more."""
        found = [self._whole((part,)) for part in np.flatnonzero(self.needs).tolist()]
        alone = np.maximum(self.alone, 0)
        return [
            (group, int(self.needs[group[0]] - alone[list(group)].sum()))
            for group in found
            if self.needs[group[0]] > alone[list(group)].sum()
        ]


def neighbours(hospital: Hospital) -> list[tuple[int, ...]]:
    """For each department those whose residents are mostly the same, itself among them."""
    work = np.zeros((len(hospital.residents), len(hospital.departments)))
    for number, resident in enumerate(hospital.residents):
        for block in resident.blocks:
            if block.department != NEUTRAL:
                work[number, block.department] += block.length * block.times
    share = work.T @ (work > 0) / np.maximum(work.sum(axis=0), 1)[:, None]
    linked = (np.minimum(share, share.T) >= SHARED) | np.eye(len(share), dtype=bool)
    return [tuple(np.flatnonzero(row).tolist()) for row in linked]
