"""A cycle open today in `country.province`, and physicians of its hospitals, brought there by the real actions."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from tests.factories.country import YEAR, Country
from tests.walk import upload_for
from xinglin.demo.country import credit_code
from xinglin.demo.people import fake_people
from xinglin.domains.assessment import actions, windows
from xinglin.domains.assessment.actions import NewCycle, reviewing, testing
from xinglin.domains.assessment.actions.reviewing import pass_all
from xinglin.domains.assessment.models import (
    AgencyApplication,
    Cycle,
    Department,
    Enrolment,
    InstitutionProfile,
    Physician,
)
from xinglin.domains.assessment.queries.enrolling import JOINED, Dossier, dossiers_of
from xinglin.domains.assessment.rules.results import Sitting
from xinglin.engines.access.actor import Actor, actor_of, system_actor
from xinglin.engines.access.models import Membership, Unit
from xinglin.engines.access.roles import Role
from xinglin.engines.files.models import Upload
from xinglin.engines.review.actions import approve, submit

PROFILE = {
    "name": "示范医院",
    "credit_code": credit_code(1),
    "category": "general",
    "level": "3A",
    "address": "示范路 1 号",
    "legal_representative": "白鹿",
    "contact": "林清和",
    "contact_phone": "010-66666666",
}


def province_admin(country: Country) -> Actor:
    """Sets cycles and rules."""
    return country.actor(country.province, Role.PROVINCE_ADMIN)


def institution(country: Country, unit: Unit | None = None) -> Actor:
    """医疗卫生机构管理员 of a hospital, by default `country.hospital`."""
    return country.actor(unit or country.hospital, Role.INSTITUTION_ADMIN)


def agency(country: Country, unit: Unit | None = None) -> Actor:
    """考核机构管理员 of a hospital, by default `country.next_door`."""
    return country.actor(unit or country.next_door, Role.AGENCY_ADMIN)


def opened_cycle(country: Country, *, confirmed: bool = True) -> Cycle:
    """Its windows are open from ten days ago to ten days ahead; both hospitals of the province have confirmed."""
    assert country.actor(country.city, Role.CITY_ADMIN)  # the authority above both hospitals
    now = timezone.now()
    times = {kind.key: (now - timedelta(10), now + timedelta(10)) for kind in windows.CYCLE_WINDOWS}
    new = NewCycle(
        province=country.province,
        year=YEAR,
        starts_on=date(YEAR, 1, 1),
        ends_on=date(YEAR + 2, 12, 31),
        windows=times,
    )
    actions.set_cycles([new], by=province_admin(country)).only()
    cycle = Cycle.objects.get(province=country.province, year=YEAR)
    if confirmed:
        confirm_profile(country, country.hospital)
        confirm_profile(country, country.next_door)
    return cycle


def confirm_profile(country: Country, unit: Unit) -> InstitutionProfile:
    """The institution confirms what is known of it."""
    mine = InstitutionProfile._base_manager.filter(institution=unit, cycle__year=YEAR)
    actions.confirm_profiles(
        mine, {mine.get().pk: {**PROFILE, "name": unit.name}}, by=institution(country, unit)
    ).only()
    return mine.get()


def department(country: Country, name: str = "内科", unit: Unit | None = None) -> Department:
    """A new one with one 诊疗科目."""
    by = institution(country, unit)
    actions.create_departments([{"name": name, "services": ["03"]}], by=by).only()
    return Department._base_manager.get(institution=by.unit, name=name)


def physician_rows(number: int, *, start: int = 3_000) -> list[dict[str, Any]]:
    """Rows of the sheet, cleaned; disjoint from residents of other factories by `start`."""
    keys = ("name", "document_type", "document_number", "mobile")
    people = fake_people(number, start=start)
    registration = {"grade": "1", "category": "1", "scopes": ["11"], "first_registered_on": date(2012, 5, 1)}
    return [{**{key: person[key] for key in keys}, **registration} for person in people]


def physicians(country: Country, number: int = 1, *, unit: Unit | None = None, start: int = 3_000) -> list[Physician]:
    """New ones at a hospital, by default `country.hospital`."""
    by = institution(country, unit)
    outcome = actions.add_physicians(physician_rows(number, start=start), by=by)
    assert not outcome.refused, outcome.refused
    keys = [outcome.records[index] for index in outcome.done]
    return list(Physician._base_manager.filter(pk__in=keys).select_related("person").order_by("pk"))


def confirmed(country: Country, found: Sequence[Physician]) -> list[Enrolment]:
    """They take part in the current cycle."""
    rows = Physician._base_manager.filter(pk__in=[each.pk for each in found])
    outcome = actions.confirm(rows, by=institution(country, found[0].institution))
    assert not outcome.refused, outcome.refused
    return list(Enrolment._base_manager.filter(physician__in=found).select_related("physician__person").order_by("pk"))


def physician_actor(physician: Physician) -> Actor:
    """The physician himself."""
    found = Membership.objects.select_related("unit", "account")
    return actor_of(found.get(account=physician.person.account_id, role=Role.PHYSICIAN))


def feed_line(number: int, code: str, **other: Any) -> dict[str, Any]:
    """What the registry says of one physician (docs/physician-feed.md), at the institution with this credit code."""
    return feed_lines(number, 1, code, **other)[0]


def feed_lines(first: int, count: int, code: str, **other: Any) -> list[dict[str, Any]]:
    """Of so many of them, numbered from `first` on."""
    keys = ("name", "document_type", "document_number", "mobile")
    return [
        {
            "registry_number": f"R{first + place:08}",
            "changed_at": "2026-01-05T08:00:00+08:00",
            **{key: person[key] for key in keys},
            "institution_code": code,
            "grade": "1",
            "category": "1",
            "scopes": ["11"],
            "practice_number": f"1101100009{(first + place) % 100_000:05}",
            "licensed_on": "2011-12-01",
            "first_registered_on": "2012-05-01",
            **other,
        }
        for place, person in enumerate(fake_people(count, start=4_000 + first))
    ]


def paper(by: Actor) -> Upload:
    """An attachment that somebody has sent up."""
    return Upload._base_manager.create(
        kind="agency-paper",
        name="证明.pdf",
        account_id=by.account_id,
        unit=by.unit,
        institution=by.unit,
        province_id=by.unit.province_id,
        sha256="0" * 64,
        size=1,
        content_type="application/pdf",
    )


def made_agency(country: Country, unit: Unit | None = None) -> AgencyApplication:
    """A hospital, by default `country.next_door`, applies, and its city approves."""
    unit = unit or country.next_door
    by, city = institution(country, unit), country.actor(country.city, Role.CITY_ADMIN)
    mine = InstitutionProfile._base_manager.filter(institution=unit)
    actions.open_application(mine, by=city).only()
    actions.save_applications(mine, note="床位 800 张", papers=[paper(by).pk], by=by).only()
    rows = AgencyApplication._base_manager.filter(institution=unit)
    submit(rows, by=by).only()
    approve(rows, by=city).only()
    return rows.get()


def enrolled(country: Country, number: int = 1, *, agency: bool = True, start: int = 3_000) -> list[Enrolment]:
    """Physicians of `country.hospital` who take part in a cycle opened now; `country.next_door` is their agency."""
    if not Cycle.objects.filter(province=country.province).exists():
        opened_cycle(country)
    if agency:
        if not AgencyApplication._base_manager.filter(institution=country.next_door).exists():
            made_agency(country)
        mine = InstitutionProfile._base_manager.filter(institution=country.hospital, agency=None)
        actions.entrust(mine, agency=country.next_door, by=country.actor(country.city, Role.CITY_ADMIN))
    return confirmed(country, physicians(country, number, start=start))


STATEMENT = {
    "work": "本周期完成门诊 3,200 人次、住院 410 人次，参加抢救 26 次。",
    "ethics": "遵守医德规范，没有收受红包、回扣，无投诉。",
    "personal_report": "本周期内认真履行医师职责，完成各项任务。",
}


def basic_information(by: Actor) -> dict[str, Any]:
    """Values of 基本信息."""
    return {
        "gender": "1",
        "birth_date": date(1903, 3, 7),
        "ethnic_group": "01",
        "education_code": "21",
        "email": "physician@example.com",
        "mobile": "19900000001",
        "portrait": upload_for(by, "portrait").pk,
    }


def practice(place: Department) -> dict[str, Any]:
    """Values of 执业信息."""
    return {
        "department": str(place.pk),
        "specialty": place.services[0],
        "title": "attending",
        "title_since": date(2018, 7, 1),
        "post": "",
        "was_resident": True,
        "grade": "1",
        "category": "1",
        "scopes": ["11"],
    }


def experience(**other: Any) -> dict[str, Any]:
    """One line of 执业经历, until now."""
    line = {"starts_on": date(2012, 5, 1), "ends_on": None, "institution_name": "示范医院", "department_name": "内科"}
    return {**line, "post": "主治医师", **other}


def filled(country: Country, found: Sequence[Enrolment], *, way: str = "general") -> list[Enrolment]:
    """They have filled in everything and chosen a procedure; a proof goes with what needs one."""
    place = Department._base_manager.filter(institution=found[0].institution).first() or department(country)
    rows, by = Enrolment._base_manager.filter(pk__in=[each.pk for each in found]), system_actor()
    keys = [each.pk for each in found]
    own = {each.pk: physician_actor(each.physician) for each in found}
    actions.save_basic_information(rows, {key: basic_information(own[key]) for key in keys}, by=by)
    actions.save_practice(rows, dict.fromkeys(keys, practice(place)), by=by)
    actions.save_experiences(rows, {key: [experience()] for key in keys}, by=by)
    actions.save_statements(rows, dict.fromkeys(keys, STATEMENT), by=by)
    refused = actions.choose_procedures(rows, dict.fromkeys(keys, way), by=by).refused
    assert not refused, refused
    if way != "general":
        kind = next(w.kind for w in dossier_of(found[0]).ways if w.key == way)
        proofs = {key: [(kind, upload_for(own[key], "enrolment-proof").pk)] for key in keys}
        actions.save_attachments(rows, proofs, by=by)
    return list(rows.order_by("pk"))


def dossier_of(enrolment: Enrolment) -> Dossier:
    """All that stands there now."""
    rows = Enrolment._base_manager.filter(pk=enrolment.pk).select_related(*JOINED)
    return dossiers_of(rows)[enrolment.pk]


def submitted(country: Country, number: int = 1, *, way: str = "general", start: int = 3_000) -> list[Enrolment]:
    """They have enrolled and wait for the institution."""
    found = filled(country, enrolled(country, number, start=start), way=way)
    rows = Enrolment._base_manager.filter(pk__in=[each.pk for each in found])
    refused = submit(rows, by=system_actor()).refused
    assert not refused, refused
    return list(rows.order_by("pk"))


def passed(
    country: Country, found: Sequence[Enrolment], *, up_to: str = "agency", by: Actor | None = None
) -> list[Enrolment]:
    """The institution finds everything 合格, and the agency passes it too, unless `up_to` says «institution».

    `by`: for the agency, by default the one that is entrusted with the first.
    """
    rows = Enrolment._base_manager.filter(pk__in=[each.pk for each in found])
    second = by or agency(country, found[0].agency)
    for level, who in (("institution", institution(country)), ("agency", second)):
        outcome = pass_all(rows, by=who)
        assert not outcome.refused, outcome.refused
        if level == up_to:
            break
    return list(rows.order_by("pk"))


def finished(country: Country, number: int = 1, *, failed: Collection[int] = (), start: int = 3_000) -> list[Enrolment]:
    """Through both reviews and both papers by the general procedure; those at the places `failed` lack in ethics."""
    found = submitted(country, number, start=start)
    rows = Enrolment._base_manager.filter(pk__in=[each.pk for each in found])
    bad, good = (False, "收受回扣"), (True, "")
    verdicts = {each.pk: {"work": good, "ethics": bad if place in failed else good} for place, each in enumerate(found)}
    passed = reviewing.pass_on(rows, verdicts, by=institution(country))
    assert not passed.refused, passed.refused
    passed = reviewing.pass_on(rows, {}, by=agency(country, found[0].agency))
    assert not passed.refused, passed.refused
    papers: dict[str, tuple[str, int | None]] = dict.fromkeys(("common", "professional"), ("passed", 8650))
    sittings = [Sitting(enrolment=each.pk, papers=papers) for place, each in enumerate(found) if place not in failed]
    entered = testing.record_tests(sittings, by=agency(country, found[0].agency))
    assert not entered.refused, entered.refused
    return list(rows.select_related("physician__person", "institution", "cycle", "case").order_by("pk"))
