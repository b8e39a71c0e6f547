"""After a leave: as few others as possible are moved (ROT-20)."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.kit.rotations.small import hospitals, plans
from xinglin.kit.rotations.check import objections, violation
from xinglin.kit.rotations.explain import contradictions
from xinglin.kit.rotations.model import Hospital, Resident, counted
from xinglin.kit.rotations.replan import Replanning, frozen, on_leave, replan
from xinglin.kit.rotations.search import Limits, plan

pytestmark = pytest.mark.spec("ROT-20")
SHORT = Limits(sweeps=2, repairs=200, even_sweeps=0, seconds=1e9)


@given(hospitals(months=[1]), st.integers(0, 3), st.integers(0, 2), st.integers(1, 2))
@settings(max_examples=80, deadline=None, derandomize=True)
def test_nobody_else_moves_unless_it_is_proven_that_somebody_must(
    small: Hospital, now: int, later: int, months: int
) -> None:
    assume(not contradictions(small))
    *_, last = plan(small, 1, SHORT)
    assert last.best is not None
    old, published = frozen(small, last.best, now)
    assert published.runs(old) == last.best.runs(small)
    leave = (0, now + later, now + later + months)
    new = replace(old, residents=(on_leave(old.residents[0], *leave[1:]), *old.residents[1:]))
    assume(not contradictions(new))
    found = replan(small, last.best, now, [leave], 1, SHORT)
    runs = found.plan.runs(found.hospital)
    assert [*objections(new, runs)] == []
    assert found.violation == violation(new, runs)
    assert found.published == last.violation
    mine = {tuple(run[0]): exceeded for plan_, run, exceeded in plans(new) if plan_.orders[1:] == published.orders[1:]}
    if min(mine.values()) <= found.published:
        assert (found.others, found.least_others) == ((), 0)
        assert found.violation <= found.published
    else:
        assert found.least_others == 1
        assert found.others or found.violation > found.published
    others = range(1, len(small.residents))
    assert set(found.others) == {n for n in others if runs[n] != published.runs(old)[n]}
    stopped = Replanning(small, last.best, now, [leave], 1, SHORT)
    told = next(stopped.run())  # whoever stops at once has a sound plan
    stopped.settle()
    early = stopped.result()
    runs = early.plan.runs(early.hospital)
    assert (early.others, early.violation, [*objections(new, runs)]) == ((), told.violation, [])
    assert violation(new, runs) == early.violation >= found.violation


def test_what_is_missed_on_leave_is_worked_after_the_end() -> None:
    one = Resident("r", "学员", counted([(1, 2, 0), (1, 2, 1)]), (0, 1, 2, 3))
    assert on_leave(one, 1, 3).calendar == (0, 3, 4, 5)
    assert on_leave(one, 3, 6).calendar == (0, 1, 2, 6)
    assert on_leave(one, 4, 6).calendar == (0, 1, 2, 3)
