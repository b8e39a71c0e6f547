"""Dividing a whole among parts in given proportions, in steps of a unit, so that the shares add up to it."""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal


def apportion(weights: Sequence[Decimal], total: Decimal, unit: Decimal) -> list[Decimal]:
    """Shares of `total`, each a multiple of `unit`, by the largest remainder (Hamilton); the first of equals wins.

    `total` must be a multiple of `unit`, weights not negative and not all nothing. A part without weight gets nothing.
    """
    whole = sum(weights)
    exact = [weight * total / whole / unit for weight in weights]
    floors = [share.to_integral_value(ROUND_FLOOR) for share in exact]
    left = int(total / unit - sum(floors))
    order = sorted(range(len(weights)), key=lambda index: (floors[index] - exact[index], index))
    for index in order[:left]:
        floors[index] += 1
    return [floor * unit for floor in floors]
