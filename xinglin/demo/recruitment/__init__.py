"""Recruitment of two provinces that differ in everything: batches in every stage, plans, and what follows from them.

`STEPS` run in this order, while all windows of all batches are open; then each batch gets its true dates.
"""

from collections.abc import Callable
from typing import Any

from xinglin.demo.founding import Places
from xinglin.demo.recruitment.setup import Recruitment, set_up, settle

STEPS: tuple[Callable[[Recruitment], Any], ...] = ()


def recruit(places: Places) -> int:
    """Everything; how many batches there are."""
    made = set_up(places)
    for step in STEPS:
        step(made)
    settle(made)
    return len(made.batches)
