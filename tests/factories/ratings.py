"""Residents who have left a department in which somebody taught them, and what they say of him."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.timezone import localdate

from tests.factories.country import Country
from tests.factories.faculty import enlisted, person_of
from tests.factories.rotation import ward
from tests.walk import resident
from xinglin.domains.faculty.models import Supervisor
from xinglin.domains.ratings.actions.answering import give_answers
from xinglin.domains.ratings.queries.asking import own_stays
from xinglin.domains.rotation.actions.staying import confirm_entries, confirm_exits
from xinglin.domains.rotation.models import Stint, Teaching
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit
from xinglin.engines.actions import Outcome


@dataclass
class Taught:
    """`residents` left `unit` today, where `supervisors` had taught them."""

    unit: Unit
    supervisors: list[Supervisor]
    residents: list[Actor]

    def teacher(self, place: int = 0) -> Actor:
        """The supervisor as actor."""
        return person_of(self.supervisors[place])


def taught(country: Country, by_whom: Sequence[int], *, start: int = 0) -> Taught:
    """`by_whom`: for each resident the place of his supervisor. Through the real actions but for the department, since
    the planner would spread so few over many.
    """
    number = len(by_whom)
    found = enlisted(country, max(by_whom) + 1, start=960 + start)
    unit = found[0].department
    assert unit
    made = ward(country, number, start=start)
    first = [made.stints(training)[0].pk for training in made.trainings]
    rows = Stint.objects.filter(pk__in=first)
    rows.update(department=unit)
    assert len(confirm_entries(rows, by=country.base).done) == number
    Teaching._base_manager.bulk_create(
        Teaching(stint_id=key, supervisor=found[place], assigned_by="科主任")
        for key, place in zip(first, by_whom, strict=True)
    )
    assert len(confirm_exits(rows, left_on=localdate(), by=country.base).done) == number
    return Taught(unit, found, [resident(training) for training in made.trainings])


def answer(actor: Actor, scores: int | Sequence[int] = 4, words: str = "", **facts: Any) -> Outcome:
    """The resident rates the rotation that he has left; one score for every item, or eight."""
    row = {"stay": own_stays(actor)[0].pk, "words": words, **facts}
    return give_answers([{**row, "scores": [scores] * 8 if isinstance(scores, int) else scores}], by=actor)
