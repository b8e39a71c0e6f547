"""Recruitment of two provinces that differ in everything: batches in every stage, plans, and what follows from them.

`STEPS` run in this order, while all windows of all batches are open; then each batch gets its true dates, and `LATER`
does what is only allowed in them.
"""

from collections.abc import Callable
from typing import Any

from xinglin.demo.founding import Places
from xinglin.demo.planner import analyze
from xinglin.demo.recruitment.admitting import admit_applicants
from xinglin.demo.recruitment.applying import apply_for_places
from xinglin.demo.recruitment.following import follow
from xinglin.demo.recruitment.running import apply_for_matching, match_first_round, run_matching
from xinglin.demo.recruitment.setup import Recruitment, set_up, settle

STEPS: tuple[Callable[[Recruitment], Any], ...] = (
    apply_for_places,
    admit_applicants,
    apply_for_matching,
    match_first_round,
)
LATER: tuple[Callable[[Recruitment], Any], ...] = (run_matching, follow)


def recruit(places: Places) -> int:
    """Everything; how many batches there are."""
    made = set_up(places)
    for step in STEPS:
        analyze()
        step(made)
    settle(made)
    for step in LATER:
        analyze()
        step(made)
    return len(made.batches)
