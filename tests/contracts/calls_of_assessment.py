"""Calls of the actions of the periodic assessment."""

import json
from datetime import date, timedelta
from typing import Any

import pghistory
from django.utils import timezone
from django.utils.timezone import localdate

from tests.contracts import assessment
from tests.contracts.calls import INNER, Crowd, Verb, call, other_province, system
from tests.factories.assessment import (
    PROFILE,
    confirm_profile,
    confirmed,
    feed_lines,
    made_agency,
    paper,
    physician_rows,
    physicians,
)
from tests.factories.assessment import institution as institution_of
from tests.factories.assessment import province_admin as province_of
from xinglin.demo.country import credit_code
from xinglin.domains.assessment import actions
from xinglin.domains.assessment.actions import NewCycle, agencies, keeping
from xinglin.domains.assessment.loading.lines import page_of
from xinglin.domains.assessment.models import (
    AgencyApplication,
    Cycle,
    Department,
    Enrolment,
    FeedRun,
    InstitutionProfile,
    Physician,
    ProcedureReason,
)
from xinglin.domains.institutions.models import Hospital
from xinglin.domains.institutions.public import NewHospital, found_hospitals
from xinglin.engines.access.actor import Actor, system_actor
from xinglin.engines.access.models import Unit
from xinglin.engines.sheets.sheet import Deed

START = 7_000  # of people whom no other contract has
CODE = credit_code(77)


def institution(crowd: Crowd) -> Actor:
    """医疗卫生机构管理员 of the hospital."""
    return institution_of(crowd.world.country)


def institution_next_door(crowd: Crowd) -> Actor:
    """医疗卫生机构管理员 of the hospital next door."""
    return institution_of(crowd.world.country, crowd.world.country.next_door)


def province(crowd: Crowd) -> Actor:
    """省级管理员."""
    return province_of(crowd.world.country)


def rows_of(crowd: Crowd, number: int) -> Any:
    """So many new physicians of the hospital."""
    found = physicians(crowd.world.country, number, start=START)
    return Physician._base_manager.filter(pk__in=[each.pk for each in found])


def cycles(crowd: Crowd, number: int, *, ended: bool = False) -> Any:
    """So many more cycles of the province."""
    first = 1950 if ended else 2040
    made = Cycle.objects.bulk_create(
        Cycle(
            province=crowd.world.country.province,
            year=first + place,
            starts_on=date(first + place, 1, 1),
            ends_on=date(first + place, 12, 31),
        )
        for place in range(number)
    )
    return Cycle.objects.filter(pk__in=[each.pk for each in made])


def profiles(crowd: Crowd, number: int) -> Any:
    """So many more institutions in the cycle."""
    cycle = assessment.built(crowd.world.country)
    new = [NewHospital(crowd.world.country.city, f"考核医院{place}") for place in range(number)]
    made = found_hospitals(new, by=system_actor()).done
    actions.include(Cycle.objects.filter(pk=cycle.pk), by=province(crowd))
    return InstitutionProfile._base_manager.filter(cycle=cycle, institution__in=made)


def own_profile(crowd: Crowd) -> Any:
    """The hospital's."""
    assessment.built(crowd.world.country)
    return InstitutionProfile._base_manager.filter(institution=crowd.world.country.hospital)


def newcomer(crowd: Crowd) -> Actor:
    """医疗卫生机构管理员 of a hospital that is new in the cycle, and no agency."""
    country = crowd.world.country
    if not (units := Unit.objects.filter(name="申请医院")).exists():
        cycle = assessment.built(country)
        found_hospitals([NewHospital(country.city, "申请医院")], by=system_actor()).only()
        actions.include(Cycle.objects.filter(pk=cycle.pk), by=province(crowd))
        confirm_profile(country, units.get())
    return institution_of(country, units.get())


def departments(crowd: Crowd, number: int, *, active: bool = True) -> Any:
    """So many departments of the hospital."""
    made = Department._base_manager.bulk_create(
        Department(institution=crowd.world.country.hospital, name=f"科室{place}", services=["03"], is_active=active)
        for place in range(number)
    )
    return Department._base_manager.filter(pk__in=[each.pk for each in made])


@call("assessment.cycles_set", by=province, stranger=other_province)
def _(crowd: Crowd, number: int) -> Verb:
    new = [
        NewCycle(
            province=crowd.world.country.province,
            year=2040 + place,
            starts_on=date(2040 + place, 1, 1),
            ends_on=date(2040 + place, 12, 31),
            windows={"assessment-test": (timezone.now(), timezone.now() + timedelta(1))},
        )
        for place in range(number)
    ]
    return lambda by: actions.set_cycles(new, by=by)


@call("assessment.cycles_closed", by=province, stranger=other_province)
def _(crowd: Crowd, number: int) -> Verb:
    rows = cycles(crowd, number, ended=True)
    return lambda by: actions.close_cycles(rows, by=by)


@call("assessment.institutions_included", by=province, stranger=other_province)
def _(crowd: Crowd, number: int) -> Verb:
    rows = cycles(crowd, number)
    return lambda by: actions.include(rows, by=by)


@call("assessment.institutions_joined", by=province, stranger=None, most=1, why=INNER)
def _(crowd: Crowd, number: int) -> Verb:
    keys = list(profiles(crowd, number).values_list("institution", flat=True))
    InstitutionProfile._base_manager.filter(institution__in=keys).delete()
    return lambda by: actions.join(keys, by=by)


@call("assessment.rules_set", by=province, stranger=institution)
def _(crowd: Crowd, number: int) -> Verb:
    figures: dict[str, Any] = {
        "cycle_years": 3,
        "commended_years": 5,
        "clean_years": 12,
        "resits": 1,
        "is_connected": False,
    }
    rows = [{"starts_on": localdate() + timedelta(place), **figures} for place in range(number)]
    return lambda by: actions.set_rules(rows, by=by)


def reasons(number: int) -> list[dict[str, Any]]:
    return [
        {"procedure": "exempt", "title": f"情形{place}", "proof": "证明", "starts_on": localdate()}
        for place in range(number)
    ]


@call("assessment.reasons_added", by=province, stranger=institution)
def _(crowd: Crowd, number: int) -> Verb:
    return lambda by: actions.add_reasons(reasons(number), by=by)


@call("assessment.reasons_ended", by=province, stranger=other_province)
def _(crowd: Crowd, number: int) -> Verb:
    actions.add_reasons(reasons(number), by=province(crowd))
    rows = ProcedureReason.objects.filter(title__startswith="情形")
    return lambda by: actions.end_reasons(rows, by=by)


@call("assessment.profiles_confirmed", by=institution, stranger=institution_next_door, most=1)
def _(crowd: Crowd, number: int) -> Verb:
    rows = own_profile(crowd)
    return lambda by: actions.confirm_profiles(rows, {rows.get().pk: PROFILE}, by=by)


@call("assessment.institution_accounts_opened", by=province, stranger=other_province)
def _(crowd: Crowd, number: int) -> Verb:
    rows = profiles(crowd, number)
    return lambda by: actions.open_institution_accounts(rows, by=by)


@call("assessment.agencies_entrusted", by=province, stranger=other_province)
def _(crowd: Crowd, number: int) -> Verb:
    rows, agency = profiles(crowd, number), crowd.world.country.hospital
    return lambda by: actions.entrust(rows, agency=agency, by=by)


@call("assessment.applications_opened", by=province, stranger=other_province)
def _(crowd: Crowd, number: int) -> Verb:
    rows = profiles(crowd, number)
    return lambda by: actions.open_application(rows, by=by)


@call("assessment.applications_shut", by=province, stranger=other_province)
def _(crowd: Crowd, number: int) -> Verb:
    rows = profiles(crowd, number)
    actions.open_application(rows, by=province(crowd))
    return lambda by: actions.shut_application(rows, by=by)


@call("assessment.agency_application_saved", by=newcomer, stranger=institution, most=1)
def _(crowd: Crowd, number: int) -> Verb:
    applying = newcomer(crowd)
    rows = InstitutionProfile._base_manager.filter(institution=applying.unit)
    actions.open_application(rows, by=province(crowd))
    papers = [paper(applying).pk]
    return lambda by: actions.save_applications(rows, note="", papers=papers, by=by)


@call("assessment.agencies_made", by=province, stranger=None, most=1, why=INNER)
def _(crowd: Crowd, number: int) -> Verb:
    application = made_agency(crowd.world.country, newcomer(crowd).unit)
    assert AgencyApplication._base_manager.filter(pk=application.pk).exists()
    return lambda by: agencies.make_agencies([application.pk], by=by)


@call("assessment.departments_created", by=institution, stranger=province)
def _(crowd: Crowd, number: int) -> Verb:
    rows = [{"name": f"科室{place}", "services": ["03"]} for place in range(number)]
    return lambda by: actions.create_departments(rows, by=by)


@call("assessment.departments_saved", by=institution, stranger=institution_next_door)
def _(crowd: Crowd, number: int) -> Verb:
    rows = departments(crowd, number)
    values = {each.pk: {"name": f"{each.name}病区", "services": ["04"]} for each in rows}
    return lambda by: actions.save_departments(rows, values, by=by)


@call("assessment.departments_stopped", by=institution, stranger=institution_next_door)
def _(crowd: Crowd, number: int) -> Verb:
    rows = departments(crowd, number)
    return lambda by: actions.stop_departments(rows, by=by)


@call("assessment.departments_started", by=institution, stranger=institution_next_door)
def _(crowd: Crowd, number: int) -> Verb:
    rows = departments(crowd, number, active=False)
    return lambda by: actions.start_departments(rows, by=by)


@call("assessment.departments_deleted", by=institution, stranger=institution_next_door)
def _(crowd: Crowd, number: int) -> Verb:
    rows = departments(crowd, number)
    return lambda by: actions.delete_departments(rows, by=by)


@call("assessment.physicians_added", by=institution, stranger=province)
def _(crowd: Crowd, number: int) -> Verb:
    rows = physician_rows(number, start=START)
    return lambda by: actions.add_physicians(rows, by=by)


@call("assessment.physicians_imported", by=institution, stranger=province)
def _(crowd: Crowd, number: int) -> Verb:
    rows = physician_rows(number, start=START)
    return lambda by: actions.import_physicians(rows, by=by)


@call("assessment.physician_import_undone", by=institution, stranger=institution_next_door)
def _(crowd: Crowd, number: int) -> Verb:
    since = timezone.now()
    with pghistory.context() as context:
        made = actions.import_physicians(physician_rows(number, start=START), by=institution(crowd)).records
    deed = Deed(created=list(made.values()), changed=[], context=context.id, since=since)
    return lambda by: actions.undo_physicians(deed, by=by)


@call("assessment.physicians_opened", by=system, stranger=None, why=INNER)
def _(crowd: Crowd, number: int) -> Verb:
    hospital = crowd.world.country.hospital
    here = {"institution_id": hospital.pk, "province_id": hospital.province_id, "source": "form", "duty": "on"}
    rows = {place: {**row, **here} for place, row in enumerate(physician_rows(number, start=START))}
    return lambda by: keeping.open_physicians(rows, {}, by=by)


@call("assessment.physicians_moved", by=system, stranger=None, why=INNER)
def _(crowd: Crowd, number: int) -> Verb:
    found = list(rows_of(crowd, number))
    moving = {each.pk: crowd.world.country.next_door for each in found}
    return lambda by: keeping.move_physicians(moving, found, by=by)


@call("assessment.physicians_saved", by=institution, stranger=institution_next_door)
def _(crowd: Crowd, number: int) -> Verb:
    rows = rows_of(crowd, number)
    values = {each.pk: {"grade": "2"} for each in rows}
    return lambda by: actions.save_physicians(rows, values, by=by)


@call("assessment.physicians_transferred", by=province, stranger=other_province)
def _(crowd: Crowd, number: int) -> Verb:
    rows, to = rows_of(crowd, number), crowd.world.country.next_door
    return lambda by: actions.transfer_physicians(rows, institution=to, by=by)


@call("assessment.physicians_deleted", by=institution, stranger=institution_next_door)
def _(crowd: Crowd, number: int) -> Verb:
    rows = rows_of(crowd, number)
    return lambda by: actions.delete_physicians(rows, by=by)


@call("assessment.went_off_duty", by=institution, stranger=institution_next_door)
def _(crowd: Crowd, number: int) -> Verb:
    rows = rows_of(crowd, number)
    return lambda by: actions.go_off_duty(rows, comment="进修", by=by)


@call("assessment.returned_to_duty", by=institution, stranger=institution_next_door)
def _(crowd: Crowd, number: int) -> Verb:
    rows = rows_of(crowd, number)
    actions.go_off_duty(rows, comment="进修", by=institution(crowd))
    return lambda by: actions.return_to_duty(rows, by=by)


@call("assessment.passwords_reset", by=institution, stranger=institution_next_door)
def _(crowd: Crowd, number: int) -> Verb:
    rows = rows_of(crowd, number)
    return lambda by: actions.reset_passwords(rows, by=by)


@call("assessment.participation_confirmed", by=institution, stranger=institution_next_door)
def _(crowd: Crowd, number: int) -> Verb:
    assessment.built(crowd.world.country)
    rows = rows_of(crowd, number)
    return lambda by: actions.confirm(rows, by=by)


@call("assessment.participation_cancelled", by=institution, stranger=institution_next_door)
def _(crowd: Crowd, number: int) -> Verb:
    assessment.built(crowd.world.country)
    found = confirmed(crowd.world.country, list(rows_of(crowd, number).select_related("institution")))
    rows = Enrolment._base_manager.filter(pk__in=[each.pk for each in found])
    return lambda by: actions.cancel(rows, by=by)


@call("assessment.feed_begun", by=system, stranger=province, most=1)
def _(crowd: Crowd, number: int) -> Verb:
    rows = Unit.objects.filter(pk=crowd.world.country.province.pk)
    return lambda by: actions.begin_feed(rows, source="test", by=by)


def feed_runs(crowd: Crowd, number: int) -> Any:
    """So many runs of the province."""
    country = crowd.world.country
    made = FeedRun._base_manager.bulk_create(FeedRun(province=country.province, source="test") for _ in range(number))
    return FeedRun._base_manager.filter(pk__in=[each.pk for each in made])


@call("assessment.feed_ended", by=system, stranger=province)
def _(crowd: Crowd, number: int) -> Verb:
    rows = feed_runs(crowd, number)
    return lambda by: actions.end_feed(rows, by=by)


@call("assessment.feed_taken_over", by=system, stranger=province)
def _(crowd: Crowd, number: int) -> Verb:
    Hospital.objects.filter(unit=crowd.world.country.hospital).update(credit_code=CODE)
    lines = [json.dumps(line).encode() for line in feed_lines(START, number, CODE)]
    page, run = page_of(enumerate(lines, 1)), feed_runs(crowd, 1).get()
    return lambda by: actions.take_over(page, run=run, by=by)
