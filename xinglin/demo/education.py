"""Invented study histories at real schools: levels, dates and certificate numbers that fit the year of intake."""

from functools import cache
from random import Random
from typing import Any

from xinglin.demo import country
from xinglin.demo.names import Weighted

_SHARES = Weighted({"bachelor": 58, "studying": 28, "master": 11, "doctor": 3})  # how people enter training
_FRESH = Weighted({"0": 70, "1": 18, "2": 8, "3": 4})  # years between the last graduation and the intake
_FROM_COLLEGE = 0.04  # of bachelors, who had been to a junior college before
# level: 学历 code, 学位 code by kind of degree (0 academic, 1 clinical, 2 dental), digit in 学历 and in 学位 numbers
_CODES: dict[str, tuple[str, tuple[str, str, str], str, str]] = {
    "associate": ("31", ("", "", ""), "06", ""),
    "bachelor": ("21", ("410", "410", "410"), "05", "4"),
    "master": ("14", ("310", "345", "350"), "02", "3"),
    "doctor": ("11", ("210", "245", "250"), "01", "2"),
}
_PROFESSIONAL, _ACADEMIC = "professional", "academic"


def educations(random: Random, serial: int, intake_year: int, specialty: str) -> list[dict[str, Any]]:
    """The person's studies, lowest first; one who is studying for a master's degree has no certificate of it yet."""
    entry = _SHARES.draw(random)
    last = intake_year - (0 if entry == "studying" else int(_FRESH.draw(random)))
    years = _years(entry, last)
    if entry == "bachelor" and random.random() < _FROM_COLLEGE:
        years = {"associate": last - 2, **years}
    studied = [_education(random, serial, level, year, specialty) for level, year in years.items()]
    if entry == "studying":
        studied.append(_education(random, serial, "master", None, specialty))
    if "associate" in years:
        studied[-1]["is_full_time"] = random.random() < 0.7
    return studied


def _years(entry: str, last: int) -> dict[str, int]:
    """Year of graduation by level for a way into training: three years for a master, three more for a doctor."""
    if entry == "doctor":
        return {"bachelor": last - 6, "master": last - 3, "doctor": last}
    if entry == "master":
        return {"bachelor": last - 3, "master": last}
    return {"bachelor": last}


def _education(random: Random, serial: int, level: str, year: int | None, specialty: str) -> dict[str, Any]:
    school = random.choice(_schools())
    is_graduate = level in ("master", "doctor")
    is_professional = is_graduate and (year is None or random.random() < 0.75)
    studied: dict[str, Any] = {
        "level": level,
        "school": school.name,
        "graduated_month": year and f"{year}-{random.choice(('06', '06', '07'))}",
        "major": _majors(level, specialty).draw(random),
        "degree_type": (_PROFESSIONAL if is_professional else _ACADEMIC) if is_graduate else None,
        "is_full_time": True,
        "is_studying": year is None,
    }
    return studied | _numbers(serial, level, year, school.code or "", specialty, is_professional)


def _numbers(
    serial: int, level: str, year: int | None, school: str, specialty: str, is_professional: bool
) -> dict[str, str | None]:
    """Codes and certificate numbers (reference-data.md §2.4); the 9 in front of the serial marks them as invented."""
    if year is None:
        return dict.fromkeys(("education_code", "education_number", "degree_code", "degree_number"))
    education_code, degree_codes, education_digits, degree_digit = _CODES[level]
    kind = (2 if "2800" <= specialty <= "3400" else 1) if is_professional else 0
    tail = f"9{serial % 100_000:05d}"
    degree = f"{'Z' if is_professional else ''}{school}{degree_digit}{year}{tail}" if degree_digit else None
    return {
        "education_code": education_code,
        "education_number": f"{school}1{year}{education_digits}{tail}",
        "degree_code": degree_codes[kind] or None,
        "degree_number": degree,
    }


@cache
def _schools() -> list[country.University]:
    """Schools whose code, with which certificate numbers begin, is known."""
    return [university for university in country.universities() if university.code]


@cache
def _majors(level: str, specialty: str) -> Weighted:
    taught = [major for major in country.majors() if level in major.levels]
    leading = [major for major in taught if specialty in major.specialties]
    return Weighted({major.name: major.weight for major in leading})
