"""The best order of one resident's blocks at given prices, exactly.

Dynamic programming over how many blocks of each type are done. Blocks follow each other without a gap, so that what is
done tells the time, and whatever adds up over blocks and their begin is a price: places, fixed and forbidden months,
changes against a published plan. All residents whose blocks have the same lengths, counts and stages share a space.
"""

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Shape = tuple[tuple[int, int, int], ...]  # stage, length, count of each type
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]

MOST_STATES = 1_000_000
KEPT_SPACES = 200


class TooManyOrders(ValueError):
    """Somebody's blocks (the text says whose) can be ordered in so many ways that no memory holds them."""


class Layer(NamedTuple):
    """The states at one position and the steps that lead to them, as slices of the arrays of the space."""

    states: slice
    before: Integers  # the state that each step comes from
    price: Integers  # type × positions + position of its begin
    starts: Integers  # where the steps to each state begin


class Space:
    """All states that a sequence may pass through. A position counts slots worked; the last is `positions`."""

    def __init__(self, shape: Shape, month: int, worked: int) -> None:
        self.positions = sum(length * count for _, length, count in shape)
        phase = worked if any(length % month for _, length, _ in shape) else 0  # nothing else could fill the month up
        steps = _leading_to_the_end(*_steps(shape, self.positions, month, phase))
        self.layers = _layers(steps)
        self.states = 1 + sum(len(layer.starts) for layer in self.layers)
        self.possible = bool(self.layers) or not shape

    def best(self, prices: Floats) -> tuple[float, tuple[int, ...]]:
        """The cheapest order and its price, of `prices` per type and position; infinite: there is none."""
        if not self.possible:
            return np.inf, ()
        flat, cost = prices.ravel(), np.zeros(self.states)
        for layer in self.layers:
            paid = cost.take(layer.before) + flat.take(layer.price)
            cost[layer.states] = np.minimum.reduceat(paid, layer.starts)
        return float(cost[-1]), self._back(flat, cost) if np.isfinite(cost[-1]) else ()

    def _back(self, flat: Floats, cost: Floats) -> tuple[int, ...]:
        """The order that led to the last state, read backwards."""
        order, state = [], self.states - 1
        for layer in reversed(self.layers):
            row = state - layer.states.start
            if row >= 0:
                steps = slice(layer.starts[row], layer.starts[row + 1] if row + 1 < len(layer.starts) else None)
                before, price = layer.before[steps], layer.price[steps]
                chosen = np.argmin(cost.take(before) + flat.take(price))
                state = int(before[chosen])
                order.append(int(price[chosen]) // self.positions)
        return tuple(reversed(order))

    def windows(self, allowed: Truths) -> Truths:
        """Where (type × position) a block may begin in some whole sequence of allowed begins."""
        flat = allowed.ravel()
        reached = np.zeros(self.states, dtype=bool)
        reached[0] = True
        for layer in self.layers:
            reached[layer.states] = np.logical_or.reduceat(
                reached.take(layer.before) & flat.take(layer.price), layer.starts
            )
        completes, used = np.zeros(self.states, dtype=bool), np.zeros(flat.size, dtype=bool)
        completes[-1] = reached[-1]
        for layer in reversed(self.layers):
            counts = np.diff(layer.starts, append=len(layer.before))
            taken = reached.take(layer.before) & flat.take(layer.price) & np.repeat(completes[layer.states], counts)
            completes[layer.before[taken]] = True
            used[layer.price[taken]] = True
        return used.reshape(allowed.shape)


@lru_cache(maxsize=KEPT_SPACES)
def space(shape: Shape, month: int, phase: int) -> Space:
    """The space of a shape; `phase`: slots already worked of a month that has begun."""
    return Space(shape, month, phase)


def _steps(shape: Shape, positions: int, month: int, worked: int) -> tuple[list[list[Integers]], list[int]]:
    """Per position the steps (state before, state after, price) that lead there, and the number of its states.

    States are numbered from position to position. A block of whole months begins after whole months.
    """
    counts = np.array([count for _, _, count in shape], dtype=np.int64)
    if _at_most(shape) > 4 * MOST_STATES:
        raise TooManyOrders
    strides = np.concatenate([[1], np.cumprod(counts + 1)[:-1]]) if len(shape) else counts
    ready = [_complete_before(shape, j) for j in range(len(shape))]
    coming: list[list[tuple[Integers, Integers, int]]] = [[] for _ in range(positions + 1)]
    steps: list[list[Integers]] = []
    sizes: list[int] = []
    first = 0
    for position in range(positions + 1):
        codes = np.unique(
            np.concatenate([after for _, after, _ in coming[position]] or [np.zeros(int(position == 0), int)])
        )
        steps.append(_joined(coming[position], codes, first))
        coming[position] = []
        done = codes[:, None] // strides % (counts + 1)
        for j, (_, length, count) in enumerate(shape):
            if length % month or (position + worked) % month == 0:
                fit = (done[:, j] < count) & (done[:, ready[j]] == counts[ready[j]]).all(axis=1)
                found = np.flatnonzero(fit)
                if len(found):
                    price = j * positions + position
                    coming[position + length].append((found + first, codes[found] + strides[j], price))
        sizes.append(len(codes))
        first += len(codes)
        if first > MOST_STATES:
            raise TooManyOrders
    return steps, sizes


def _at_most(shape: Shape) -> int:
    """The states of all stages, reached or not."""
    stages = sorted({stage for stage, _, _ in shape})
    return sum(math.prod(count + 1 for own, _, count in shape if own == stage) for stage in stages)


def _complete_before(shape: Shape, j: int) -> list[int]:
    """The types of earlier stages than this one's."""
    return [k for k, other in enumerate(shape) if other[0] < shape[j][0]]


def _joined(coming: list[tuple[Integers, Integers, int]], codes: Integers, first: int) -> list[Integers]:
    """Steps to one position as three arrays, in the order of the states that they lead to."""
    before = np.concatenate([before for before, _, _ in coming] or [codes[:0]])
    after = np.searchsorted(codes, np.concatenate([after for _, after, _ in coming] or [codes[:0]])) + first
    price = np.concatenate([np.full(len(states), price) for states, _, price in coming] or [codes[:0]])
    order = np.argsort(after, kind="stable")
    return [before[order], after[order], price[order]]


def _leading_to_the_end(steps: list[list[Integers]], sizes: list[int]) -> list[list[Integers]]:
    """The same without states from which the blocks cannot all be done; those left are numbered anew."""
    if not sizes[-1]:
        return []
    alive = np.zeros(sum(sizes), dtype=bool)
    alive[-1] = True
    for before, after, _ in reversed(steps):
        alive[before[alive[after]]] = True
    number = np.cumsum(alive) - 1
    return [
        [number[before[alive[after]]], number[after[alive[after]]], price[alive[after]]]
        for before, after, price in steps
    ]


def _layers(steps: list[list[Integers]]) -> list[Layer]:
    """Of every position that has states."""
    found = []
    for before, after, price in steps:
        if len(after):
            starts = np.flatnonzero(np.diff(after, prepend=-1))
            found.append(Layer(slice(int(after[0]), int(after[-1]) + 1), before, price, starts))
    return found
