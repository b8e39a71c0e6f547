"""The world in which the contracts are tried: records of three hospitals, and somebody of every role in every place."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from tests.contracts import assessment, faculty, recruitment_apply
from tests.engines.test_notices_pages import client_of
from tests.factories.country import Country, small_country
from tests.walk import STATES, opened, resident, walk
from xinglin.domains.institutions.models import SpecialtyBase
from xinglin.domains.people.models import Person
from xinglin.domains.training.models import Training
from xinglin.engines.access.actions import NewUnit, found_units
from xinglin.engines.access.actor import Actor, system_actor
from xinglin.engines.access.models import Unit, UnitKind
from xinglin.engines.access.roles import CITY, COUNTY, NATION, PROVINCE, SEPARATED, Role

SECTIONS = (Role.DEPARTMENT_HEAD, Role.TEACHING_SECRETARY)


@dataclass
class World:
    """`records` belong to `country.hospital`, one in each state; `foreign` ones to the hospital next door."""

    country: Country
    records: dict[str, Training]
    foreign: list[Training]
    far: list[Training]
    other_city: Unit
    county: Unit
    other_programme: Unit
    applicants: list[Actor]
    supervisors: list[Actor]
    physicians: list[Actor]
    sessions: dict[int | None, str] = field(default_factory=dict)

    def browser(self, actor: Actor) -> Client:
        """A fresh one in which the actor is signed in: what a test did to its session is undone with the test."""
        if actor.membership_id not in self.sessions:
            self.sessions[actor.membership_id] = client_of(actor).cookies[settings.SESSION_COOKIE_NAME].value
        browser = Client()
        browser.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[actor.membership_id]
        return browser

    def home(self, role: Role) -> Actor | None:
        """Whose place the records of `country.hospital` lie at or under; None for a role that has no such place."""
        if role == Role.RESIDENT:
            return resident(self.records["reported"])
        if role == Role.APPLICANT:
            return self.applicants[0]
        if role == Role.SUPERVISOR:
            return self.supervisors[0]
        if role == Role.PHYSICIAN:
            return self.physicians[0]
        places = {
            self.country.nation: NATION | SEPARATED,
            self.country.province: PROVINCE,
            self.country.city: CITY,
        }
        unit = next((unit for unit, roles in places.items() if role in roles), self.country.hospital)
        return None if role in COUNTY else self.country.actor(unit, role)

    def strangers(self, role: Role) -> list[Actor]:
        """Those of the role for whom the records do not exist: next door, in the other province, in a sister unit."""
        if role in NATION:
            return []  # nothing is foreign to the nation
        if role == Role.RESIDENT:
            return [resident(self.records["approved"]), resident(self.foreign[0])]
        if role == Role.APPLICANT:
            return self.applicants[1:]
        if role == Role.SUPERVISOR:
            return self.supervisors[1:]
        if role == Role.PHYSICIAN:
            return self.physicians[1:2]
        if role in PROVINCE:
            return [self.country.actor(self.country.other_province, role)]
        if role in CITY:
            return [self.country.actor(self.other_city, role)]
        if role in COUNTY:
            return [self.country.actor(self.county, role)]
        elsewhere = [self.country.next_door, self.country.far]
        if role in SECTIONS:
            elsewhere.append(self.other_programme)
        return [self.country.actor(unit, role) for unit in elsewhere]


def build() -> World:
    """Needs an empty tree of units."""
    country = small_country()
    records = {}
    for index, state in enumerate(STATES):
        records[state] = walk(country, opened(country, start=index), state, start=index)[0]
    foreign = [_elsewhere(country, country.base_next_door, state, 20 + n) for n, state in enumerate(STATES)]
    far = [_elsewhere(country, country.base_far, state, 40 + n) for n, state in enumerate(("complete", "reported"))]
    for person in Person.objects.exclude(portrait=None).select_related("portrait"):
        default_storage.save(person.portrait.path, ContentFile(b"bytes of a picture"))
    programme = SpecialtyBase.objects.get(institution=country.hospital, specialty__code="1900").unit
    other_city = _found(NewUnit(UnitKind.CITY, country.province, "邻市"))
    county = _found(NewUnit(UnitKind.COUNTY, country.city, "邻县"))
    world = World(
        country,
        records,
        foreign,
        far,
        other_city,
        county,
        programme,
        recruitment_apply.applicants(),
        faculty.supervisors(country),
        assessment.those_assessed(country),
    )
    for role in Role:
        for actor in (world.home(role), *world.strangers(role)):
            if actor:
                world.browser(actor)
    return world


def _elsewhere(country: Country, base: Actor, state: str, start: int) -> Training:
    return walk(country, opened(country, by=base, start=start), state, start=start)[0]


def _found(new: NewUnit) -> Unit:
    return Unit.objects.get(pk=found_units([new], by=system_actor()).only())


def keys(rows: Any) -> set[int]:
    """Primary keys of rows."""
    return {row.pk for row in rows}
