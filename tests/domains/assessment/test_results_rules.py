"""Progress and result from parts (ASM-22, ASM-31, EXM-08, EXM-09): against a table of every case, by property."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as some

from xinglin.domains.assessment.rules.results import Parts, Sitting, standing_of, why_not_sitting

pytestmark = pytest.mark.spec("ASM-22", "ASM-31", "EXM-08", "EXM-09")

STATES = ("passed", "failed", "absent", "cheated")
TESTS = some.dictionaries(
    some.sampled_from([(n, p) for n in (1, 2, 3) for p in ("common", "professional")]), some.sampled_from(STATES)
)
VERDICTS = some.dictionaries(some.sampled_from(("work", "ethics", "competence")), some.booleans())
PROCEDURES = ("general", "simplified", "exempt")

# One paper by its sittings, one resit allowed: + passed, - failed for good, ? to be taken, r to be taken again.
PAPER = {
    (): "?",
    ("passed",): "+",
    ("failed",): "r",
    ("absent",): "r",
    ("cheated",): "-",
    **{("failed", state): "+" if state == "passed" else "-" for state in STATES},
    **{("absent", state): "+" if state == "passed" else "-" for state in STATES},
}
# Two papers together → what comes next, and the result.
BOTH = {
    "++": ("done", "passed"),
    "+?": ("test", None),
    "+r": ("resit", None),
    "?r": ("test", None),
    "??": ("test", None),
    "rr": ("resit", None),
    **dict.fromkeys(("+-", "--", "-?", "-r"), ("done", "failed")),
}
PASSED = {"work": True, "ethics": True}


def approved(**words):
    return Parts(**{"state": "approved", "step": "agency", "procedure": "general", "verdicts": PASSED, **words})


@pytest.mark.parametrize(("common", "professional"), list(product(PAPER, PAPER)))
def test_two_papers_make_what_the_table_says(common, professional):
    tests = {
        (n, paper): state
        for paper, states in (("common", common), ("professional", professional))
        for n, state in enumerate(states, 1)
    }
    expected = BOTH["".join(sorted((PAPER[common], PAPER[professional]), key="+-?r".index))]
    assert standing_of(approved(tests=tests)) == expected
    for failed in ({"work": False, "ethics": True}, {"work": True, "ethics": False}):
        assert standing_of(approved(tests=tests, verdicts=failed)) == ("done", "failed")


@pytest.mark.parametrize(
    ("state", "step", "expected"),
    [
        (None, "", "filling"),
        ("withdrawn", "institution", "filling"),
        ("returned", "institution", "returned"),
        ("open", "institution", "institution"),
        ("open", "agency", "agency"),
    ],
)
def test_before_the_agency_has_passed_it_on_the_case_alone_says_what_comes(state, step, expected):
    for procedure, failed in product(PROCEDURES, (True, False)):
        parts = Parts(
            state=state,
            step=step,
            procedure=procedure,
            verdicts={"work": failed, "ethics": True},
            tests={(1, "common"): "cheated"},
        )
        assert standing_of(parts) == (expected, None)


def test_where_no_test_is_asked_the_agency_says_and_an_exemption_counts():
    assert standing_of(approved(procedure="simplified", verdicts={**PASSED, "competence": True})) == ("done", "passed")
    assert standing_of(approved(procedure="simplified", verdicts={**PASSED, "competence": False})) == ("done", "failed")
    assert standing_of(approved(procedure="simplified")) == ("agency", None)
    assert standing_of(approved(procedure="exempt")) == ("done", "passed")
    assert standing_of(approved(procedure="exempt", verdicts={"work": True, "ethics": False})) == ("done", "failed")


@given(some.sampled_from(PROCEDURES), VERDICTS, TESTS, some.integers(0, 2))
def test_nobody_passes_without_all_three_and_nobody_fails_without_a_fault(procedure, verdicts, tests, resits):
    progress, result = standing_of(approved(procedure=procedure, verdicts=verdicts, tests=tests, resits=resits))
    assert (progress == "done") == (result is not None)
    last = {paper: state for (_, paper), state in sorted(tests.items())}
    if result == "passed":
        assert (verdicts["work"], verdicts["ethics"]) == (True, True)
        assert procedure != "general" or last == {"common": "passed", "professional": "passed"}
    if result == "failed":
        assert False in verdicts.values() or set(last.values()) - {"passed"}
    if False in (verdicts.get("work"), verdicts.get("ethics")):
        assert result == "failed"


@given(VERDICTS, TESTS, some.sampled_from(STATES))
def test_a_resit_changes_only_the_paper_it_is_of(verdicts, tests, state):
    """What stood of the other paper stands; and without a test nothing of tests counts."""
    verdicts |= PASSED
    before = approved(
        verdicts=verdicts,
        tests=tests or {(1, "common"): "passed", (1, "professional"): "failed"},
    )
    after = approved(verdicts=verdicts, tests={**before.tests, (9, "professional"): state})
    other = [n for n, paper in before.tests if paper == "common"]
    common = before.tests[(max(other), "common")] if other else None
    if standing_of(after)[1] == "passed":
        assert (common, state) == ("passed", "passed")
    for procedure in ("simplified", "exempt"):
        one, two = (
            {"procedure": procedure, "verdicts": verdicts, "tests": tests} for tests in (before.tests, after.tests)
        )
        assert standing_of(approved(**one)) == standing_of(approved(**two))


@pytest.mark.parametrize(
    ("number", "state", "score", "standing", "why"),
    [
        (1, "passed", 7_550, {}, None),
        (1, "absent", 100, {}, "“公共知识”为缺考，不应有得分，请核对。"),
        (1, "passed", None, {(1, "common"): "failed"}, None),
        (
            1,
            "passed",
            None,
            {(1, "common"): "failed", (2, "common"): "passed"},
            "“公共知识”已有此后的补考成绩，不能再改第 1 次的成绩。",
        ),
        (2, "passed", None, {}, "“公共知识”还没有上一次的测评成绩，请先录入。"),
        (2, "passed", None, {(1, "professional"): "failed"}, "“公共知识”还没有上一次的测评成绩，请先录入。"),
        (2, "passed", None, {(1, "common"): "absent"}, None),
        (2, "passed", None, {(1, "common"): "passed"}, "“公共知识”上一次为“合格”，不需要或不能补考。"),
        (2, "passed", None, {(1, "common"): "cheated"}, "“公共知识”上一次为“认定作弊”，不需要或不能补考。"),
        (3, "passed", None, {(2, "common"): "failed"}, "本省规定可以补考 1 次，没有第 3 次测评，请核对。"),
        (0, "passed", None, {}, "本省规定可以补考 1 次，没有第 0 次测评，请核对。"),
    ],
)
def test_a_sitting_follows_from_those_before_it(number, state, score, standing, why):
    sitting = Sitting(enrolment=1, number=number, papers={"common": (state, score)})
    assert why_not_sitting(sitting, standing, 1) == why
