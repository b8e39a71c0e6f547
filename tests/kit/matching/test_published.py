"""Inputs as one canonical text, the order that follows from them, and the check that needs nothing but their file."""

import ast
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xinglin.kit.matching import checker
from xinglin.kit.matching.acceptance import match
from xinglin.kit.matching.couples import match_couples
from xinglin.kit.matching.published import canonical, digest_of, market_of, result_of

pytestmark = pytest.mark.spec("REC-50")


@st.composite
def inputs(draw, methods=("matching", "parallel"), reserved=True):
    """Of every shape: barred preferences, equal scores, orders given by hand, reserved places, couples."""
    method = draw(st.sampled_from(methods))
    keys = draw(st.lists(st.integers(1, 99), min_size=1, max_size=4, unique=True))
    people = []
    for a in range(draw(st.integers(1, 9))):
        wishes = draw(st.lists(st.sampled_from(keys), unique=True, max_size=4))
        score = draw(_points)
        people.append(
            {
                "number": f"2026{a:04}",
                "category": draw(st.sampled_from(["SOCIAL", "COMPANY"])),
                "preferences": [
                    {
                        "place": key,
                        "bar": draw(st.sampled_from(["", "", "成绩不全"])),
                        "hand": a if method == "matching" and draw(st.booleans()) else None,
                        "score": score if method == "parallel" else draw(_points),
                        "parts": [],
                    }
                    for key in wishes
                ],
            }
        )
    places = [{"key": key, "name": f"专业{key}", "quota": draw(st.integers(0, 3)), "reserves": {}} for key in keys]
    if reserved:
        for place in places:
            place["reserves"] = {"COMPANY": draw(st.integers(0, place["quota"]))}
    whole = {"method": method, "lottery": draw(st.sampled_from(["", "试运行"])), "places": places}
    return {**whole, "applicants": people, "couples": []}


_points = st.integers(0, 3).map(lambda n: str(Decimal(n) + Decimal("80.50")))


def run(given_inputs):
    """The file that is handed out after a run."""
    text = canonical(given_inputs)
    market = market_of(given_inputs, digest_of(text))
    assert market.problems() == []
    result = result_of(given_inputs, match_couples(market) if market.couples else match(market))
    return {"inputs": json.loads(text), "digest": digest_of(text), "result": result}


@given(inputs())
@settings(max_examples=300, deadline=None)
def test_the_check_that_reads_the_file_alone_agrees(drawn):
    file = run(drawn)
    assert checker.check(file) == []
    theirs = checker.Admission(file["inputs"], file["digest"]).order
    numbers = [person["number"] for person in drawn["applicants"]]
    for place, ranking in zip(drawn["places"], market_of(drawn, file["digest"]).rankings, strict=True):
        comers = [number for key, number in theirs if key == place["key"]]
        by_theirs = sorted(comers, key=lambda number: theirs[place["key"], number])
        assert [numbers[a] for a in sorted(ranking, key=ranking.get)] == by_theirs


@given(inputs(), st.data())
@settings(max_examples=300, deadline=None)
def test_no_other_result_passes_for_parallel_preferences_and_no_unstable_one_at_all(drawn, data):
    file = run(drawn)
    number = data.draw(st.sampled_from(sorted(file["result"])))
    other = data.draw(st.sampled_from([None, *(place["key"] for place in drawn["places"])]))
    altered = {**file, "result": {**file["result"], number: other}}
    if altered["result"] != file["result"] and drawn["method"] == "parallel":
        assert checker.check(altered)
    if not checker.check(altered):  # another one that is stable leaves nobody better off than ours
        mine = next(person for person in drawn["applicants"] if person["number"] == number)
        order = [*(wish["place"] for wish in mine["preferences"]), None]
        assert order.index(file["result"][number]) <= order.index(other)


@given(inputs(methods=["parallel"], reserved=False))
@settings(max_examples=200, deadline=None)
def test_parallel_preferences_are_score_first_then_preferences_in_order(drawn):
    """Literally, written down a third time: from the best on, the first preference that still has a place."""
    file = run(drawn)
    left = {place["key"]: place["quota"] for place in drawn["places"]}
    lot = {p["number"]: digest_of(f"{drawn['lottery'] or file['digest']}:{p['number']}") for p in drawn["applicants"]}
    score = {p["number"]: max([Decimal(w["score"]) for w in p["preferences"]] or [0]) for p in drawn["applicants"]}
    for person in sorted(drawn["applicants"], key=lambda p: (-score[p["number"]], lot[p["number"]])):
        wishes = [wish["place"] for wish in person["preferences"] if not wish["bar"]]
        expected = next((key for key in wishes if left[key]), None)
        assert file["result"][person["number"]] == expected
        if expected is not None:
            left[expected] -= 1


def small(**changes):
    people = [
        {"number": number, "category": "SOCIAL", "preferences": [wish(1, score)]}
        for number, score in (("A1", "90"), ("A2", "90"), ("A3", "85.5"))
    ]
    place = {"key": 1, "name": "内科", "quota": 1, "reserves": {}}
    whole = {"method": "matching", "lottery": "", "places": [place], "applicants": people, "couples": []}
    return {**whole, **changes}


def wish(place, score, parts=(), hand=None, bar=""):
    return {"place": place, "score": score, "parts": list(parts), "hand": hand, "bar": bar}


def order_of(people):
    whole = small(applicants=people)
    ranking = market_of(whole, digest_of(canonical(whole))).rankings[0]
    return [people[a]["number"] for a in sorted(ranking, key=ranking.get)]


def test_order_is_by_hand_then_score_then_parts_in_their_order():
    wishes = {
        "part": wish(1, "80", ["50", "30"]),
        "other part": wish(1, "80", ["30", "50"]),
        "best": wish(1, "99.5", ["9.50", "90"]),
        "second by hand": wish(1, "0", hand=2),
        "first by hand": wish(1, "0", hand=1),
        "barred": wish(1, "100", ["50", "50"], bar="未通过预审核"),
        "hundred": wish(1, "100", ["50", "50"]),
    }
    people = [{"number": name, "category": "SOCIAL", "preferences": [given]} for name, given in wishes.items()]
    assert order_of(people) == ["first by hand", "second by hand", "hundred", "best", "part", "other part"]


def test_equal_ones_go_by_a_lot_that_the_digest_draws_and_any_change_draws_anew():
    def winners(**changes):
        whole = small(**changes)
        people = [{**p, "number": f"N{n}"} for n, p in enumerate([whole["applicants"][0]] * 8)]
        file = run({**whole, "applicants": people})
        assert checker.check(file) == []
        return next(number for number, place in file["result"].items() if place)

    assert winners() == winners()
    assert len({winners(sealed_at=str(second)) for second in range(30)}) > 3
    assert len({winners(sealed_at=str(second), lottery="试运行") for second in range(30)}) == 1


@pytest.mark.parametrize(
    ("change", "objection"),
    [
        (lambda file: file["inputs"]["places"][0].update(quota=2), "与公布的"),
        (lambda file: file["result"].update(A3=1), "超过计划"),
        (lambda file: file["result"].update(A9=None), "不一致"),
        (lambda file: file["result"].update(A1=7), "不一致"),
        (lambda file: file["result"].update(A1=None, A2=None), "都更愿意"),
    ],
)
def test_a_file_that_was_altered_is_told(tmp_path, change, objection):
    """And the checker runs as it is handed out: one file, any Python."""
    file = run(small())
    change(file)
    path = tmp_path / "run.json"
    path.write_text(json.dumps(file), "utf-8")
    done = subprocess.run([sys.executable, "-I", checker.__file__, path], capture_output=True, text=True)
    assert done.returncode == 1
    assert objection in done.stdout


def test_the_checker_is_a_hundred_lines_that_import_nothing_of_the_matching():
    text = Path(checker.__file__).read_text("utf-8")
    assert len(text.splitlines()) <= 100
    named = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import | ast.ImportFrom)]
    modules = {getattr(node, "module", None) or node.names[0].name for node in named}
    assert {module.partition(".")[0] for module in modules} <= sys.stdlib_module_names
    assert not any(getattr(node, "level", 0) for node in named)


def test_an_unaltered_file_passes_and_says_so(tmp_path):
    path = tmp_path / "run.json"
    path.write_text(json.dumps(run(small())), "utf-8")
    done = subprocess.run([sys.executable, "-I", checker.__file__, path], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "没有发现问题：结果与公布的输入和规则一致\n")


def test_couples_stand_in_the_file_by_their_numbers():
    people = [{"number": f"A{n}", "category": "SOCIAL", "preferences": [wish(1, "9"), wish(2, "9")]} for n in range(2)]
    places = [{"key": key, "name": str(key), "quota": 1, "reserves": {}} for key in (1, 2)]
    couple = {"first": "A0", "second": "A1", "preferences": [[2, 2], [2, 1], [1, None]]}
    file = run(small(applicants=people, places=places, couples=[couple]))
    assert file["result"] == {"A0": 2, "A1": 1}
    assert checker.check(file) == []
    assert checker.check({**file, "result": {"A0": 1, "A1": None}})
