"""Sharing out residents: laws for any department, and brute force on small ones (ROT-05)."""

from collections import Counter
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xinglin.domains.rotation.rules.sharing import TAUGHT, Loads, Rotation, gaps, share, why_alone

pytestmark = pytest.mark.spec("ROT-05")


@st.composite
def departments(draw: Any, residents: int, supervisors: int) -> tuple[list[Rotation], dict[int, set[int]]]:
    """Residents of up to two months around the month of the half months 2 and 3, some barred, some taught already."""
    people = list(range(1, draw(st.integers(1, supervisors)) + 1))
    terms = {s: set(range(6)) if draw(st.booleans()) else set(range(4)) for s in people}
    rotations, loads = [], Loads()
    for key in range(draw(st.integers(0, residents))):
        first = draw(st.integers(0, 3))
        slots = range(first, min(6, first + draw(st.integers(1, 4))))
        limits = dict.fromkeys(slots, draw(st.sampled_from((1, 2, 2, 3))))
        barred = {s: "聘期" for s in people if not terms[s] >= set(slots)}
        barred |= {s: "回避" for s in people if draw(st.integers(0, 5)) == 0}
        able = [s for s in people if s not in barred and loads.full_at(Rotation(key, limits), s) is None]
        now = draw(st.sampled_from(able)) if able and draw(st.integers(0, 3)) == 0 else None
        rotations.append(Rotation(key, limits, barred, now))
        if now is not None:
            loads.put(rotations[-1], now)
    return rotations, terms


def figures(rotations: list[Rotation], terms: dict[int, set[int]], given_to: dict[int, int]) -> tuple[int, int] | None:
    """(without a supervisor, unevenness of the half months 2 and 3); None where a law is broken."""
    number: Counter[tuple[int, int]] = Counter()
    for each in rotations:
        supervisor = each.now if each.now is not None else given_to.get(each.key)
        if supervisor in each.barred:
            return None
        number.update((supervisor, slot) for slot in each.limits if supervisor is not None)
    for each in rotations:
        supervisor = each.now if each.now is not None else given_to.get(each.key)
        if supervisor is not None and any(number[supervisor, slot] > limit for slot, limit in each.limits.items()):
            return None
    loads = [[number[s, slot] for s in terms if slot in terms[s]] for slot in (2, 3)]
    uneven = sum(max(0, max(row) - min(row) - 1) for row in loads if row)
    return sum(each.now is None and each.key not in given_to for each in rotations), uneven


@settings(max_examples=40, deadline=None)
@given(departments(residents=12, supervisors=5))
def test_laws_hold_and_the_same_question_has_the_same_answer(made: Any) -> None:
    rotations, terms = made
    found = share(rotations, terms, [2, 3])
    assert figures(rotations, terms, found) is not None
    assert not {each.key for each in rotations if each.now is not None} & found.keys()
    assert share(rotations[::-1], dict(reversed(terms.items())), [3, 2]) == found
    loads = Loads([*(each for each in rotations if each.now is not None)])
    for each in rotations:
        if each.key in found:
            loads.put(each, found[each.key])
    for each in rotations:
        if each.now is None and each.key not in found:
            assert all(s in each.barred or loads.full_at(each, s) is not None for s in terms)
            assert "都不能带教：" in why_alone(each, terms, loads)


@settings(max_examples=60, deadline=None)
@given(departments(residents=5, supervisors=3))
def test_nothing_better_can_be_found_by_trying_everything(made: Any) -> None:
    rotations, terms = made
    waiting = [each.key for each in rotations if each.now is None]
    tried = (
        {key: s for key, s in zip(waiting, choice, strict=True) if s is not None}
        for choice in product([None, *terms], repeat=len(waiting))
    )
    best = min(found for each in tried if (found := figures(rotations, terms, each)) is not None)
    assert figures(rotations, terms, share(rotations, terms, [2, 3])) == best


def test_what_stands_against_an_even_load_is_said() -> None:
    taught = [Rotation(key, {2: 3}, {}, 1) for key in (1, 2)]
    barred = Rotation(3, {2: 3}, {2: "与该学员回避"}, 1)
    (gap,) = gaps([*taught, barred], {1: {2}, 2: {2}}, [2])
    assert (gap.most, gap.least, gap.numbers, gap.reasons) == (1, 2, (3, 0), ("与该学员回避", TAUGHT))
    assert gaps(taught[:1], {1: {2}, 2: {2}}, [2]) == []
    assert why_alone(barred, [], Loads()) == "这段时间科室没有聘期内的带教老师，请先聘任。"
    alone = Rotation(4, {2: 2}, {2: "与该学员回避"})
    told = "科室 2 名带教老师都不能带教：与该学员回避 1 人，同时带教人数已到上限 1 人。"
    assert why_alone(alone, [1, 2], Loads([*taught, barred])) == told
