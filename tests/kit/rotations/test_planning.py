"""The planner against every plan there is, on hospitals small enough to try them all (ROT-20)."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bench._hospitals import hospital
from tests.kit.rotations.small import hospitals, orders, plans
from xinglin.kit.rotations.bounds import Bounds
from xinglin.kit.rotations.check import objections, violation
from xinglin.kit.rotations.compare import differences, figures
from xinglin.kit.rotations.explain import contradictions
from xinglin.kit.rotations.load import Board, Seat
from xinglin.kit.rotations.model import Department, Hospital, Plan, Resident, Run, blocks, calendar, counted
from xinglin.kit.rotations.search import Limits, NoOrder, Search, plan
from xinglin.kit.rotations.sequence import Space, TooManyOrders

pytestmark = pytest.mark.spec("ROT-20")
SHORT = Limits(sweeps=2, repairs=300, even_sweeps=1, seconds=1e9)


@given(hospitals(people=1), st.integers(0, 2**32 - 1))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_the_best_order_is_the_best_of_all_orders(small: Hospital, seed: int) -> None:
    seat = Seat(small.residents[0], small)
    random = np.random.default_rng(seed)
    prices = random.random(seat.standing.shape) + np.where(seat.inside, seat.standing, np.inf)
    prices[random.random(prices.shape) < 0.1] = np.inf

    def price(order: tuple[int, ...]) -> float:
        lengths = [small.residents[0].blocks[j].length for j in order]
        return sum(prices[j, sum(lengths[:n])] for n, j in enumerate(order))

    tried = {order: price(order) for order in orders(small, small.residents[0])}
    found, order = seat.space.best(prices)
    assert found == pytest.approx(min(tried.values(), default=np.inf))
    assert np.isinf(found) or tried[order] == pytest.approx(found)
    used = np.zeros(prices.shape, dtype=bool)
    for order, value in tried.items():
        if np.isfinite(value):
            lengths = [small.residents[0].blocks[j].length for j in order]
            used[list(order), [sum(lengths[:n]) for n in range(len(order))]] = True
    assert (seat.space.windows(np.isfinite(prices)) == used).all()


@given(hospitals())
@settings(max_examples=80, deadline=None, derandomize=True)
def test_the_plan_is_the_best_of_all_plans_and_the_bound_below_all(small: Hospital) -> None:
    everything = [exceeded for _, _, exceeded in plans(small)]
    if not everything:
        assert contradictions(small)
        with pytest.raises(NoOrder):
            list(plan(small, 1, SHORT))
        return
    assert not contradictions(small)
    *_, last = plan(small, 1, SHORT)
    assert last.best is not None
    runs = last.best.runs(small)
    assert [*objections(small, runs)] == []
    assert last.bound <= min(everything) == last.violation == violation(small, runs)


@given(hospitals(months=[1]))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_needs_and_relaxations_of_departments_hold_for_every_plan(small: Hospital) -> None:
    everything = [runs for _, runs, _ in plans(small)]
    assume(everything)
    programs = Bounds(small)
    for row, department in enumerate(small.departments):
        loads = [
            np.bincount(
                [
                    slot
                    for one in runs
                    for run in one
                    for slot in run.slots
                    if run.department == row and slot < small.slots
                ],
                minlength=small.slots,
            )
            for runs in everything
        ]
        over = [np.maximum(load - department.most, 0) for load in loads]
        under = [np.maximum(department.least - load, 0) for load in loads]
        assert programs.need([row]).violation <= min(int(a.sum() + b.sum()) for a, b in zip(over, under, strict=True))
        more, less = programs.relaxation(row) or (0, 0)
        assert more + less <= min(int(a.max() + b.max()) for a, b in zip(over, under, strict=True))


def test_same_hospital_seed_and_steps_give_the_same_plan_and_a_sound_one() -> None:
    made = hospital(24, "B", half=True, factor=1.05, nearest=True)
    limits = Limits(seconds=1e9, repairs=60, even_sweeps=1)
    first, again = ([*plan(made, 5, limits)] for _ in range(2))
    assert first[-1].best is not None
    ways = [dict.fromkeys(s.violation for s in steps if s.phase == "repair") for steps in (first, again)]
    assert list(ways[0]) == list(ways[1])  # how often each is told depends on the clock
    assert first[-1].best == again[-1].best
    runs = first[-1].best.runs(made)
    assert [*objections(made, runs)] == []
    assert violation(made, runs) == first[-1].violation >= first[-1].bound
    assert first[-1].steps <= 60


def test_the_load_is_made_even_and_no_place_more_is_exceeded() -> None:
    made = hospital(60, "A", half=False, factor=1.5)
    search = Search(made, 1, Limits(seconds=1e9, repairs=50))
    steps = [*search.run()]
    before = next(step for step in steps if step.phase == "even" or step.best)
    assert steps[-1].violation <= before.violation
    assert steps[-1].unevenness < before.unevenness


def test_who_stops_early_keeps_the_best_so_far() -> None:
    made = hospital(40, "A", half=False, factor=1.0, nearest=True)
    running = plan(made, 1, Limits(seconds=1e9))
    found = next(step for step in running if step.phase == "repair")
    running.close()
    assert found.best is not None
    runs = found.best.runs(made)
    assert [*objections(made, runs)] == []
    assert violation(made, runs) == found.violation


def test_locks_are_kept_and_a_block_without_department_takes_no_place() -> None:
    ward = Department("a", "甲科", (1,) * 4, (0,) * 4)
    other = Department("b", "乙科", (1,) * 4, (0,) * 4)
    todo = counted([(1, 1, 0), (1, 1, 1), (1, 2, -1)])
    people = tuple(Resident(f"r{n}", f"学员{n}", todo, calendar(0, 4), locks=((0, n),)) for n in range(4))
    made = Hospital((ward, other), people, 4)
    *_, last = plan(made, 1, SHORT)
    assert last.best is not None
    runs = last.best.runs(made)
    assert last.violation == 0
    assert [*objections(made, runs)] == []
    assert [next(run.slots for run in one if run.department == 0) for one in runs] == [(0,), (1,), (2,), (3,)]


def test_the_checker_sees_each_thing_that_is_wrong() -> None:
    ward = tuple(Department(key, f"{key}科", (2,) * 6, (0,) * 6) for key in "甲乙")
    one = Resident("r", "学员", counted([(1, 2, 0), (2, 2, 1)]), calendar(0, 6), ((0, 2),), ((1, 5),), ((0, 5),))
    made = Hospital(ward, (one,), 6, 2)
    right = [Run(0, (0, 1)), Run(0, (2, 3)), Run(1, (4, 5))]
    assert [*objections(made, [right])] == []
    swapped = [Run(0, (0, 1)), Run(1, (2, 3)), Run(0, (4, 5))]
    assert [*objections(made, [swapped])] == [
        "学员：第1阶段的科室排在别的阶段",
        "学员：第2阶段的科室排在别的阶段",
        "学员：没有遵守固定的月份",
        "学员：排在了不可安排的月份",
    ]
    assert [*objections(made, [right[:2]])][:2] == [
        "学员：各段轮转与在岗时间不一致",
        "学员：轮转科室或时长与培训计划不一致",
    ]
    assert [*objections(made, [])] == ["方案有0人，应有1人"]
    uneven = replace(one, blocks=counted([(1, 1, 0), (1, 2, 1), (1, 1, 1)]), locks=(), forbidden=())
    late = [Run(0, (0, 1)), Run(0, (2,)), Run(1, (3, 4)), Run(1, (5,))]
    assert [*objections(replace(made, residents=(uneven,)), [late])] == ["学员：整月的轮转没有从整月开始"]
    assert (
        violation(replace(made, departments=(replace(ward[0], most=(1,) * 6, least=(1,) * 6), ward[1])), [right]) == 2
    )


@pytest.mark.spec("ROT-21")
def test_alternatives_are_told_side_by_side() -> None:
    wards = (Department("a", "甲科", (1, 2, 1, 0, 9), (0,) * 5), Department("b", "乙科", (2,) * 5, (1, 0, 0, 0, 0)))
    people = (
        Resident("r0", "学员0", counted([(1, 2, 0), (1, 2, 1)]), (0, 1, 3, 4)),
        Resident("r1", "学员1", counted([(1, 2, 0), (1, 1, 1)]), (0, 1, 2)),
    )
    made = Hospital(wards, people, 5)
    one, other = Plan(((0, 1), (0, 1))), Plan(((1, 0), (0, 1)))
    assert made.residents[1].blocks[0].department == 1
    found = figures(made, one)
    assert (found.violation, found.beyond, found.interrupted) == (0, (), 0)
    found = figures(made, other)
    assert (found.violation, found.beyond, found.interrupted) == (1, (((0, 3), 1),), 0)
    assert differences(made, one, other) == {0: (0, 1, 3, 4)}
    late = replace(made, residents=(replace(people[0], calendar=(0, 2, 3, 4)), people[1]))
    assert figures(late, one).interrupted == 1


def test_a_standard_becomes_blocks_of_four_months_at_most() -> None:
    assert [(b.length, b.times) for b in blocks([(0, 17, 1)])] == [(3, 3), (4, 2)]
    assert [(b.length, b.times) for b in blocks([(0, 7, 1), (1, 1, 1)], month=2)] == [(1, 1), (7, 1)]
    assert [(b.stage, b.length, b.times) for b in blocks([(0, 4, 2), (0, 4, 2), (0, 4, 1)])] == [(1, 4, 1), (2, 4, 2)]


def test_too_many_orders_are_refused_before_memory_is_full() -> None:
    with pytest.raises(TooManyOrders):
        Space(tuple((1, 1 + n % 2, 1) for n in range(24)), 1, 0)


def test_a_board_gives_back_what_was_put() -> None:
    made = hospital(20, "A", half=False, factor=1.2)
    board = Board(made)
    empty = board.load.copy()
    *_, last = plan(made, 1, SHORT)
    assert last.best is not None
    board.put_all(last.best)
    assert board.violation == last.violation
    for number in range(len(made.residents)):
        board.take(number)
    assert (board.load == empty).all()
