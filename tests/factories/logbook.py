"""Residents who have come to a department in which a supervisor teaches them: all through the real actions."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localdate

from tests.factories.country import Country
from tests.factories.faculty import person_of
from tests.factories.rotation import Ward, crowd, supervisors_in
from tests.walk import resident
from xinglin.domains.logbook.actions.recording import record_entries
from xinglin.domains.rotation.actions.staying import confirm_entries
from xinglin.domains.rotation.actions.teaching import assign_supervisors
from xinglin.domains.rotation.models import Stay, Stint
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit
from xinglin.engines.access.roles import Role


@dataclass
class Department:
    """`stays` are today's in `unit`, of `residents` in their order; `teacher` teaches them all."""

    ward: Ward
    unit: Unit
    head: Actor
    teacher: Actor
    stays: list[Stay]
    residents: list[Actor]

    def rows(self, *places: int) -> "QuerySet[Stay]":
        """The stays at these places; all without any."""
        return Stay.objects.filter(pk__in=[self.stays[place].pk for place in places or range(len(self.stays))])

    def record(self, place: int = 0, **facts: Any) -> int:
        """The key of one entry that this resident has recorded."""
        outcome = record_entries([entry(self.stays[place].pk, **facts)], by=self.residents[place])
        assert not outcome.refused, outcome.refused
        return outcome.records[0]


def entry(stay: int, /, **facts: Any) -> dict[str, Any]:
    """What a resident fills in; a patient with pericarditis unless said otherwise."""
    usual = {"kind": "disease", "name": "心包炎", "happened_on": localdate(), "case_number": "ZY2026001"}
    return {"stay": stay, "number": 1, "note": "", **usual, **facts}


def department(country: Country, number: int = 2) -> Department:
    """So many residents, in the first of the departments since today."""
    made = crowd(country, number)
    unit = made.departments[0]
    (supervisor,) = supervisors_in(country, unit, 1)
    stints = [min(made.stints(training), key=lambda stint: stint.first) for training in made.trainings]
    rows = Stint.objects.filter(pk__in=[stint.pk for stint in stints])
    assert len(confirm_entries(rows, by=made.base).done) == number
    assert len(assign_supervisors(rows, supervisor=supervisor.pk, by=made.base).done) == number
    stays = {stay.stint_id: stay for stay in Stay.objects.filter(stint__in=rows).select_related("stint__line")}
    return Department(
        made,
        unit,
        country.actor(unit, Role.DEPARTMENT_HEAD),
        person_of(supervisor),
        [stays[stint.pk] for stint in stints],
        [resident(training) for training in made.trainings],
    )
