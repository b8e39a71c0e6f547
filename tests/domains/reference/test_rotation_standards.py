"""The official rotation standards, loaded as versioned data, and what a shorter training makes of them."""

from datetime import date
from decimal import Decimal

import pytest

from xinglin.domains.reference.loading import load, load_rotation_standards
from xinglin.domains.reference.models import Code, RotationLine, RotationStandard, Specialty
from xinglin.domains.reference.public import rotation_standard, shortened

pytestmark = [pytest.mark.django_db, pytest.mark.spec("ROT-01", "REC-41")]


@pytest.fixture(autouse=True)
def loaded(db: None) -> None:
    """As the migration does; a second time it changes nothing."""
    load(Code, Specialty)
    for _ in range(2):
        load_rotation_standards(Specialty, RotationStandard, RotationLine)


def standard(code: str, day: date = date(2026, 9, 1)) -> RotationStandard:
    found = rotation_standard(Specialty.objects.get(code=code).pk, day)
    assert found is not None
    return found


def test_the_2014_edition_is_there_with_half_months_stages_and_groups() -> None:
    assert RotationStandard.objects.count() == 34
    assert RotationLine.objects.count() == 347
    internal = standard("0100")
    assert (internal.version, internal.years, internal.months) == ("2014 版", 3, 33)
    assert [(line.department, line.months) for line in internal.lines.all()][:2] == [
        ("心血管内科（含心电图室）", 4),
        ("呼吸内科", 3),
    ]
    assert {line.months for line in standard("0700").lines.all()} >= {Decimal("0.5"), Decimal("3.5")}
    surgery = standard("1500")  # the official text does not add up, and is kept as printed
    assert (surgery.months, sum(line.months for line in surgery.lines.all())) == (33, 34)


def test_of_two_editions_one_keeps_the_one_in_force_when_he_entered() -> None:
    old = standard("0100")
    RotationStandard.objects.filter(pk=old.pk).update(valid_until=date(2027, 8, 31))
    new = RotationStandard.objects.create(
        specialty=old.specialty,
        version="2027 版",
        document="新标准",
        months=33,
        least_months=33,
        valid_from=date(2027, 9, 1),
    )
    assert standard("0100", date(2027, 8, 31)) == old
    assert standard("0100", date(2027, 9, 1)) == new


@pytest.mark.parametrize(("years", "months"), [(1, 11), (2, 22), (3, 33)])
def test_a_shorter_training_has_its_share_of_every_line(years: int, months: int) -> None:
    for each in RotationStandard.objects.prefetch_related("lines"):
        assert sum(share for _, share in shortened(each, years)) == months
    of_respiration = {line.department: share for line, share in shortened(standard("0100"), years)}["呼吸内科"]
    assert of_respiration == years
