"""Whatever a base brings: the planner's plan, led back to stints, is what the standard asks (ROT-20)."""

import json
from collections import Counter
from datetime import date

import pytest
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from xinglin.domains.rotation.rules import arranging
from xinglin.domains.rotation.rules.arranging import Facts, Piece, Stretch
from xinglin.kit.half_months import slot_of
from xinglin.kit.rotations.check import objections, violation
from xinglin.kit.rotations.model import Department, Hospital
from xinglin.kit.rotations.months import in_months
from xinglin.kit.rotations.search import Limits, NoOrder, plan

pytestmark = pytest.mark.spec("ROT-20")
FIRST = slot_of(date(2026, 9, 1))
LENGTH = 40


@st.composite
def residents(draw, number):
    """Departments 1 to 3, lines of one and two stages, something begun, leave, a locked stint now and then."""
    unit = draw(st.sampled_from([1, 2]))
    begun = []
    if draw(st.booleans()):
        begun = [Stretch(draw(st.integers(1, 3)), 90, FIRST, draw(st.integers(1, 2)) * unit)]
    begin = FIRST + (begun[0].half_months if begun else 0)
    pieces = [
        Piece(stage, draw(st.integers(1, 3)) * unit, draw(st.integers(1, 3)), 100 * stage + n)
        for stage in (1, 2)
        for n in range(draw(st.integers(1, 2)))
    ]
    away = frozenset(
        begin + slot * unit + n for slot in draw(st.sets(st.integers(1, 5), max_size=1)) for n in range(unit)
    )
    locked = ()
    if not away and draw(st.booleans()):  # the first of the first stage, where it can be
        locked = (Stretch(pieces[0].department, pieces[0].line, begin, pieces[0].half_months),)
    return Facts(number, f"学员{number}", begin, tuple(begun), tuple(pieces), locked, away, now=FIRST)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_plan_has_every_piece_once_and_touches_nothing_fixed(data):
    everybody = [data.draw(residents(number)) for number in range(data.draw(st.integers(1, 4)))]
    departments = [Department(str(key), f"科室{key}", (4,) * LENGTH, (0,) * LENGTH) for key in (1, 2, 3)]
    numbers = {1: 0, 2: 1, 3: 2}
    made = tuple(arranging.resident_of(each, numbers, FIRST, FIRST + LENGTH) for each in everybody)
    halves = Hospital(arranging.with_room(departments, made, everybody, FIRST, 0), made, LENGTH, 2, "2026-09")
    hospital = in_months(halves)
    try:
        *_, last = plan(hospital, 1, Limits(even_sweeps=0))
    except NoOrder:
        return  # what is locked and the leave leave no order: told in words, nothing is written
    runs = last.best.runs(hospital)
    assert not [*objections(hospital, runs)]
    size = 2 // hospital.month
    wide = [[r._replace(slots=tuple(s * size + n for s in r.slots for n in range(size))) for r in own] for own in runs]
    assert not [*objections(halves, wide)]
    assert violation(halves, wide) == size * last.violation
    for facts, own in zip(everybody, wide, strict=True):
        found = arranging.stretches_of(facts, own, [1, 2, 3], FIRST, FIRST + LENGTH)
        had, due = Counter(), Counter()
        for each in found:
            had[each.department, each.line] += each.half_months
        for piece in facts.pieces:
            due[piece.department, piece.line] += piece.half_months
        assert had == due
        slots = [slot for each in found for slot in range(each.first, each.end)]
        assert len(slots) == len(set(slots))
        assert not facts.away & set(slots)
        assert set(facts.begun) <= set(found)
        assert set(facts.locked) <= set(found)
        stages = [each.line // 100 for each in sorted(found, key=lambda each: each.first) if each.line >= 100]
        assert stages == sorted(stages)


def test_what_was_done_counts_for_the_line_and_what_is_chosen_is_the_least_crowded():
    assert arranging.remaining([(1, 4), (2, 4)], [(1, 4)]) == [(2, 4)]
    assert arranging.remaining([(1, 4), (2, 6)], [(9, 2)]) == [(1, 4), (2, 4)]  # another department, the same line
    crowd = {1: 3.0, 2: 1.0, 3: 0.5, 4: 2.0}
    assert arranging.chosen([(1, 2), (2, 4)], [1, 2, 3, 4], [3], crowd.__getitem__) == [(2, 2), (4, 4)]
    march = slot_of(date(2027, 3, 1))
    days = [(arranging.first_day(march).toordinal() + 5, arranging.first_day(march).toordinal() + 20)]
    assert arranging.away_in(march, march + 4, days) == {march}  # ten of its fifteen days; of the next half month six


def test_the_command_plans_a_file_the_same_each_time(tmp_path, capsys):
    blocks = [{"department": "急诊科", "length": 2}, {"department": "儿科", "length": 1, "count": 2}]
    wards = [{"key": "急诊科", "most": 1}, {"key": "儿科", "most": 2}]
    people = [{"key": f"学员{n}", "blocks": blocks} for n in range(2)]
    file = tmp_path / "hospital.json"
    file.write_text(json.dumps({"slots": 4, "departments": wards, "residents": people}), encoding="utf-8")
    answers = []
    for _ in range(2):
        call_command("plan_rotation", str(file), "--seed", "3", "--steps", "50", "--json")
        answers.append(json.loads(capsys.readouterr().out))
    assert answers[0] == answers[1]
    assert (answers[0]["violation"], answers[0]["bound"]) == (0, 0)
    assert sorted(map(len, answers[0]["plan"].values())) == [3, 3]
    file.write_text(json.dumps({"slots": 4, "departments": [], "residents": people}), encoding="utf-8")
    with pytest.raises(SystemExit):
        call_command("plan_rotation", str(file))
    assert "科室 儿科 不在科室表中，请先在 departments 中列出" in capsys.readouterr().err
