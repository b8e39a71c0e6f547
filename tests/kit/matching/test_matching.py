"""Deferred acceptance against brute force, a library of others, and the checker that shares no code with it."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matching.games import HospitalResident

from bench.match import PEER_APPLICANTS, inputs_of, market_of, objections, result_of
from xinglin.kit.matching.acceptance import match
from xinglin.kit.matching.checker import Admission
from xinglin.kit.matching.couples import match_couples
from xinglin.kit.matching.market import Couple, Market, Matching
from xinglin.kit.matching.reasons import Answer, PairReason, Reasons, differences

pytestmark = pytest.mark.spec("REC-50")


@st.composite
def markets(draw, applicants=5, programmes=3, couples=0, reserved=True):
    """Small ones of every shape: short lists, unranked applicants, no places, reserved places."""
    people, places = draw(st.integers(1, applicants)), draw(st.integers(1, programmes))
    pairs = min(draw(st.integers(0, couples)), people // 2)
    wishes = [[] if a < 2 * pairs else draw(_list(places)) for a in range(people)]
    rankings = [{a: r for r, a in enumerate(draw(_list(people)))} for _ in range(places)]
    quotas = [draw(st.integers(0, 3)) for _ in range(places)]
    reserves = {p: {"rural": draw(st.integers(0, q))} for p, q in enumerate(quotas)} if reserved else {}
    categories = {a: "rural" for a in range(people) if draw(st.booleans())}
    options = [pair for pair in product([None, *range(places)], repeat=2) if pair != (None, None)]
    joint = [
        Couple(2 * n, 2 * n + 1, draw(st.lists(st.sampled_from(options), unique=True, max_size=4)))
        for n in range(pairs)
    ]
    return Market(wishes, rankings, quotas, reserves, categories, joint)


def _list(size):
    return st.lists(st.integers(0, size - 1), unique=True, max_size=size)


def stable_ones(market):
    """Every stable matching there is, by trying all."""
    options = []
    for applicant, wishes in enumerate(market.preferences):
        couple = next((c for c in market.couples if applicant in (c.first, c.second)), None)
        mine = {pair[applicant == couple.second] for pair in couple.preferences} if couple else set(wishes)
        options.append(sorted({None, *mine}, key=lambda p: (p is None, p)))
    theirs = Admission(inputs_of(market), "")
    for admitted in product(*options):
        if not any(theirs.objections(result_of(Matching(admitted)))):
            yield admitted


@given(markets())
@settings(max_examples=300, deadline=None)
def test_stable_and_best_for_applicants_among_all_stable_ones(market):
    assert market.problems() == []
    found = match(market).admitted
    everything = list(stable_ones(market))
    assert tuple(found) in everything
    for applicant, wishes in enumerate(market.preferences):
        order = [*wishes, None]
        assert all(order.index(found[applicant]) <= order.index(other[applicant]) for other in everything)


@given(markets(applicants=5, programmes=2, couples=2, reserved=False))
@settings(max_examples=300, deadline=None)
def test_with_couples_what_is_found_is_stable_and_none_means_none(market):
    found = match_couples(market)
    if found is None:
        assert next(stable_ones(market), None) is None
    else:
        assert objections(market, found) == []


@given(markets(applicants=12, programmes=5, couples=3))
@settings(max_examples=200, deadline=None)
def test_with_couples_and_reserved_places_nothing_unstable_is_given_out(market):
    found = match_couples(market)
    assert found is None or objections(market, found) == []


@given(markets(applicants=30, programmes=8, reserved=False))
def test_agrees_with_the_library_matching(market):
    theirs = _their_answer(market)
    assert list(match(market).admitted) == theirs


def _their_answer(market):
    """Hospitals/residents of the library: it wants only mutual wishes, and no empty list."""
    wishes = {
        a: [p for p in w if a in market.rankings[p] and market.quotas[p]] for a, w in enumerate(market.preferences)
    }
    wishes = {f"a{a}": [f"p{p}" for p in w] for a, w in wishes.items() if w}
    ranked = {f"p{p}": sorted(r, key=r.get) for p, r in enumerate(market.rankings)}
    ranked = {p: [f"a{a}" for a in order if p in wishes.get(f"a{a}", ())] for p, order in ranked.items()}
    ranked = {p: order for p, order in ranked.items() if order}
    answer = [None] * len(market.preferences)
    if wishes:
        quotas = {p: market.quotas[int(p[1:])] for p in ranked}
        game = HospitalResident.create_from_dictionaries(wishes, ranked, quotas)
        for programme, members in game.solve(optimal="resident").items():
            for member in members:
                answer[int(str(member)[1:])] = int(str(programme)[1:])
    return answer


@pytest.mark.parametrize("size", [50, 150, PEER_APPLICANTS])
def test_agrees_with_the_library_matching_at_every_size_that_it_can_do(size):
    drawn = market_of(size, size // 8)
    market = Market(drawn.preferences, drawn.rankings, drawn.quotas)
    assert list(match(market).admitted) == _their_answer(market)


def test_the_published_example_of_the_national_resident_matching_program():
    """The example with which NRMP explains its algorithm: five applicants, three programmes of two places."""
    people = ["Arthur", "Sunny", "Joseph", "Latha", "Darrius"]
    programmes = ["Mercy", "City", "General"]
    wishes = {
        "Arthur": ["City"],
        "Sunny": ["City", "Mercy"],
        "Joseph": ["City", "General", "Mercy"],
        "Latha": ["Mercy", "City", "General"],
        "Darrius": ["City", "Mercy", "General"],
    }
    ranked = {
        "Mercy": ["Darrius", "Joseph"],
        "City": ["Darrius", "Arthur", "Sunny", "Latha", "Joseph"],
        "General": ["Darrius", "Arthur", "Joseph", "Latha"],
    }
    market = Market(
        [[programmes.index(p) for p in wishes[a]] for a in people],
        [{people.index(a): rank for rank, a in enumerate(ranked[p])} for p in programmes],
        [2, 2, 2],
    )
    found = {people[a]: p if p is None else programmes[p] for a, p in enumerate(match(market).admitted)}
    assert found == {"Arthur": "City", "Sunny": None, "Joseph": "General", "Latha": "General", "Darrius": "City"}


def test_a_reserved_place_goes_to_its_category_first_and_to_all_when_nobody_of_it_comes():
    ranking = {0: 0, 1: 1, 2: 2}
    wishes = [[0], [0], [0]]
    rural = Market(wishes, [ranking], [2], {0: {"rural": 1}}, {2: "rural"})
    assert match(rural).admitted == [0, None, 0]
    assert match(Market(wishes, [ranking], [2], {0: {"rural": 1}})).admitted == [0, 0, None]


def test_two_couples_that_chase_each_other_have_no_stable_matching_and_are_told_none():
    """Roth 1984: a couple that wants both or nothing beside a single applicant."""
    market = Market(
        preferences=[[], [], [0, 1]],
        rankings=[{0: 0, 2: 1}, {2: 0, 1: 1}],
        quotas=[1, 1],
        couples=[Couple(0, 1, [(0, 1)])],
    )
    assert list(stable_ones(market)) == []
    assert match_couples(market) is None


def test_reasons_say_for_every_preference_what_became_of_it():
    market = Market([[0, 1, 2], [0], [1]], [{0: 1, 1: 0}, {2: 0}, {0: 0}], [1, 1, 1])
    result = match(market)
    assert result.admitted == [2, 0, 1]
    told = [(r.programme, r.answer, r.rank, r.last) for r in Reasons(market, result).of(0)]
    assert told == [(0, Answer.FULL, 2, 1), (1, Answer.UNRANKED, None, None), (2, Answer.ADMITTED, 1, None)]
    assert Reasons(market, result).of(1)[0].answer == Answer.ADMITTED


def test_the_last_one_told_of_is_the_last_who_needed_no_reserved_place():
    market = Market([[0], [0], [0], [0]], [{0: 0, 1: 1, 2: 2, 3: 3}], [2], {0: {"rural": 1}}, {3: "rural"})
    result = match(market)
    assert result.admitted == [0, None, None, 0]
    assert [(r.rank, r.last) for r in Reasons(market, result).of(1)] == [(2, 0)]


def test_reasons_of_a_couple_name_the_programme_that_would_not_take_them():
    couple = Couple(0, 1, [(0, 1), (1, 1), (0, None), (None, 1)])
    market = Market([[], [], [1]], [{0: 0}, {2: 0, 0: 1, 1: 2}], [1, 1], couples=[couple])
    result = match_couples(market)
    assert result.admitted == [0, None, 1]
    full, unneeded = (PairReason(Answer.FULL, (1,)), PairReason(Answer.NOT_NEEDED))
    assert Reasons(market, result).of_couple(couple) == [full, full, PairReason(Answer.ADMITTED), unneeded]


@pytest.mark.spec("REC-51")
def test_what_another_quota_would_change():
    market = Market([[0, 1], [0]], [{0: 1, 1: 0}, {0: 0}], [1, 1])
    more = Market(market.preferences, market.rankings, [2, 1])
    before, after = (dict(enumerate(match(each).admitted)) for each in (market, more))
    assert differences(before, after) == [(0, 1, 0)]
    assert differences({"a": 1}, {"b": 2}) == [("a", 1, None), ("b", None, 2)]


@pytest.mark.parametrize(
    ("market", "problem"),
    [
        (Market([[0, 0]], [{}], [1]), "named twice"),
        (Market([[3]], [{}], [1]), "unknown"),
        (Market([[0]], [{}], [1], {0: {"rural": 2}}), "more places are reserved"),
        (Market([[0], [0]], [{0: 0, 1: 0}], [1]), "same rank"),
        (Market([[0], []], [{}], [1], couples=[Couple(0, 1, [])]), "a list of his own"),
    ],
)
def test_impossible_data_is_told(market, problem):
    assert problem in " ".join(market.problems())
