"""Tiny hospitals of which every plan can be tried."""

from collections.abc import Iterator
from itertools import permutations, product

from hypothesis import strategies as st

from xinglin.kit.rotations.check import objections, violation
from xinglin.kit.rotations.model import Department, Hospital, Plan, Resident, Run, calendar, counted, runs


@st.composite
def hospitals(draw, people=3, departments=3, months=(1, 2)):
    """Of every shape: stages, repeated blocks, leave, what is fixed, forbidden cells, months and half months."""
    halves = draw(st.sampled_from(months))
    rows = range(draw(st.integers(1, departments)))
    residents = [draw(_resident(n, len(rows))) for n in range(draw(st.integers(1, people)))]
    slots = max(4, *(one.calendar[-1] for one in residents))  # some work on after the plan
    wards = tuple(
        Department(f"d{row}", f"科室{row}", (draw(st.integers(1, 2)),) * slots, (draw(st.integers(0, 1)),) * slots)
        for row in rows
    )
    return Hospital(wards, tuple(residents), slots, halves)


@st.composite
def _resident(draw, number, departments):
    stretches = draw(
        st.lists(
            st.tuples(st.integers(1, 2), st.integers(1, 3), st.integers(-1, departments - 1)), min_size=1, max_size=4
        )
    )
    fixed = draw(st.lists(st.tuples(st.integers(0, departments - 1), st.integers(1, 2)), max_size=1))
    length = sum(length for _, length, _ in stretches) + sum(length for _, length in fixed)
    away = draw(st.lists(st.integers(1, 5).map(lambda first: (first, first + 2)), max_size=1))
    forbidden = draw(st.lists(st.tuples(st.integers(0, departments - 1), st.integers(0, 3)), max_size=1))
    return Resident(
        f"r{number}",
        f"学员{number}",
        counted(stretches),
        calendar(draw(st.integers(0, 1)), length, away),
        tuple(fixed),
        (),
        tuple(forbidden),
    )


def orders(hospital: Hospital, resident: Resident) -> list[tuple[int, ...]]:
    """Every order, stage by stage, that the checker lets pass for one resident alone."""
    stages = [block.stage for block in resident.blocks]
    blocks = [j for j, block in enumerate(resident.blocks) for _ in range(block.times)]
    tried = [
        order for order in sorted(set(permutations(blocks))) if sorted(order, key=stages.__getitem__) == list(order)
    ]
    alone = Hospital(hospital.departments, (resident,), hospital.slots, hospital.month)
    return [order for order in tried if not [*objections(alone, [runs(resident, order)])]]


def plans(hospital: Hospital) -> Iterator[tuple[Plan, list[list[Run]], int]]:
    """Every plan, where everybody is when, and what it exceeds."""
    for chosen in product(*(orders(hospital, resident) for resident in hospital.residents)):
        plan = Plan(chosen)
        where = plan.runs(hospital)
        yield plan, where, violation(hospital, where)
