"""«住院医师信息更新记录»: the lines, and how those whom they tell of are called (REP-37)."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from xinglin.domains.people.public import Person
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import visible

from .. import rules
from ..models import FormerPerson, UpdateEntry


def updates_visible_to(actor: Actor) -> "QuerySet[UpdateEntry]":
    """Every write to records of the actor's bases, those of records that were deleted since included."""
    return visible(UpdateEntry, actor, rules.VIEW).select_related(
        "province", "institution", "specialty", "person", "context"
    )


def name_people(entries: Sequence[Any]) -> None:
    """Put on each line the person as `known`, or what is kept of one who was deleted. One statement."""
    gone = [entry.person_id for entry in entries if entry.person is None]
    former = FormerPerson.objects.in_bulk(gone) if gone else {}
    for entry in entries:
        entry.known = entry.person or former.get(entry.person_id)


def told_of(people: Q) -> Q:
    """Lines that tell of people for whom this holds, deleted or not; `people` reads name or document."""
    present = Person._base_manager.filter(people).order_by().values("pk")
    return Q(person__in=present.union(FormerPerson.objects.filter(people).values("pk"), all=True))
