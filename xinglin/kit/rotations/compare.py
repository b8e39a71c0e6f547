"""Plans side by side: what each is like, and who is where else in the other (ROT-21)."""

from dataclasses import dataclass

import numpy as np

from xinglin.kit.rotations.evenness import unevenness
from xinglin.kit.rotations.load import Board, reference
from xinglin.kit.rotations.model import Cell, Hospital, Plan, Run


@dataclass(frozen=True)
class Figures:
    """`beyond`: residents too many (+) or too few (−) in each cell beyond its limits; `interrupted`: blocks cut by
    leave."""

    violation: int
    beyond: tuple[tuple[Cell, int], ...]
    unevenness: float
    interrupted: int


def figures(hospital: Hospital, plan: Plan) -> Figures:
    """What one plan is like, in residents and person-slots."""
    board = Board(hospital)
    board.put_all(plan)
    signed = np.maximum(board.load - board.most, 0) - np.maximum(board.least - board.load, 0)
    beyond = tuple(((int(d), int(t)), int(signed[d, t])) for d, t in np.argwhere(signed))
    interrupted = sum(run.slots[-1] - run.slots[0] >= len(run.slots) for runs in plan.runs(hospital) for run in runs)
    return Figures(board.violation, beyond, unevenness(board.load, reference(hospital)), interrupted)


def differences(hospital: Hospital, one: Plan, other: Plan) -> dict[int, tuple[int, ...]]:
    """Resident → slots spent elsewhere in the other plan; who is always at the same place is left out."""
    pairs = zip(one.runs(hospital), other.runs(hospital), strict=True)
    found = {}
    for number, (before, after) in enumerate(pairs):
        elsewhere = set(_cells(before)) - set(_cells(after))
        if elsewhere:
            found[number] = tuple(sorted(slot for _, slot in elsewhere))
    return found


def _cells(runs: list[Run]) -> list[Cell]:
    return [(run.department, slot) for run in runs for slot in run.slots]
