"""Statistics equal the approved copies, whoever counts and by whatever (REP-41, REP-42)."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from tests.factories.country import YEAR, Country, open_windows
from tests.once import founded, lent
from tests.walk import opened, walk
from xinglin.domains.training.models import Training
from xinglin.domains.training.statistics import RESIDENTS
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit
from xinglin.engines.access.roles import Role
from xinglin.engines.statistics.asking import Question
from xinglin.engines.statistics.counting import Answer

pytestmark = [pytest.mark.django_db, pytest.mark.spec("REP-41", "REP-42", "PLT-110", "PLT-35")]


def answer(actor: Actor, query: str = "") -> Answer:
    return Answer(Question(RESIDENTS, actor, QueryDict(query)))


def counted(actor: Actor, query: str) -> dict[str, int]:
    return {line.title: line.first for line in answer(actor, query).lines}


@pytest.fixture(scope="module")
def built(django_db_setup: Any, django_db_blocker: Any) -> Iterator[Country]:
    """Two approved at 示范医院, one at 远方医院; one reported and one complete at 邻院."""
    with django_db_blocker.unblock(), founded() as country:
        open_windows(country.nation, YEAR - 1)
        walk(country, opened(country, 2), "approved")
        walk(country, opened(country, 1, by=country.base_far, start=10), "approved", start=10)
        walk(country, opened(country, 1, by=country.base_next_door, start=20), "reported", start=20)
        walk(country, opened(country, 1, by=country.base_next_door, start=30), "complete", start=30)
        yield country


@pytest.fixture
def approved(built: Country, db: Any) -> Country:
    """As it was built."""
    return lent(built)


def test_only_what_was_approved_counts(approved: Country) -> None:
    nation = approved.actor(approved.nation, Role.NATION_ADMIN)
    assert counted(nation, "") == {"北京市": 2, "广东省": 1}
    assert counted(nation, "by=institution") == {"示范医院": 2, "远方医院": 1}


@pytest.mark.spec("PLT-04")
def test_every_level_counts_what_lies_under_it(approved: Country) -> None:
    programme = Unit.objects.get(institution=approved.hospital, kind="specialty_base", code="0100")
    other = Unit.objects.get(institution=approved.hospital, kind="specialty_base", code="1900")
    seen = {
        (approved.nation, Role.NATION_REVIEWER): 3,
        (approved.province, Role.PROVINCE_ADMIN): 2,
        (approved.other_province, Role.PROVINCE_REVIEWER): 1,
        (approved.city, Role.CITY_ADMIN): 2,
        (approved.hospital, Role.BASE_ADMIN): 2,
        (approved.next_door, Role.BASE_ADMIN): 0,
        (programme, Role.DEPARTMENT_HEAD): 2,
        (other, Role.TEACHING_SECRETARY): 0,
    }
    found = {(unit, role): answer(approved.actor(unit, role), "by=specialty").total.first for unit, role in seen}
    assert found == seen


def test_a_change_after_approval_changes_no_figure(approved: Country) -> None:
    """The last approved copy counts, whatever the record says by now."""
    nation = approved.actor(approved.nation, Role.NATION_ADMIN)
    before = {each.key: counted(nation, f"by={each.key}") for each in RESIDENTS.dimensions}
    Training.objects.update(resident_category="COMPANY", status="withdrawn", training_years=1)
    cache.clear()
    assert {each.key: counted(nation, f"by={each.key}") for each in RESIDENTS.dimensions} == before


def test_a_figure_changes_with_the_approval_that_changes_it(approved: Country) -> None:
    nation = approved.actor(approved.nation, Role.NATION_ADMIN)
    assert answer(nation).total.first == 3
    walk(approved, opened(approved, start=40), "approved", start=40)
    assert answer(nation).total.first == 4


def test_a_question_asked_again_counts_nothing(approved: Country) -> None:
    nation = approved.actor(approved.nation, Role.NATION_ADMIN)
    figures = counted(nation, "by=status")
    with CaptureQueriesContext(connection) as asked:
        assert counted(nation, "by=status&sort=-1&drawn=pie") == figures
    assert not [each["sql"] for each in asked if "GROUP BY" in each["sql"]]


COPIES = """
SELECT jsonb_path_query_first(copy, %s) #>> '{}', count(*) FROM review_submission
WHERE id IN (SELECT approved_id FROM review_case WHERE chain = 'resident-reporting') GROUP BY 1
"""
IN_COPY = {
    "status": "status.status",
    "resident_category": "training.resident_category",
    "cultivation_type": "training.cultivation_type",
    "graduate_kind": "training.graduate_kind",
    "training_years": "training.training_years",
    "gender": "basic.gender",
    "licensing_exam": "licence.licensing_exam",
    "is_rural_order": "training.is_rural_order",
    "is_western_support": "training.is_western_support",
    "intake_year": "training.intake_year",
    "specialty": "training.specialty",
    "institution": "training.institution",
    "province": "training.province",
}


@pytest.mark.parametrize("key", IN_COPY)
def test_figures_equal_a_count_over_the_copies_themselves(approved: Country, key: str) -> None:
    figures = answer(approved.actor(approved.nation, Role.NATION_ADMIN), f"by={key}")
    with connection.cursor() as cursor:
        cursor.execute(COPIES, [f'$.sections[*].fields[*] ? (@.key == "{IN_COPY[key]}").shown'])
        copies = Counter(dict(cursor.fetchall()))
    assert {line.title: line.first for line in figures.lines} == copies
    assert figures.total.first == 3
