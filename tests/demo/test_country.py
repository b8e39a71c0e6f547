"""The places of the demonstration hang together and name only codes that exist."""

import json
from collections import Counter
from pathlib import Path

import pytest
from stdnum.cn import uscc

from xinglin.demo import country
from xinglin.domains.institutions.enums import HospitalKind, HospitalLevel

REFERENCE = Path(country.__file__).parents[1] / "domains/reference/data/codes.json"
CODES = json.loads(REFERENCE.read_text(encoding="utf-8"))
PROVINCES = {code for code, *_ in CODES["province_GBT2260"]} | {"660000"}
SPECIALTIES = {code for code, *_ in CODES["specialty"]}
DENTAL = {f"{number}00" for number in range(28, 35)}
CHINESE_MEDICINE = {"3500", "3600"}
LARGE = {"110000": 8, "310000": 8, "440000": 8, "320000": 8, "330000": 8, "510000": 8, "420000": 8, "370000": 8}


@pytest.mark.spec("PLT-120")
def test_every_province_has_its_hospitals() -> None:
    counted = Counter(hospital.province for hospital in country.hospitals())
    assert counted.keys() == PROVINCES
    assert len(PROVINCES) == 32
    assert [province for province in PROVINCES if counted[province] < LARGE.get(province, 3)] == []


def test_names_and_short_names_are_given_once() -> None:
    hospitals = country.hospitals()
    assert len({hospital.name for hospital in hospitals}) == len(hospitals) >= 160
    assert len({hospital.short_name for hospital in hospitals}) == len(hospitals)
    names = [university.name for university in country.universities()]
    assert len(set(names)) == len(names) >= 60


def test_hospitals_offer_known_specialties_in_order() -> None:
    for hospital in country.hospitals():
        assert hospital.specialties, hospital.name
        assert set(hospital.specialties) <= SPECIALTIES, hospital.name
        assert sorted(set(hospital.specialties)) == list(hospital.specialties), hospital.name


def test_a_hospital_offers_what_its_kind_can_teach() -> None:
    for hospital in country.hospitals():
        offered = set(hospital.specialties)
        assert hospital.kind in HospitalKind.values
        assert hospital.level in HospitalLevel.values
        is_chinese = hospital.kind == HospitalKind.CHINESE_MEDICINE
        assert bool(offered & CHINESE_MEDICINE) == is_chinese, hospital.name
        if hospital.kind == HospitalKind.GENERAL:
            assert len(offered) >= 18, hospital.name
        if "口腔" in hospital.name:
            assert offered == DENTAL, hospital.name
        if "儿童医院" in hospital.name:
            assert {"0200", "1500"} <= offered, hospital.name
        if "精神" in hospital.name:
            assert "0500" in offered, hospital.name


def test_every_specialty_can_be_trained_somewhere() -> None:
    assert {specialty for hospital in country.hospitals() for specialty in hospital.specialties} == SPECIALTIES


def test_a_hospital_stands_in_a_city_of_its_province() -> None:
    known = {(city.province, city.name) for city in country.cities()} | {("660000", None)}
    astray = [hospital.name for hospital in country.hospitals() if (hospital.province, hospital.city) not in known]
    assert astray == []


def test_city_codes_are_of_their_province_and_given_once() -> None:
    cities = country.cities()
    assert {city.province for city in cities} == PROVINCES
    assert len({city.code for city in cities}) == len(cities)
    for city in cities:
        home = "65" if city.province == "660000" else city.province[:2]  # 兵团 has no codes of its own
        assert len(city.code) == 6
        assert city.code.startswith(home), city


def test_credit_codes_are_valid_distinct_and_of_no_real_region() -> None:
    codes = [hospital.credit_code for hospital in country.hospitals() if not hospital.is_military]
    assert len(set(codes)) == len(codes)
    for code in codes:
        assert code.startswith("12999999")
        assert uscc.is_valid(code), code
    assert {hospital.credit_code for hospital in country.hospitals() if hospital.is_military} == {""}


def test_school_codes_have_five_digits_and_are_given_once() -> None:
    codes = [university.code for university in country.universities() if university.code]
    assert len(set(codes)) == len(codes) > 100
    assert all(len(code) == 5 and code.isdigit() for code in codes)
    assert {university.province for university in country.universities()} == PROVINCES


@pytest.mark.parametrize("level", ["bachelor", "master", "doctor"])
def test_majors_lead_to_every_specialty(level: str) -> None:
    taught = [major for major in country.majors() if level in major.levels]
    assert {specialty for major in taught for specialty in major.specialties} == SPECIALTIES
