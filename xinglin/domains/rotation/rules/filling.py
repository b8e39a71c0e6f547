"""Laying a resident's departments into time, one after the other (ROT-02).

A simple cyclic filling: within each stage the order stays that of the standard, begun at the place where, all things
told, departments are least crowded. It never refuses and proves nothing; what does not come out right is told as a
conflict. The optimising planner takes over from here (ROT-20).
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from xinglin.kit.apportioning import apportion

TOO_MANY, NOT_THERE = 100, 10_000  # prices of a half month above capacity, and of a forbidden one


@dataclass(frozen=True)
class Block:
    """So many half months in a department for a line of the standard; stages follow each other."""

    department: int
    line: int
    half_months: int
    stage: int


Most = Callable[[int, int], int | None]  # (department, month) → how many it takes
IsFree = Callable[[int, int], bool]  # (department, half month): may the resident be there?


class Load:
    """How many residents are in a department in a half month, counted while plans are laid."""

    def __init__(self, most: Most) -> None:
        self.most = most
        self.taken: dict[tuple[int, int], int] = defaultdict(int)

    def put(self, department: int, first: int, half_months: int) -> None:
        """Count one more."""
        for slot in range(first, first + half_months):
            self.taken[department, slot] += 1

    def price(self, department: int, first: int, half_months: int, is_free: IsFree) -> int:
        """What one more there would cost."""
        price = 0
        for slot in range(first, first + half_months):
            taken, most = self.taken[department, slot], self.most(department, slot // 2)
            price += taken + TOO_MANY * (most is not None and taken >= most)
            price += 0 if is_free(department, slot) else NOT_THERE
        return price


def blocks_of(
    lines: Sequence[tuple[int, int, int]], served: Mapping[int, Sequence[tuple[int, int]]]
) -> tuple[list[Block], list[int]]:
    """Blocks of a resident, and the lines that no department serves.

    `lines`: (line, stage, half months he needs); `served`: line → (department, its share), shared out in proportion.
    """
    blocks, unserved = [], []
    for line, stage, half_months in lines:
        shares = [(department, share) for department, share in served.get(line, ()) if share]
        if not shares and half_months:
            unserved.append(line)
        elif half_months:
            weights = [Decimal(share) for _, share in shares]
            parts = apportion(weights, Decimal(half_months), Decimal(1))
            blocks += [Block(d, line, int(n), stage) for (d, _), n in zip(shares, parts, strict=True) if n]
    return blocks, unserved


def lay(blocks: Sequence[Block], first: int, end: int, load: Load, is_free: IsFree) -> list[tuple[Block, int]]:
    """(block, its first half month) from `first` on, and counted into the load; what would end after `end` is left."""
    laid: list[tuple[Block, int]] = []
    for stage in sorted({block.stage for block in blocks}):
        own = [block for block in blocks if block.stage == stage]
        turns = [_in_order([*own[n:], *own[:n]], first) for n in range(len(own))]
        best = min(turns, key=lambda turn: _price(turn, end, load, is_free))
        first = best[-1][1] + best[-1][0].half_months
        for block, begin in best:
            if begin + block.half_months <= end:
                load.put(block.department, begin, block.half_months)
                laid.append((block, begin))
    return laid


def _in_order(blocks: Sequence[Block], first: int) -> list[tuple[Block, int]]:
    laid = []
    for block in blocks:
        laid.append((block, first))
        first += block.half_months
    return laid


def _price(turn: Sequence[tuple[Block, int]], end: int, load: Load, is_free: IsFree) -> int:
    return sum(
        load.price(block.department, begin, block.half_months, is_free)
        for block, begin in turn
        if begin + block.half_months <= end
    )
