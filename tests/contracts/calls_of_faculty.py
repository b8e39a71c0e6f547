"""Calls of the actions of supervisors, departments and the teaching department."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from tests.contracts.administration import department_of
from tests.contracts.calls import INNER, Crowd, Verb, base, call, next_door, system
from tests.factories.country import YEAR
from tests.factories.faculty import WORK, opened_round, staff_rows
from tests.walk import upload_for
from xinglin.domains.faculty.actions import applying, appointing, describing, enlisting, keeping, roster
from xinglin.domains.faculty.models import (
    Application,
    Appointment,
    Certificate,
    Incident,
    RosterRequest,
    Supervisor,
)
from xinglin.domains.faculty.queries.enlisting import Register
from xinglin.domains.people.models import Person
from xinglin.domains.people.public import EducationLevel
from xinglin.domains.reference.models import Specialty
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.roles import Role
from xinglin.kit import calendar

FIRST = 1500  # serials of invented people whom no other contract uses
RATED = YEAR - 2


def stranger(crowd: Crowd) -> Actor:
    """Another supervisor."""
    return crowd.world.supervisors[1]


def secretary(crowd: Crowd) -> Actor:
    """教学秘书 of the department."""
    return crowd.world.country.actor(department_of(crowd.world.country), Role.TEACHING_SECRETARY)


def secretary_next_door(crowd: Crowd) -> Actor:
    """教学秘书 of the hospital next door."""
    return crowd.world.country.actor(crowd.world.country.next_door, Role.TEACHING_SECRETARY)


def province(crowd: Crowd) -> Actor:
    """省级管理员."""
    return crowd.world.country.actor(crowd.world.country.province, Role.PROVINCE_ADMIN)


def rows(crowd: Crowd, number: int) -> "QuerySet[Supervisor]":
    """The crowd as supervisors of the department, whose four parts are complete."""
    unit, specialty = department_of(crowd.world.country), Specialty.objects.get(code="0100")
    facts = {**WORK, "specialty": specialty, "post": ""}
    place = {"institution_id": unit.institution_id, "province_id": unit.province_id, "department": unit}
    made = Supervisor._base_manager.bulk_create(
        Supervisor(
            person=training.person,
            **place,
            **facts,
            health="1",
            practice_level="full",
            contact_saved_at=training.person.created_at,
        )
        for training in crowd.trainings[:number]
    )
    return Supervisor._base_manager.filter(pk__in=[each.pk for each in made])


def listed(crowd: Crowd, number: int) -> "QuerySet[Supervisor]":
    """Counted by the base as its own."""
    found = rows(crowd, number)
    found.update(listed_at=crowd.trainings[0].person.created_at)
    return found


def applications(crowd: Crowd, number: int, **state: Any) -> "QuerySet[Application]":
    """In today's round; `state` beyond a draft."""
    opened = opened_round(crowd.world.country)
    made = Application._base_manager.bulk_create(
        Application(
            supervisor=each,
            round=opened,
            institution_id=each.institution_id or 0,
            province_id=each.province_id or 0,
            department_id=each.department_id or 0,
            **state,
        )
        for each in rows(crowd, number)
    )
    return Application._base_manager.filter(pk__in=[each.pk for each in made])


def sent(crowd: Crowd, number: int, recommendation: str = "none") -> "QuerySet[Application]":
    moment = crowd.trainings[0].person.created_at
    return applications(crowd, number, state="submitted", submitted_at=moment, recommendation=recommendation)


def appointed(crowd: Crowd, number: int) -> "QuerySet[Supervisor]":
    """With a term from today."""
    found, today = listed(crowd, number), calendar.today()
    Appointment._base_manager.bulk_create(
        Appointment(
            supervisor=each,
            institution_id=each.institution_id or 0,
            province_id=each.province_id or 0,
            department_id=each.department_id or 0,
            starts_on=today,
            ends_on=today,
            last_on=today,
            appointed_by="教学部",
        )
        for each in found
    )
    return found


def known(crowd: Crowd, number: int) -> list[dict[str, Any]]:
    """Rows that name the crowd by document."""
    people = Person._base_manager.filter(supervisors__in=listed(crowd, number)).order_by("pk")
    keys = ("name", "document_type", "document_number")
    return [{key: getattr(each, key) for key in keys} for each in people]


def additions(number: int) -> list[dict[str, Any]]:
    extra = {"practice_number": "110110000012345", "email": "a@example.com", "teaching_since": None, "reason": ""}
    return [row | extra for row in staff_rows(number, start=FIRST)]


@call("faculty.supervisors_opened", by=system, stranger=stranger)
def _(crowd: Crowd, number: int) -> Verb:
    people = [training.person_id for training in crowd.trainings[:number]]
    return lambda by: enlisting.open_supervisors(people, by=by)


@call("faculty.supervisors_saved", stranger=secretary)
def _(crowd: Crowd, number: int) -> Verb:
    new = staff_rows(number, start=FIRST, unit=department_of(crowd.world.country).name)
    return lambda by: enlisting.save_supervisors(new, by=by)


@call("faculty.supervisors_imported", stranger=secretary)
def _(crowd: Crowd, number: int) -> Verb:
    new = staff_rows(number, start=FIRST, unit=department_of(crowd.world.country).name)
    return lambda by: enlisting.import_supervisors(new, by=by)


@call("faculty.supervisors_released")
def _(crowd: Crowd, number: int) -> Verb:
    found = listed(crowd, number)
    return lambda by: enlisting.release_supervisors(found, comment="离职", by=by)


@call("faculty.identity_saved", by=system, stranger=stranger)
def _(crowd: Crowd, number: int) -> Verb:
    found = rows(crowd, number)
    return lambda by: describing.save_identity(found, {each.pk: {"health": "2"} for each in found}, by=by)


@call("faculty.contact_saved", by=system, stranger=stranger)
def _(crowd: Crowd, number: int) -> Verb:
    found = rows(crowd, number)
    return lambda by: describing.save_contact(found, {each.pk: {"address": "示范路2号"} for each in found}, by=by)


@call("faculty.education_saved", by=system, stranger=stranger)
def _(crowd: Crowd, number: int) -> Verb:
    found = rows(crowd, number)
    levels: dict[str, Any] = {EducationLevel.ASSOCIATE.value: {"school": "示范医学院", "is_studying": False}}
    return lambda by: describing.save_education(found, dict.fromkeys([each.pk for each in found], levels), by=by)


@call("faculty.work_saved", by=system, stranger=stranger)
def _(crowd: Crowd, number: int) -> Verb:
    found = rows(crowd, number)
    values = {each.pk: {"title": "chief", "titled_on": date(2022, 1, 1)} for each in found}
    return lambda by: describing.save_work(found, values, by=by)


@call("faculty.information_confirmed", by=system, stranger=stranger)
def _(crowd: Crowd, number: int) -> Verb:
    found = listed(crowd, number)
    return lambda by: describing.confirm_information(found, by=by)


@call("faculty.rounds_saved", stranger=secretary)
def _(crowd: Crowd, number: int) -> Verb:
    today = calendar.today()
    new = [{"name": f"批次{i}", "opens_on": today, "closes_on": today, "note": ""} for i in range(number)]
    return lambda by: applying.save_rounds(new, by=by)


@call("faculty.standards_set", by=province, stranger=next_door)
def _(crowd: Crowd, number: int) -> Verb:
    figures = {"title_years": 4, "injury_years": 3, "accident_years": 3, "poor_years": 2, "poor_span": 3}
    new = [
        {**figures, "roster_month": 12, "roster_day": 31, "valid_from": date(2990, 1, 1).replace(year=2990 + i)}
        for i in range(number)
    ]
    return lambda by: applying.set_standards(new, by=by)


@call("faculty.applications_started", by=system, stranger=stranger)
def _(crowd: Crowd, number: int) -> Verb:
    found, opened = rows(crowd, number), opened_round(crowd.world.country)
    return lambda by: applying.start_applications(found, opened=opened, by=by)


@call("faculty.applications_submitted", by=system, stranger=stranger)
def _(crowd: Crowd, number: int) -> Verb:
    found = applications(crowd, number)
    return lambda by: applying.submit_applications(found, by=by)


@call("faculty.applications_discarded", by=system, stranger=stranger)
def _(crowd: Crowd, number: int) -> Verb:
    found = applications(crowd, number)
    return lambda by: applying.discard_applications(found, by=by)


@call("faculty.recommended")
def _(crowd: Crowd, number: int) -> Verb:
    found = sent(crowd, number)
    return lambda by: appointing.recommend(found, by=by)


@call("faculty.declined")
def _(crowd: Crowd, number: int) -> Verb:
    found = sent(crowd, number)
    return lambda by: appointing.decline(found, comment="名额已满", by=by)


@call("faculty.appointed")
def _(crowd: Crowd, number: int) -> Verb:
    found, today = sent(crowd, number, "recommended"), calendar.today()
    return lambda by: appointing.appoint(found, starts_on=today, ends_on=today, by=by)


@call("faculty.dismissed")
def _(crowd: Crowd, number: int) -> Verb:
    found = appointed(crowd, number)
    return lambda by: appointing.dismiss(found, comment="离职", by=by)


@call("faculty.additions_asked", by=secretary, stranger=base)
def _(crowd: Crowd, number: int) -> Verb:
    return lambda by: roster.ask_additions(additions(number), by=by)


@call("faculty.additions_imported", by=secretary, stranger=base)
def _(crowd: Crowd, number: int) -> Verb:
    return lambda by: roster.import_additions(additions(number), by=by)


@call("faculty.dismissals_asked", by=secretary, stranger=secretary_next_door)
def _(crowd: Crowd, number: int) -> Verb:
    found = appointed(crowd, number)
    return lambda by: roster.ask_dismissals(found, comment="离职", by=by)


@call("faculty.dismissals_imported", by=secretary, stranger=secretary_next_door)
def _(crowd: Crowd, number: int) -> Verb:
    people = Person._base_manager.filter(supervisors__in=appointed(crowd, number)).order_by("pk")
    keys = ("name", "document_type", "document_number")
    said = [{**{key: getattr(each, key) for key in keys}, "reason": "离职"} for each in people]
    return lambda by: roster.import_dismissals(said, by=by)


@call("faculty.requests_agreed")
def _(crowd: Crowd, number: int) -> Verb:
    made = list(roster.ask_additions(additions(number), by=secretary(crowd)).records.values())
    found = RosterRequest._base_manager.filter(pk__in=made)
    return lambda by: roster.agree(found, by=by)


@call("faculty.requests_refused")
def _(crowd: Crowd, number: int) -> Verb:
    made = list(roster.ask_additions(additions(number), by=secretary(crowd)).records.values())
    found = RosterRequest._base_manager.filter(pk__in=made)
    return lambda by: roster.refuse(found, comment="名额已满", by=by)


COURSE: dict[str, Any] = {"level": "2", "course": "省级师资培训班", "issued_on": date(2026, 1, 5), "valid_until": None}


@call("faculty.certificates_imported")
def _(crowd: Crowd, number: int) -> Verb:
    said = [row | COURSE for row in known(crowd, number)]
    return lambda by: keeping.import_certificates(said, by=by)


@call("faculty.certificates_added")
def _(crowd: Crowd, number: int) -> Verb:
    found = listed(crowd, number)
    return lambda by: keeping.add_certificates(found, {each.pk: COURSE for each in found}, by=by)


@call("faculty.certificates_removed")
def _(crowd: Crowd, number: int) -> Verb:
    found = listed(crowd, number)
    keeping.add_certificates(found, {each.pk: COURSE for each in found}, by=base(crowd))
    made = Certificate._base_manager.filter(supervisor__in=found)
    return lambda by: keeping.remove_certificates(made, by=by)


def incidents(crowd: Crowd, found: "QuerySet[Supervisor]") -> dict[int, dict[str, Any]]:
    facts = {"kind": "accident", "gravity": "ordinary", "happened_on": date(2026, 1, 5), "description": "迟到"}
    return {each.pk: {**facts, "evidence": upload_for(base(crowd), "incident-evidence").uuid} for each in found}


@call("faculty.incidents_recorded")
def _(crowd: Crowd, number: int) -> Verb:
    found = listed(crowd, number)
    facts = incidents(crowd, found)
    return lambda by: keeping.record_incidents(found, facts, by=by)


@call("faculty.incidents_withdrawn")
def _(crowd: Crowd, number: int) -> Verb:
    found = listed(crowd, number)
    keeping.record_incidents(found, incidents(crowd, found), by=base(crowd))
    made = Incident._base_manager.filter(supervisor__in=found)
    return lambda by: keeping.withdraw_incidents(made, comment="登记有误", by=by)


@call("faculty.verdicts_imported")
def _(crowd: Crowd, number: int) -> Verb:
    said = [{**row, "year": RATED, "result": "good", "answers": 9} for row in known(crowd, number)]
    return lambda by: keeping.import_verdicts(said, by=by)


@call("faculty.verdicts_recorded")
def _(crowd: Crowd, number: int) -> Verb:
    found = listed(crowd, number)
    said = {each.pk: {RATED: {"result": "poor", "answers": 9}} for each in found}
    return lambda by: keeping.record_verdicts(found, said, by=by)


@call("faculty.people_enlisted", stranger=None, why=INNER)
def _(crowd: Crowd, number: int) -> Verb:
    new = staff_rows(number, start=FIRST, unit=department_of(crowd.world.country).name)
    register = Register(new, base(crowd))
    verdicts = {index: register.judge(index, row) for index, row in enumerate(new)}
    return lambda by: enlisting.enlist(new, verdicts, by=by)


@call("faculty.taken_on", stranger=None, why=INNER)
def _(crowd: Crowd, number: int) -> Verb:
    found = list(rows(crowd, number).select_related("person"))
    return lambda by: enlisting.list_as_own(found, by=by)


@call("faculty.terms_ended", stranger=None, why=INNER)
def _(crowd: Crowd, number: int) -> Verb:
    found = list(appointed(crowd, number).select_related("person"))
    return lambda by: appointing.end_terms(found, reasons=dict.fromkeys([each.pk for each in found], "离职"), by=by)
