"""What the planned residents and their bases fill in, as forms would hand it on."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from xinglin.demo import country
from xinglin.demo.cohorts import Resident
from xinglin.domains.people.public import EducationLevel, education
from xinglin.engines.fields import Field

ELSEWHERE = ("示范县人民医院", country.credit_code(9_999_999))  # an employer beside the training hospital
VAGUE = ("personal_returned", "corrected", "returned", "resubmitted")  # who first leave out the house number


def first_answers(resident: Resident) -> dict[str, Any]:
    """基本信息 as first filled in: some forget what they are later asked for."""
    address = resident.person["address"]
    return resident.person | {"address": re.split(r"\d", address)[0] if resident.stage in VAGUE else address}


def cleaned(fields: Sequence[Field], rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """As forms would hand them on, column by column; what the demonstration invents must pass like anything typed."""
    columns = {}
    for field in sorted(fields, key=lambda field: bool(field.reads)):
        columns[field.key], refused = field.clean_all([row.get(field.key) for row in rows], rows)
        assert not refused, (field.title, refused)  # noqa: S101 -- a fault of the demonstration itself
    found = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    for row, values in zip(rows, found, strict=True):
        whole = {**row, **values}
        values.update({field.key: None for field in fields if not field.relevant(whole)})
    return found


def educations(people: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """For each person level → values; None for levels that were not attended."""
    found: list[dict[str, Any]] = [dict.fromkeys(EducationLevel.values) for _ in people]
    for level in EducationLevel:
        rows = [(place, row) for place, person in enumerate(people) for row in person["educations"]]
        rows = [(place, row) for place, row in rows if row["level"] == level]
        for (place, _), values in zip(rows, cleaned(education(level), [row for _, row in rows]), strict=True):
            found[place][level] = values
    return found


def training_information(resident: Resident, hospital: country.Hospital, year: int) -> dict[str, Any]:
    """培训信息 that fits the person's studies; kinds of people are spread by the serial."""
    studies = resident.person["educations"]
    is_student = any(row["is_studying"] for row in studies)
    years = 3 if studies[-1]["level"] in ("bachelor", "associate") or is_student else 2
    graduated = max(row["graduated_month"] or "" for row in studies)
    category = "GRADUATE" if is_student else ("SOCIAL", "COMPANY", "SOCIAL", "ENTRUST")[resident.serial % 4]
    return {
        "cultivation_type": "provincial" if resident.serial % 9 == 0 else "national",
        "resident_category": category,
        "employer_name": hospital.name if category == "COMPANY" else ELSEWHERE[0],
        "is_military_employer": category == "COMPANY" and hospital.is_military,
        "employer_credit_code": hospital.credit_code if category == "COMPANY" else ELSEWHERE[1],
        "graduate_kind": "fresh" if graduated.startswith(str(year)) or is_student else "past",
        "is_rural_order": not is_student and resident.serial % 17 == 0,
        "is_western_support": resident.serial % 41 == 0,
        "specialty": resident.specialty,
        "training_years": str(years),
        "starts_on": date(year, 9, 1),
        "ends_on": date(year + years, 8, 31),
        "degree_study": is_student,
    }
