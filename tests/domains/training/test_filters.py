"""Every filter of «招收信息管理» finds what it should, and nothing else (REP-06)."""

from typing import Any

import pytest
from django.http import QueryDict

from tests.domains.moments import rows_of
from tests.factories.country import Country, open_windows
from tests.walk import account_rows, opened, resident, walk
from xinglin.domains.people.models import Person
from xinglin.domains.people.public import save_educations
from xinglin.domains.reference.models import Specialty
from xinglin.domains.training.actions import return_personal, save_trainings
from xinglin.domains.training.lists import INTAKE
from xinglin.engines.access.actor import Actor
from xinglin.engines.lists.address import Asked
from xinglin.engines.review.actions import submit

FIRST, SECOND = "王思源", "彭思恒"  # the first two invented people; the second is reported, and differs where asked

CASES: list[tuple[str, set[str]]] = [
    ("intake_year=2026", {FIRST, SECOND}),
    ("intake_year=2025", set()),
    ("specialty={0900}", {SECOND}),
    ("specialty={0100}&specialty={0900}", {FIRST, SECOND}),
    ("specialty={0700}", set()),
    ("name=思源", {FIRST}),
    ("name=wangsi", {FIRST}),
    ("name=psh", {SECOND}),
    ("document_number={document}", {FIRST}),
    ("document_number={tail}", {FIRST}),
    ("resident_category=ENTRUST", {SECOND}),
    ("resident_category=SOCIAL", {FIRST}),
    ("graduate_kind=past", {SECOND}),
    ("graduate_kind=fresh", {FIRST}),
    ("licensing_exam=none", {FIRST, SECOND}),
    ("licensing_exam=licensed", set()),
    ("education=master", {FIRST}),
    ("education=bachelor", {SECOND}),
    ("degree=410", {SECOND}),
    ("degree_type=professional", {FIRST}),
    ("degree_type=academic", set()),
    ("training_years=2", {SECOND}),
    ("training_years=3", {FIRST}),
    ("reported=reported", {SECOND}),
    ("reported=open", {FIRST}),
    ("reviewed=open", {SECOND}),
    ("reviewed=approved", set()),
    ("personal_state=returned", {FIRST}),
    ("complete=1", {FIRST, SECOND}),
    ("complete=0", set()),
    ("is_rural_order=1", {SECOND}),
    ("is_rural_order=0", {FIRST}),
    ("is_western_support=1", {SECOND}),
    ("institution={hospital}", {FIRST, SECOND}),
    ("is_rural_order=1&training_years=3", set()),
    ("", {FIRST, SECOND}),
]


def _fill(country: Country) -> dict[str, Any]:
    """Two records that differ in everything that is asked for, and one next door that nobody finds here."""
    open_windows(country.nation, year=2025)
    first, second = walk(country, opened(country, 2), "complete")
    walk(country, opened(country, 1, by=country.base_next_door, start=2), "complete", start=2)
    people = Person.objects.filter(pk=second.person_id)
    save_educations(people, {second.person_id: {"master": None}}, by=resident(second))
    employer = {"employer_name": "委派医院", "is_military_employer": True}
    differs = {"graduate_kind": "past", "training_years": "2", "is_rural_order": True, "is_western_support": True}
    new = {"specialty": "0900", "resident_category": "ENTRUST", **employer, **differs}
    save_trainings(rows_of(second), {second.pk: new}, by=country.base)
    assert submit(rows_of(second), by=country.base).done
    return_personal(rows_of(first), comment="请核对。", by=country.base)
    number = account_rows(1)[0]["document_number"]
    codes = dict(Specialty.objects.values_list("code", "pk"))
    return {**codes, "document": number, "tail": number[-4:], "hospital": country.hospital.pk}


def _asked(actor: Actor, address: str, known: dict[str, Any]) -> set[str]:
    """Names on the list at this address."""
    for key, value in known.items():
        address = address.replace(f"{{{key}}}", str(value))
    found = Asked(INTAKE, actor, QueryDict(address))
    assert found.filters.is_valid(), found.filters.errors
    return set(found.rows.values_list("person__name", flat=True))


@pytest.mark.spec("REP-06", "PLT-50", "PLT-51")
def test_a_filter_finds_these_and_no_others(country: Country) -> None:
    known = _fill(country)
    found = {address: _asked(country.base, address, known) for address, _ in CASES}
    assert found == dict(CASES)
