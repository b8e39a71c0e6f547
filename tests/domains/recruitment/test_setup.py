"""Batches with their windows, and places from a base's wish to the province's word (REC-01, REC-02)."""

import pytest

from tests.factories.country import Country
from tests.factories.recruitment import applicant, at_stage, batch, parts, places, submitted
from xinglin.domains.recruitment.queries.timing import opening_of
from xinglin.domains.recruitment.windows import ADMISSION, STAGES

pytestmark = pytest.mark.django_db


@pytest.mark.spec("REC-01")
def test_batch_has_seven_windows_of_its_own(country: Country) -> None:
    first, second = batch(country), batch(country, name="第二批")
    assert (first.number, second.number) == (1, 2)
    at_stage(country, first, ADMISSION)
    assert [opening_of(first, kind).state for kind in STAGES] == ["past"] * 3 + ["open"] + ["future"] * 3
    assert {opening_of(second, kind).state for kind in STAGES} == {"open"}


@pytest.mark.spec("REC-02")
def test_places_are_in_force_once_the_province_approved(country: Country) -> None:
    made = batch(country)
    inner, outer = places(country, made, {"0100": 3, "0900": 1})
    assert [(p.specialty.code, p.asked, p.approved, p.taken) for p in (inner, outer)] == [
        ("0100", 3, 3, 0),
        ("0900", 1, 1, 0),
    ]
    person, actor = applicant()
    row = submitted(made, [inner, outer], person=person)
    assert (row.state, row.preferences.count(), actor.account_id) == ("submitted", 2, person.account_id)
    assert [part.title for part in parts(country, made)] == ["理论", "面试", "体检"]
