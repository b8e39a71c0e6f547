"""Ratings for the contracts: a rotation that the hospital's resident has left, and a counted year of a department."""

from collections.abc import Callable
from typing import Any

from django.utils.timezone import localdate

from tests.contracts import faculty, rotation
from tests.factories.country import YEAR, Country
from xinglin.domains.ratings.models import Box, Questionnaire, RatingRule, Result
from xinglin.domains.rotation.models import PlannedResident, Stay, Stint, Teaching
from xinglin.domains.training.models import Training
from xinglin.engines.access.models import Unit

COUNTED = YEAR - 1


def stay(country: Country, training: Training) -> Stay:
    """He left the department today, where the hospital's supervisor had taught him."""
    standing = Stay._base_manager.filter(stint__resident__training=training)
    if not standing.exists():
        like = rotation.stint(country)
        facts = {"standard_id": like.resident.standard_id, "years": 3, "first": like.first, "half_months": 66}
        there = PlannedResident._base_manager.create(plan_id=like.resident.plan_id, training=training, **facts)
        stint = Stint._base_manager.create(
            resident=there, department_id=like.department_id, first=like.first, half_months=like.half_months
        )
        Teaching._base_manager.create(stint=stint, supervisor=faculty.own(country), assigned_by="科主任")
        today = localdate()
        Stay._base_manager.create(stint=stint, entered_on=today, entered_by="科主任", left_on=today, left_by="科主任")
    return standing.get()


def box(department: Unit, year: int, **facts: Any) -> Box:
    """The answers about a department and year."""
    place = {"institution_id": department.institution_id, "province_id": department.province_id}
    return Box(department=department, year=year, **place, **facts)


def result(box: Box, supervisor: int) -> Result:
    """What five said, all of them 满意."""
    return Result(
        box=box,
        supervisor_id=supervisor,
        department_id=box.department_id,
        institution_id=box.institution_id,
        province_id=box.province_id,
        year=box.year,
        items=["教学查房"],
        answers=5,
        points=20,
        mean=4,
        means=[4],
        pass_mark=3,
    )


def _result(country: Country) -> Result:
    standing = Result._base_manager.filter(institution=country.hospital)
    if not standing.exists():
        supervisor = faculty.own(country)
        assert supervisor.department
        counted = box(supervisor.department, COUNTED, counted_on=localdate(), asked=6, answered=5)
        counted.save()
        result(counted, supervisor.pk).save()
    return standing.get()


def _questionnaire(country: Country) -> int:
    place = {"province": country.province, "institution": country.hospital, "first_year": YEAR + 1}
    return Questionnaire._base_manager.get_or_create(**place, defaults={"items": ["教学查房"]})[0].pk


ROWS: dict[str, Callable[[Country], int]] = {
    "rating-results": lambda country: _result(country).pk,
    "rating-departments": lambda country: _result(country).box_id,
    "rating-questionnaires": _questionnaire,
    "rating-rules": lambda country: (
        RatingRule.objects.get_or_create(province=country.province, first_year=YEAR + 1)[0].pk
    ),
}


def examples(country: Country, training: Training) -> dict[str, list[dict[str, Any]]]:
    """Arguments of the addresses."""
    return {"ratings": [{"pk": _result(country).pk}], "ratings:rate": [{"pk": stay(country, training).pk}]}
