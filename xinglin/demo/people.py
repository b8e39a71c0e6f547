"""Invented residents with everything a complete record holds; the same serial is always the same person.

Keys are those of the fields of a person's record, coded values are codes of its lists; what a person lacks is None. In
identity card numbers the birth year is 1901-1905, so that the number can be nobody's; people with a document that
tells no birth date have one that fits their studies.
"""

from datetime import date
from functools import cache
from random import Random
from typing import Any

from xinglin.demo import country, names, serial_numbers
from xinglin.demo.education import educations
from xinglin.kit import documents

CHINA, ELSEWHERE = "156", "other"
HONG_KONG, MACAO, TAIWAN = "810000", "820000", "710000"
_FOREIGN_DOCUMENTS = (documents.PASSPORT, documents.FOREIGN_PERMANENT_CARD)
_HOMES = {
    documents.TAIWAN_PASS: (TAIWAN,),
    documents.HONG_KONG_MACAO_PASS: (HONG_KONG, MACAO),
    documents.RESIDENCE_PERMIT: (HONG_KONG, MACAO, TAIWAN),
}
_PERMIT_REGIONS = {HONG_KONG: "810000", MACAO: "820000", TAIWAN: "830000"}
_DOCUMENTS = names.Weighted(
    {
        documents.ID_CARD: 985,
        documents.HONG_KONG_MACAO_PASS: 5,
        documents.TAIWAN_PASS: 3,
        documents.PASSPORT: 2,
        documents.RESIDENCE_PERMIT: 2,
        documents.OFFICER_CARD: 2,
        documents.FOREIGN_PERMANENT_CARD: 1,
    }
)
_SINGLE, _MARRIED = "10", "20"
_NOT_TAKEN, _FAILED, _PASSED, _LICENSED = "none", "failed", "passed", "licensed"
_LICENCE_PARTS = (
    "qualification_number",
    "qualified_on",
    "practice_category",
    "practice_number",
    "practice_place",
    "practice_scopes",
)
_DENTAL, _CHINESE = ("2", "20", "31"), ("4", "40", "51")  # category, category in the number, scope
_SCOPES = {
    "11": ("0100", "0600", "2600", "3700"),
    "12": ("0900", "1000", "1100", "1200", "1300", "1400", "1500", "1900"),
    "13": ("1600",),
    "14": ("0200",),
    "15": ("1700", "1800"),
    "16": ("0400",),
    "17": ("0500",),
    "19": ("2200", "2300", "2400", "2500"),
    "20": ("2000", "2100"),
    "21": ("0700",),
    "22": ("0300",),
    "23": ("0800",),
    "24": ("2700",),
}
_CLINICAL = {specialty: ("1", "10", scope) for scope, specialties in _SCOPES.items() for specialty in specialties}


def fake_people(
    n: int,
    seed: int = 1,
    intake_year: int = 2026,
    *,
    start: int = 0,
    province: str | None = None,
    specialty: str | None = None,
    known_until: int | None = None,
) -> list[dict[str, Any]]:
    """`n` invented people with the serials `start` … `start + n - 1`, each as a dict by field name.

    Serials own their document and mobile numbers: calls with disjoint serials never share one. `province` is where
    they train (most come from there), `specialty` what for (decides majors and practice), `known_until` the last year
    whose licensing examination is known (default: the intake year). Raises ValueError past `serial_numbers.CAPACITY`.
    """
    return [
        _person(serial, seed, intake_year, province, specialty, known_until or intake_year)
        for serial in range(start, start + n)
    ]


def _person(
    serial: int, seed: int, intake_year: int, province: str | None, specialty: str | None, known_until: int
) -> dict[str, Any]:
    random = Random(seed * serial_numbers.ROUND + serial)  # noqa: S311 -- invented people, no secret
    gender = documents.FEMALE if random.random() < 0.58 else documents.MALE
    specialty = specialty or random.choice(_all_specialties())
    home = province if random.random() < 0.7 else None
    person, studied = names.identity(random, gender, home), educations(random, serial, intake_year, specialty)
    fields = _base_fields(random, serial, person, gender)
    fields["birth_date"] = fields["birth_date"] or _plausible_birth(random, studied)
    qualifying = next(education for education in studied if education["level"] == "bachelor")
    year = int(qualifying["graduated_month"][:4])
    place = province or person.province
    return fields | {
        "educations": studied,
        "certificates": _certificates(random, fields, year + 1, known_until, specialty, place),
    }


def _base_fields(random: Random, serial: int, person: names.Identity, gender: str) -> dict[str, Any]:
    kind = _DOCUMENTS.draw(random)
    is_foreign = kind in _FOREIGN_DOCUMENTS
    home = random.choice(_HOMES.get(kind, (person.province,)))
    if is_foreign or home != person.province:
        person = names.Identity(names.han_name(random, gender), "98" if is_foreign else names.HAN, person.province)
    number, born_on = _document(random, serial, kind, gender, home)
    return {
        "name": person.name,
        "document_type": kind,
        "document_number": number,
        "mobile": serial_numbers.mobile(serial),
        "gender": gender,
        "ethnic_group": person.ethnic_group,
        "birth_date": born_on,
        "marital_status": _MARRIED if random.random() < 0.18 else _SINGLE,
        "nationality": ELSEWHERE if is_foreign else CHINA,
        "household_province": home,
        "email": f"resident{serial:06d}@example.com",
        "address": _address(random, person.province),
        "emergency_name": names.han_name(random, random.choice((documents.MALE, documents.FEMALE))),
        "emergency_mobile": serial_numbers.any_mobile(random),
    }


def _document(random: Random, serial: int, kind: str, gender: str, home: str) -> tuple[str, date | None]:
    """A number of this kind and the birth date it holds, if it does."""
    if kind == documents.ID_CARD:
        return serial_numbers.id_card(serial, gender, random.choice(_regions(home))), serial_numbers.birth_date(serial)
    if kind == documents.RESIDENCE_PERMIT:
        return serial_numbers.id_card(serial, gender, _PERMIT_REGIONS[home]), serial_numbers.birth_date(serial)
    if kind == documents.FOREIGN_PERMANENT_CARD:
        return serial_numbers.permanent_card(serial, gender), serial_numbers.birth_date(serial)
    return serial_numbers.other_number(kind, serial, is_macao=home == MACAO), None


def _plausible_birth(random: Random, studied: list[dict[str, Any]]) -> date:
    bachelor = next(education for education in studied if education["level"] == "bachelor")
    year = int(bachelor["graduated_month"][:4]) - random.choice((23, 23, 24, 24, 25))
    return date(year, random.randint(1, 12), random.randint(1, 28))


def _address(random: Random, province: str) -> str:
    city = random.choice(_city_names(province))
    room = f"{random.randint(1, 28)}栋{random.randint(1, 3)}单元{random.randint(1, 18)}{random.randint(1, 4):02d}室"
    return f"{city}{names.street(random)}{random.randint(1, 399)}号{room}"


def _certificates(
    random: Random, fields: dict[str, Any], exam_year: int, known_until: int, specialty: str, province: str
) -> dict[str, Any]:
    """What the licensing examination, open a year after graduation, has come to by the end of `known_until`."""
    exam = _exam(random, exam_year, known_until)
    if exam == _LICENSED and len(fields["document_number"]) != 18:
        exam = _PASSED  # the number of the certificate is built on one of 18 characters
    held: dict[str, Any] = {"licensing_exam": exam, **dict.fromkeys(_LICENCE_PARTS)}
    if exam != _LICENSED:
        return held
    category, category_number, scope = _practice(specialty)
    held["qualification_number"] = f"{exam_year}{province[:2]}1{category_number}{fields['document_number']}"
    held["qualified_on"] = date(exam_year, 12, random.randint(1, 28))
    held["practice_category"] = category
    if random.random() < 0.8:
        region = random.choice(_regions(province))
        held["practice_number"] = f"1{category_number}{region}{random.randint(900_000, 999_999)}"
        held["practice_place"] = random.choice(_hospital_names(province))
        held["practice_scopes"] = [scope]
    return held


def _exam(random: Random, exam_year: int, known_until: int) -> str:
    if exam_year > known_until:
        return _NOT_TAKEN
    if random.random() < 0.1:
        return _FAILED
    return _PASSED if exam_year == known_until else _LICENSED


def _practice(specialty: str) -> tuple[str, str, str]:
    if "2800" <= specialty <= "3400":
        return _DENTAL
    return _CHINESE if specialty in ("3500", "3600") else _CLINICAL[specialty]


@cache
def _all_specialties() -> list[str]:
    """Every specialty as often as a hospital offers it."""
    return [specialty for hospital in country.hospitals() for specialty in hospital.specialties]


@cache
def _regions(province: str) -> list[str]:
    return serial_numbers.regions(province)


@cache
def _hospital_names(province: str) -> list[str]:
    return [hospital.name for hospital in country.hospitals() if hospital.province == province]


@cache
def _city_names(province: str) -> list[str]:
    return [city.name for city in country.cities() if city.province == province]
