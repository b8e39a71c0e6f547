"""What the counting of a box needs to know beside its ballots (FAC-09)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from xinglin.domains.rotation.public import Stay
from xinglin.kit import calendar

from .. import rules
from ..models import Ballot, Box, Given
from ..rules.counting import Answer
from .asking import rules_for
from .ballots import opened

Place = tuple[int, int]


def silent_places() -> list[Place]:
    """(department, year) of years that have ended, where residents were taught and nobody has answered yet."""
    answered = Box._base_manager.filter(department=OuterRef("stint__department"), year=OuterRef("left_on__year"))
    rows = Stay._base_manager.filter(left_on__year__lt=calendar.today().year, stint__teaching__isnull=False)
    places = rows.filter(~Exists(answered)).order_by().values_list("stint__department", "left_on__year").distinct()
    return sorted(places)


def due_boxes() -> "QuerySet[Box]":
    """Boxes of years in which nobody can answer any more."""
    waiting = list(Box._base_manager.filter(counted_on=None))
    ruled = rules_for((box.province_id, box.year) for box in waiting)
    due = [box.pk for box in waiting if not rules.may_count(box, ruled[box.province_id, box.year], calendar.today())]
    return Box._base_manager.filter(pk__in=due)


def answers_in(boxes: Iterable[Box]) -> dict[int, list[Answer]]:
    """Box → what its ballots say; one statement."""
    found: dict[int, list[Answer]] = {box.pk: [] for box in boxes}
    for ballot in Ballot.objects.filter(box__in=found):
        found[ballot.box_id] += opened([ballot])
    return found


def people_in(boxes: Sequence[Box]) -> dict[Place, dict[int, int]]:
    """(department, year) → supervisor → how many different residents have rated him there; one statement."""
    rows = Given._base_manager.filter(_of(boxes, "stay__"), stay__stint__teaching__isnull=False)
    counted = rows.values_list(
        "stay__stint__department", "stay__left_on__year", "stay__stint__teaching__supervisor"
    ).annotate(number=Count("stay__stint__resident__training", distinct=True))
    found: dict[Place, dict[int, int]] = defaultdict(dict)
    for department, year, supervisor, number in counted:
        found[department, year][supervisor] = number
    return found


def asked_in(boxes: Sequence[Box]) -> dict[Place, int]:
    """(department, year) → rotations that were over and had been taught; one statement."""
    rows = Stay._base_manager.filter(_of(boxes), stint__teaching__isnull=False)
    counted = rows.values_list("stint__department", "left_on__year").annotate(number=Count("pk"))
    return {(department, year): number for department, year, number in counted}


def given_in(boxes: Sequence[Box]) -> "QuerySet[Given]":
    """Who has answered."""
    return Given._base_manager.filter(_of(boxes, "stay__"))


def _of(boxes: Iterable[Box], prefix: str = "") -> Q:
    """Rotations left in the department in the year of one of the boxes."""
    years: dict[int, list[int]] = defaultdict(list)
    for box in boxes:
        years[box.year].append(box.department_id)
    found = Q(pk__in=[])
    for year, departments in years.items():
        found |= Q(**{f"{prefix}left_on__year": year, f"{prefix}stint__department__in": departments})
    return found
