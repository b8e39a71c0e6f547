"""Statistics of the whole demonstration equal the approved copies, at every level and for every filter (REP-42)."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict

from xinglin.demo.cohorts import FLAGSHIP
from xinglin.domains.people.public import EducationLevel
from xinglin.domains.training.statistics import RESIDENTS
from xinglin.engines.access.actor import Actor, actor_of
from xinglin.engines.access.models import Membership
from xinglin.engines.access.roles import Role
from xinglin.engines.statistics.asking import Question
from xinglin.engines.statistics.counting import Answer

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.spec("REP-41", "REP-42", "PLT-110", "PLT-35")]
COPIES = """
SELECT unit.path, province.name, unit.name, city.name,
    (SELECT array_agg(section ->> 'key') FROM jsonb_array_elements(sent.copy -> 'sections') AS section),
    (SELECT jsonb_object_agg(answer ->> 'key', answer ->> 'shown')
     FROM jsonb_array_elements(sent.copy -> 'sections') AS section, jsonb_array_elements(section -> 'fields') AS answer)
FROM review_case AS stand
JOIN review_submission AS sent ON sent.id = stand.approved_id
JOIN access_unit AS unit ON unit.id = stand.institution_id
JOIN access_unit AS province ON province.id = stand.province_id
LEFT JOIN access_unit AS city ON city.id = unit.parent_id AND city.kind = 'city'
WHERE stand.chain = 'resident-reporting'
"""
IN_COPY = {
    "specialty": "training.specialty",
    "intake_year": "training.intake_year",
    "status": "status.status",
    "resident_category": "training.resident_category",
    "cultivation_type": "training.cultivation_type",
    "graduate_kind": "training.graduate_kind",
    "training_years": "training.training_years",
    "gender": "basic.gender",
    "licensing_exam": "licence.licensing_exam",
    "is_rural_order": "training.is_rural_order",
    "is_western_support": "training.is_western_support",
}
LEVELS = {f"education.{level.value}": level.label for level in EducationLevel}
PLACES = {
    Role.NATION_ADMIN: None,
    Role.PROVINCE_REVIEWER: "北京市",
    Role.CITY_ADMIN: "广州市",
    Role.BASE_ADMIN: FLAGSHIP,
    Role.DEPARTMENT_HEAD: None,
}


def copies() -> Iterator[dict[str, str]]:
    """Every approved copy as its answers by dimension, read by SQL from the frozen JSON alone."""
    with connection.cursor() as cursor:
        cursor.execute(COPIES)
        found = cursor.fetchall()
    for path, province, institution, city, sections, answers in found:
        shown = json.loads(answers)
        levels = [label for key, label in LEVELS.items() if key in sections]
        places = {"path": path, "province": province, "institution": institution, "city": city or "省直属"}
        given = {key: shown.get(name) or "未填写" for key, name in IN_COPY.items()}
        yield {**places, **given, "highest_level": levels[-1] if levels else "未填写"}


def actor(role: Role) -> Actor:
    held = Membership.objects.filter(role=role).select_related("unit", "account").order_by("pk")
    named = held.filter(unit__name__startswith=PLACES[role]) if PLACES[role] else held
    return actor_of(named[0])


def under(by: Actor, rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Those of the actor's unit; a programme is its hospital's specialty."""
    if by.role == Role.DEPARTMENT_HEAD:
        return [row for row in rows if by.unit.path.startswith(row["path"]) and row["specialty"] == by.unit.short_name]
    return [row for row in rows if row["path"].startswith(by.unit.path)]


def figures(by: Actor, query: str) -> dict[str, int]:
    return {line.title: line.first for line in Answer(Question(RESIDENTS, by, QueryDict(query))).lines}


def named(dimension: Any, label: str) -> str:
    """Cities bear their province's name before their own where there are several provinces."""
    return label.rpartition(" ")[2] if dimension.key == "city" else label


@pytest.mark.parametrize("role", PLACES)
def test_every_dimension_and_every_filter_counts_what_the_copies_say(loaded: Any, role: Role) -> None:
    by = actor(role)
    mine = under(by, list(copies()))
    assert len(mine) > 1
    question = Question(RESIDENTS, by, QueryDict())
    asked = 0
    for dimension in question.dimensions:
        counted = {named(dimension, title): n for title, n in figures(by, f"by={dimension.key}").items()}
        assert counted == Counter(row[dimension.key] for row in mine), dimension.key
        for value, label in question.choices[dimension.key]:
            within = [row for row in mine if row[dimension.key] == named(dimension, label)]
            if within or asked % 10 == 0:  # of the hundreds that nobody is in, a tenth
                found = figures(by, f"{dimension.key}={value}&by=specialty")
                assert found == Counter(row["specialty"] for row in within), (dimension.key, label)
            asked += 1
    assert asked > 30
