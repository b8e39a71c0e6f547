"""Invented people are whole, consistent, nobody's, and quick to make."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from xinglin.demo import country, serial_numbers
from xinglin.demo.people import fake_people
from xinglin.kit import documents

REFERENCE = Path(country.__file__).parents[1] / "domains/reference/data/codes.json"
CODES = json.loads(REFERENCE.read_text(encoding="utf-8"))
WITH_BIRTH = (documents.ID_CARD, documents.RESIDENCE_PERMIT, documents.FOREIGN_PERMANENT_CARD)
CERTIFICATE_KEYS = ("education_number", "degree_number")


@pytest.fixture(scope="module")
def people() -> list[dict[str, Any]]:
    return fake_people(20_000, seed=3, intake_year=2025)


def test_the_same_serial_is_the_same_person_however_many_are_asked_for() -> None:
    assert fake_people(5, seed=9, start=3) == fake_people(50, seed=9)[3:8]
    assert fake_people(5, seed=9) != fake_people(5, seed=8)


def test_no_two_people_share_a_number(people: list[dict[str, Any]]) -> None:
    more = fake_people(20_000, seed=4, start=20_000)
    for key in ("document_number", "mobile", "email"):
        assert len({person[key] for person in [*people, *more]}) == 40_000, key


def test_serials_end_before_numbers_repeat() -> None:
    last = serial_numbers.CAPACITY - 1
    assert len(fake_people(1, start=last)) == 1
    with pytest.raises(ValueError, match="serial"):
        fake_people(1, start=last + 1)


def test_document_numbers_pass_the_rules_of_their_kind(people: list[dict[str, Any]]) -> None:
    assert {person["document_type"] for person in people} == {"01", "03", "04", "06", "07", "11", "12"}
    for person in people:
        kind, number = person["document_type"], person["document_number"]
        assert documents.check(kind, number) is None, number
        if kind not in WITH_BIRTH:
            assert documents.hints(kind, number) == [], number


@pytest.mark.spec("PLT-53")
def test_a_number_with_a_birth_date_is_of_1901_to_1905_and_agrees_with_the_person(people: list[dict[str, Any]]) -> None:
    holders = [person for person in people if person["document_type"] in WITH_BIRTH]
    assert len(holders) > 19_000
    for person in holders:
        implied = documents.implied(person["document_number"])
        assert implied == (person["birth_date"], person["gender"])
        assert 1901 <= person["birth_date"].year <= 1905


def test_mobile_numbers_are_of_one_range(people: list[dict[str, Any]]) -> None:
    for person in people:
        for mobile in (person["mobile"], person["emergency_mobile"]):
            assert len(mobile) == 11
            assert mobile.startswith("19900")


def test_names_are_as_varied_as_in_life(people: list[dict[str, Any]]) -> None:
    names = [person["name"] for person in people]
    dotted = [person for person in people if "·" in person["name"]]
    assert 0.02 < len(dotted) / len(people) < 0.06
    assert all(person["ethnic_group"] in ("05", "17", "07") for person in dotted)
    assert all(2 <= len(name) <= 30 and not set(name) & set(" .•") for name in names)
    assert max(map(len, names)) >= 13
    assert any(ord(character) > 0xFFFF for name in names for character in name)
    assert any(name.startswith("欧阳") for name in names)
    assert len(set(names)) > 10_000


def test_coded_values_exist(people: list[dict[str, Any]]) -> None:
    known = {name: {entry[0] for entry in entries} for name, entries in CODES.items()}
    provinces = known["province_GBT2260"] | known["province_extra"]
    for person in people:
        assert person["gender"] in "12"
        assert person["ethnic_group"] in known["ethnic_GBT3304"]
        assert person["marital_status"] in known["marital_GBT2261.2"]
        assert person["household_province"] in provinces
        for education in person["educations"]:
            if not education["is_studying"]:
                assert education["education_code"] in known["education_GBT4658_2006"]
                assert (education["degree_code"] or "4") in known["degree_GBT6864_2003"]
        scopes = person["certificates"]["practice_scopes"] or []
        assert set(scopes) <= known["practice_scope"]


def test_studies_follow_one_another_and_end_by_the_intake(people: list[dict[str, Any]]) -> None:
    order = ["associate", "bachelor", "master", "doctor"]
    for person in people:
        studied = person["educations"]
        levels = [order.index(education["level"]) for education in studied]
        assert levels == sorted(set(levels))
        assert 1 in levels
        months = [education["graduated_month"] for education in studied if not education["is_studying"]]
        assert months == sorted(months)
        assert months[-1] <= "2025-07"
        assert [education["is_studying"] for education in studied[:-1]] == [False] * (len(studied) - 1)


def test_certificate_numbers_have_their_form_and_those_studying_have_none(people: list[dict[str, Any]]) -> None:
    for education in (education for person in people for education in person["educations"]):
        if education["is_studying"]:
            assert [education[key] for key in CERTIFICATE_KEYS] == [None, None]
            continue
        year = education["graduated_month"][:4]
        number, degree = (education[key] for key in CERTIFICATE_KEYS)
        assert len(number) == 18
        assert number.isdigit()
        assert number[6:10] == year
        if education["level"] != "associate":
            digits = degree.removeprefix("Z")
            assert len(digits) == 16
            assert digits[6:10] == year
            assert degree.startswith("Z") == (education["degree_type"] == "professional")


def test_licence_follows_from_the_examination(people: list[dict[str, Any]]) -> None:
    results = Counter(person["certificates"]["licensing_exam"] for person in people)
    assert results.keys() == {"none", "failed", "passed", "licensed"}
    for person in people:
        held = person["certificates"]
        if held["licensing_exam"] != "licensed":
            assert {value for key, value in held.items() if key != "licensing_exam"} == {None}
            continue
        assert len(held["qualification_number"]) == 27
        assert held["qualification_number"].endswith(person["document_number"])
        assert held["qualified_on"] < date(2026, 1, 1)
        if held["practice_number"]:
            assert len(held["practice_number"]) == 15
            assert held["practice_place"] in {hospital.name for hospital in country.hospitals()}


def test_specialty_decides_major_and_practice() -> None:
    dentists = fake_people(300, specialty="2800", province="330000", known_until=2030)
    majors = {education["major"] for person in dentists for education in person["educations"]}
    assert majors == {"口腔医学", "口腔临床医学"}
    categories = {person["certificates"]["practice_category"] for person in dentists}
    assert categories == {None, "2"}
    homes = Counter(person["household_province"] for person in dentists)
    assert homes.most_common(1)[0][0] == "330000"


def test_every_specialty_and_every_province_can_be_asked_for() -> None:
    provinces = {hospital.province for hospital in country.hospitals()}
    for start, specialty in enumerate(code for code, *_ in CODES["specialty"]):
        assert len(fake_people(3, specialty=specialty, start=start, known_until=2030)) == 3
    for province in provinces:
        assert len(fake_people(3, province=province, known_until=2030)) == 3
