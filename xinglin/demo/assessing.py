"""A cycle of the periodic assessment in Beijing, open today: two institutions, the agency entrusted with them, and
some hundred physicians (ASM-02 to ASM-10).
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from xinglin.demo import country, pictures
from xinglin.demo.enrolling import enrol
from xinglin.demo.former_cycle import open_former, settle_former
from xinglin.demo.founding import Places, this_year
from xinglin.demo.log_ins import ASSESSED, ASSESSING, PASSWORD, actors, open_organisations
from xinglin.demo.people import fake_people
from xinglin.demo.reviewing import review
from xinglin.domains.assessment.public import (
    CYCLE_WINDOWS,
    AgencyApplication,
    Department,
    InstitutionProfile,
    NewCycle,
    Physician,
    add_physicians,
    confirm,
    confirm_profiles,
    create_departments,
    entrust,
    open_application,
    save_applications,
    save_physicians,
    set_cycles,
)
from xinglin.domains.institutions.public import NewHospital, found_hospitals
from xinglin.engines.access.actions import NewMembership, grant
from xinglin.engines.access.actor import Actor, actor_of, system_actor
from xinglin.engines.access.models import Membership, Unit
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts.actions import activate
from xinglin.engines.accounts.models import Account
from xinglin.engines.files.actions import take_in
from xinglin.engines.files.storing import NewFile
from xinglin.engines.review.actions import approve, submit
from xinglin.kit.calendar import day_bounds, today

PROVINCE = "110000"
SIZES = (180, 40)
FIRST_SERIAL, FIRST_CODE = 180_000, 9_000
TAKE_PART = 120
DEPARTMENTS = (
    ("内科", ["03"]),
    ("心血管内科", ["03.04"]),
    ("外科", ["04"]),
    ("妇产科", ["05"]),
    ("儿科", ["07"]),
    ("急诊科", ["20"]),
    ("医学影像科", ["32"]),
    ("中医科", ["50"]),
)
SCOPES = {"03": "11", "03.04": "11", "04": "12", "05": "13", "07": "14", "20": "22", "32": "19", "50": "51"}
# Days from today: first and last of each window of the cycle.
TIMES = ((-20, 15), (-20, 40), (-20, 75), (20, 120), (130, 160))


def assess(places: Places) -> int:
    """Set it all up through the real actions; the number of physicians."""
    units, province = _institutions(places), places.provinces[PROVINCE]
    agency = places.hospitals[ASSESSING]
    admin = actors(Role.PROVINCE_ADMIN, [province])[province.pk]
    by = actors(Role.INSTITUTION_ADMIN, [*units, agency])
    former = open_former(province)
    _begin(units, agency, by, admin)
    for name, services in DEPARTMENTS:
        create_departments([{"name": name, "services": services}], by=by[units[0].pk]).only()
    serial = FIRST_SERIAL
    for unit, size in zip(units, SIZES, strict=True):
        outcome = add_physicians(_rows(size, serial), by=by[unit.pk])
        assert not outcome.refused, outcome.refused  # noqa: S101 -- a fault of the demonstration itself
        serial += size
    agent = actors(Role.AGENCY_ADMIN, [agency])[agency.pk]
    settle_former(former, units[0], by[units[0].pk], agent, admin)
    _set_cycle(province)
    _begin(units, agency, by, admin)
    _place(units[0], by[units[0].pk])
    enrol(units[0], by[units[0].pk])
    review(units[0], by[units[0].pk], agent)
    return sum(SIZES)


def _begin(units: Sequence[Unit], agency: Unit, by: Mapping[int, Actor], admin: Actor) -> None:
    """One institution and the agency confirm what is known of them in the cycle that is open; the agency is made."""
    for unit in (units[0], agency):
        _confirm_profile(unit, by[unit.pk])
    _make_agency(agency, [*units, agency], by[agency.pk], admin)


def _institutions(places: Places) -> list[Unit]:
    """Two that train nobody, with accounts of their own; the agency's hospital acts with the account it has."""
    system = system_actor("示例数据")
    new = [
        NewHospital(places.provinces[PROVINCE], name, credit_code=country.credit_code(FIRST_CODE + number))
        for number, name in enumerate(ASSESSED)
    ]
    made = found_hospitals(new, by=system).done
    found = Unit.objects.in_bulk(made)
    units = [found[pk] for pk in made]
    open_organisations([(unit.name, Role.INSTITUTION_ADMIN, unit) for unit in units])
    hospital = places.hospitals[ASSESSING]
    own = Membership.objects.get(unit=hospital, role=Role.BASE_ADMIN).account_id
    grant([NewMembership(own, hospital.pk, Role.INSTITUTION_ADMIN)], by=system)
    return units


def _set_cycle(province: Unit) -> None:
    year, start = this_year(), today()
    times = {
        kind.key: day_bounds(start + timedelta(first), start + timedelta(last))
        for kind, (first, last) in zip(CYCLE_WINDOWS, TIMES, strict=True)
    }
    days: dict[str, Any] = {"starts_on": date(year, 1, 1), "ends_on": date(year + 2, 12, 31)}
    new = NewCycle(province=province, year=year, windows=times, **days)
    set_cycles([new], by=system_actor("示例数据")).only()


def _confirm_profile(unit: Unit, by: Actor) -> None:
    mine = InstitutionProfile.objects.filter(institution=unit, cycle__closed_at=None)
    known = mine.get()
    values = {
        "name": unit.name,
        "credit_code": known.credit_code,
        "category": "general",
        "level": known.level or "2A",
        "address": "示例路 1 号",
        "legal_representative": "顾明澈",
        "contact": "沈微之",
        "contact_phone": "010-00001234",
    }
    confirm_profiles(mine, {known.pk: values}, by=by).only()


def _make_agency(agency: Unit, entrusted: Sequence[Unit], by: Actor, admin: Actor) -> None:
    mine = InstitutionProfile.objects.filter(institution=agency, cycle__closed_at=None)
    open_application(mine, by=admin).only()
    paper = NewFile("agency-paper", "考核机构条件证明.jpg", BytesIO(pictures.paper()), "image/jpeg")
    take_in([paper], by=by)
    save_applications(
        mine, note="床位 1,900 张，执业医师 1,100 人，已成立考核委员会。", papers=[paper.uuid], by=by
    ).only()
    application = AgencyApplication.objects.filter(institution=agency, cycle__closed_at=None)
    submit(application, by=by).only()
    approve(application, by=admin).only()
    entrust(
        InstitutionProfile.objects.filter(institution__in=entrusted, cycle__closed_at=None), agency=agency, by=admin
    )


def _rows(number: int, start: int) -> list[dict[str, Any]]:
    people = fake_people(number, start=start, province=PROVINCE)
    keys = ("name", "document_type", "document_number", "mobile")
    return [
        {
            **{key: person[key] for key in keys},
            "grade": "2" if place % 9 == 8 else "1",
            "category": "4" if place % 8 == 7 else "1",
            "scopes": [SCOPES[DEPARTMENTS[place % 8][1][0]]],
            "licensed_on": date(2004 + place % 19, 12, 1 + place % 28),
            "first_registered_on": date(2005 + place % 19, 3, 1 + place % 28),
        }
        for place, person in enumerate(people)
    ]


def _place(unit: Unit, by: Actor) -> None:
    """Most have their department, two thirds take part, and the first of them has set his password."""
    departments = {each.name: each.pk for each in Department.objects.filter(institution=unit)}
    found = list(Physician.objects.filter(institution=unit).select_related("person").order_by("pk"))
    placed = {
        each.pk: {"department_id": departments[DEPARTMENTS[place % 8][0]]}
        for place, each in enumerate(found)
        if place % 6 != 5
    }
    save_physicians(Physician.objects.filter(pk__in=placed), placed, by=by)
    confirm(Physician.objects.filter(pk__in=[each.pk for each in found[:TAKE_PART]]), by=by)
    account = found[0].person.account_id or 0
    held = Membership.objects.select_related("unit", "account").get(account=account)
    activate(Account.objects.filter(pk=account), by=actor_of(held, source="command"), password=PASSWORD).only()
