"""Supervisors brought on through the real actions: registered, on the staff, complete, applied, appointed."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet

from tests.factories.country import YEAR, Country
from tests.walk import FILES, upload_for
from xinglin.demo.people import fake_people
from xinglin.domains.faculty.actions.applying import save_rounds, start_applications, submit_applications
from xinglin.domains.faculty.actions.appointing import appoint, recommend
from xinglin.domains.faculty.actions.describing import save_contact, save_education, save_identity, save_work
from xinglin.domains.faculty.actions.enlisting import save_supervisors
from xinglin.domains.faculty.fields import CONTACT, IDENTITY
from xinglin.domains.faculty.models import Application, Round, Supervisor
from xinglin.domains.institutions.public import appoint_staff, save_departments
from xinglin.domains.people.public import BASIC, LICENCE, EducationLevel, education
from xinglin.engines.access.actor import Actor, actor_of, system_actor
from xinglin.engines.access.models import Membership, Unit, UnitKind
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts.actions import NewRegistration, register
from xinglin.engines.accounts.registration import REGISTRATIONS, Registrant
from xinglin.engines.fields import clean_row
from xinglin.kit import calendar

PASSWORD = "Zhaolu@2026ok"
START = 700  # serials of invented people whom no other factory uses
WORK: dict[str, Any] = {
    "specialty": "0100",
    "title": "attending",
    "titled_on": date(2020, 9, 1),
    "post": None,
    "joined_on": date(2015, 7, 1),
    "teaching_since": date(2021, 9, 1),
    "recent_residents": 6,
    "recent_here": 6,
}


def department(country: Country, name: str = "心血管内科", by: Actor | None = None) -> Unit:
    """A department of the hospital, opened at the first call."""
    by = by or country.base
    standing = Unit.objects.filter(kind=UnitKind.DEPARTMENT, parent=by.unit, name=name).first()
    return standing or Unit.objects.get(pk=save_departments([{"name": name}], by=by).records[0])


def head(country: Country, unit: Unit, login: str = "xnk_zhuren") -> Actor:
    """科主任 of the department."""
    row = {"department": unit.pk, "role": Role.DEPARTMENT_HEAD, "login": login, "name": "欧阳景行"}
    by = country.actor(unit.institution, Role.BASE_ADMIN) if unit.institution else country.base
    assert not appoint_staff([{**row, "mobile": "19900001111"}], by=by).refused
    return actor_of(Membership.objects.select_related("unit", "account").get(unit=unit, role=Role.DEPARTMENT_HEAD))


def registered(start: int = START) -> Actor:
    """Somebody who has just registered himself as a supervisor."""
    row = fake_people(1, start=start, intake_year=YEAR)[0]
    who = Registrant(**{key: row[key] for key in ("name", "document_type", "document_number", "mobile")})
    outcome = register([NewRegistration(who, PASSWORD)], by=system_actor(), kind=REGISTRATIONS["supervisors"])
    assert not outcome.refused, outcome.refused
    newest = Membership.objects.filter(role=Role.SUPERVISOR).select_related("unit", "account").latest("pk")
    return actor_of(newest)


def staff_rows(number: int, *, start: int = START, unit: str = "心血管内科", **facts: Any) -> list[dict[str, Any]]:
    """Rows of the staff list, cleaned."""
    keys = ("name", "document_type", "document_number", "mobile")
    people = fake_people(number, start=start, intake_year=YEAR)
    return [{**{key: person[key] for key in keys}, "department": unit, **facts} for person in people]


def enlisted(country: Country, number: int = 1, *, start: int = START, by: Actor | None = None) -> list[Supervisor]:
    """Supervisors of the hospital's staff list."""
    by = by or country.base
    unit = department(country, by=by)
    outcome = save_supervisors(staff_rows(number, start=start, unit=unit.name, titled_on=None), by=by)
    assert not outcome.refused, outcome.refused
    keys = [outcome.records[index] for index in range(number)]
    found = Supervisor._base_manager.select_related("person", "department", "institution").in_bulk(keys)
    return [found[key] for key in keys]


def person_of(supervisor: Supervisor) -> Actor:
    """The supervisor as actor at his base."""
    held = Membership.objects.select_related("unit", "account").filter(
        account=supervisor.person.account_id, role=Role.SUPERVISOR, ends_at=None
    )
    return actor_of(held.get())


def row_of(actor: Actor) -> "QuerySet[Supervisor]":
    """One's own row as a set of one."""
    return Supervisor._base_manager.filter(person__account=actor.account_id)


def complete(actor: Actor, unit: Unit, start: int = START, **work: Any) -> Supervisor:
    """Fill in the four parts with an invented person's facts."""
    row = fake_people(1, start=start, intake_year=YEAR)[0]
    key = row_of(actor).get().pk
    scans = {f.key: upload_for(actor, f.kind).uuid for f in BASIC if f.key in FILES}
    basic = {f.key: value for f in BASIC if (value := (row | scans).get(f.key)) is not None}
    licence = {**row["certificates"], **LICENSED}
    values = _cleaned((*BASIC, *LICENCE), {**basic, **row, **licence, **scans})
    values |= {"health": "1", "practice_level": "full"}
    save_identity(row_of(actor), {key: {f.key: values[f.key] for f in IDENTITY}}, by=actor).only()
    save_contact(row_of(actor), {key: {f.key: values[f.key] for f in CONTACT}}, by=actor).only()
    levels: dict[str, Any] = dict.fromkeys(EducationLevel.values)
    for each in row["educations"]:
        levels[each["level"]] = _cleaned(education(EducationLevel(each["level"])), each)
    save_education(row_of(actor), {key: levels}, by=actor).only()
    place = {"institution": unit.institution_id, "department": unit.pk, "practice_number": "110110000012345"}
    save_work(row_of(actor), {key: {**WORK, **place, **work}}, by=actor).only()
    return row_of(actor).select_related("person", "department").get()


LICENSED = {
    "licensing_exam": "licensed",
    "qualification_number": "202011110110101190303070012",
    "qualified_on": date(2014, 12, 1),
    "practice_category": "1",
}


def _cleaned(fields: Sequence[Any], raw: Mapping[str, Any]) -> dict[str, Any]:
    values, refused = clean_row(fields, raw)
    assert not refused, refused
    return values


def opened_round(country: Country, by: Actor | None = None, name: str = "2026年度师资报名") -> Round:
    """A round of the hospital that is open today."""
    by = by or country.base
    standing = Round._base_manager.filter(institution=by.unit, name=name).first()
    if standing is None:
        today = calendar.today()
        row = {"name": name, "opens_on": today, "closes_on": today, "note": ""}
        standing = Round._base_manager.get(pk=save_rounds([row], by=by).records[0])
    return standing


def applied(country: Country, actor: Actor) -> "QuerySet[Application]":
    """Submitted in today's round; the parts are complete."""
    mine = row_of(actor)
    by = country.actor(mine.get().institution or country.hospital, Role.BASE_ADMIN)
    outcome = start_applications(mine, opened=opened_round(country, by), by=actor)
    rows = Application._base_manager.filter(pk=outcome.records[mine.get().pk])
    submit_applications(rows, by=actor).only()
    return rows


def appointed(country: Country, applications: "QuerySet[Application]", by: Actor | None = None) -> None:
    """Recommended and appointed from today for three years."""
    by, today = by or country.base, calendar.today()
    assert not recommend(applications, by=by).refused
    assert not appoint(applications, starts_on=today, ends_on=calendar.end_of_term(today, 3), by=by).refused
