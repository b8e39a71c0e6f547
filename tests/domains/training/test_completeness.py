"""A record is complete exactly when nothing is missing, whatever was filled in before (PLT-32, REP-10)."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.domains.moments import fresh, rows_of
from tests.factories.country import Country
from tests.walk import TRAINING, opened, resident, walk
from xinglin.domains.people.models import Person
from xinglin.domains.people.public import save_basic
from xinglin.domains.training.actions import save_trainings
from xinglin.domains.training.models import Training
from xinglin.domains.training.queries.records import completeness_of, gaps_of
from xinglin.engines.notices.todos import todos_for
from xinglin.engines.review.actions import submit

SETTINGS = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
CATEGORIES = st.sampled_from(["COMPANY", "ENTRUST", "SOCIAL", "GRADUATE", "OTHER"])
FILLED = {"other_category": "帮扶人员", "employer_name": "委派医院", "employer_credit_code": "12999999123456788W"}
KEYS = st.sets(st.sampled_from(sorted(TRAINING.keys() - {"resident_category"} | FILLED.keys())), max_size=3)


@pytest.fixture
def training(country: Country) -> Training:
    return walk(country, opened(country), "filled")[0]


@pytest.mark.spec("REP-10", "PLT-32")
@SETTINGS
@given(category=CATEGORIES, military=st.sampled_from([None, True, False]), empty=KEYS, address=st.booleans())
def test_complete_is_what_lacks_nothing(
    country: Country, training: Training, category: str, military: bool | None, empty: set[str], address: bool
) -> None:
    asked: dict[str, Any] = {**TRAINING, **FILLED, "resident_category": category, "is_military_employer": military}
    values = asked | dict.fromkeys(empty)
    with transaction.atomic():
        save_trainings(rows_of(training), {training.pk: values}, by=country.base)
        people = Person.objects.filter(pk=training.person_id)
        new = {"address": "示范路 1 号" if address else None}
        save_basic(people, {training.person_id: new}, by=resident(training))
        saved = fresh(training)
        lacking = gaps_of([saved])[saved.pk]
        assert (saved.completeness == 100) == (not lacking)
        assert saved.completeness == completeness_of([saved])[saved.pk]
        again = save_trainings(rows_of(training), {training.pk: values}, by=country.base)
        assert (again.done, again.unchanged) == ([], [training.pk])
        assert fresh(training).revision == saved.revision
        outcome = submit(rows_of(training), by=country.base)
        assert bool(outcome.done) == (not lacking)
        transaction.set_rollback(True)


@pytest.mark.spec("REP-24", "PLT-70")
def test_a_resident_has_what_is_lacking_among_the_to_dos(country: Country) -> None:
    new, filled = opened(country), walk(country, opened(country, start=10), "filled", start=10)
    lacking = sum(len(titles) for part, titles in gaps_of(new)[new[0].pk].items() if part != "培训信息")
    assert lacking > 0
    assert [(todo.title, todo.count, todo.url) for todo in todos_for(resident(new[0]))] == [
        ("个人信息待填写的内容", lacking, "/resident/")
    ]
    assert todos_for(resident(filled[0])) == []
