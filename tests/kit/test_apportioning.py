"""Shares that add up."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from xinglin.kit.apportioning import apportion

HALF = Decimal("0.5")
WEIGHTS = st.lists(st.integers(0, 56).map(lambda halves: halves * HALF), min_size=1, max_size=30).filter(any)


def test_shares_follow_the_proportions() -> None:
    assert apportion([Decimal(6), Decimal(3), Decimal(0)], Decimal(6), HALF) == [4, 2, 0]
    assert apportion([Decimal(1)] * 3, Decimal(1), HALF) == [HALF, HALF, 0]  # the first of equals


@given(WEIGHTS, st.integers(0, 80))
def test_shares_add_up_and_are_less_than_a_unit_off(weights: list[Decimal], halves: int) -> None:
    total = halves * HALF
    shares = apportion(weights, total, HALF)
    assert sum(shares) == total
    for weight, share in zip(weights, shares, strict=True):
        assert share % HALF == 0
        assert abs(share - weight * total / sum(weights)) < HALF
        assert weight or not share
