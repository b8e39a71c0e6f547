"""Supervisors of the base that people look at: departments with their heads, and somebody at every stage (FAC)."""

from collections.abc import Sequence
from datetime import date, timedelta
from io import BytesIO
from itertools import cycle, islice
from typing import Any

from xinglin.demo import pictures
from xinglin.demo.answers import cleaned, educations
from xinglin.demo.cohorts import FLAGSHIP
from xinglin.demo.founding import Places
from xinglin.demo.log_ins import DEPARTMENT_STAFF, actors, hashed
from xinglin.demo.people import fake_people
from xinglin.demo.recruitment.applying import done
from xinglin.demo.scans import upload_scans
from xinglin.domains.faculty import public as faculty
from xinglin.domains.faculty.public import Application, Round, Supervisor
from xinglin.domains.institutions.public import appoint_staff, departments_under, save_departments
from xinglin.domains.people.public import BASIC, LICENCE
from xinglin.engines.access.actor import Actor, system_actor
from xinglin.engines.access.models import Membership, Unit
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts.models import Account
from xinglin.engines.files.actions import take_in
from xinglin.engines.files.storing import NewFile
from xinglin.kit import calendar, documents

FIRST_SERIAL, MADE, NUMBER = 790_000, 100, 60
DEPARTMENTS = ("心血管内科", "呼吸内科", "消化内科", "血液内科", "肾脏内科", "内分泌科", "普通外科", "骨科")
SPECIALTIES = ("0100",) * 6 + ("0900",) * 2  # of the department at the same place
TITLES = ("attending", "attending", "associate_chief", "chief")
# Who stands where, by place among the sixty.
REGISTERED, APPLIED, RECOMMENDED, APPOINTED = 50, 45, 38, 32
DECLINED = 44
EXPIRED_EVERY, UNTRAINED_EVERY, UNCONFIRMED_EVERY = 7, 11, 5


def teach(places: Places) -> int:
    """Set it all up through the real actions; how many supervisors there are."""
    unit = places.hospitals[FLAGSHIP]
    by = actors(Role.BASE_ADMIN, [unit])[unit.pk]
    save_departments([{"name": name} for name in DEPARTMENTS], by=by)
    departments = {each.name: each.pk for each in departments_under(unit)}
    _heads(departments, by)
    people = [
        person
        for person in fake_people(MADE, start=FIRST_SERIAL, intake_year=2014, known_until=2020)
        if _is_licensed(person)
    ]
    found = _enlist(people[:NUMBER], by)
    _describe(people[:NUMBER], found, departments, by)
    _keep(people[:NUMBER], found, by)
    _apply(found, by)
    _ask(people[NUMBER : NUMBER + 2], found, departments)
    return len(found)


def _is_licensed(person: dict[str, Any]) -> bool:
    is_licensed = person["certificates"]["licensing_exam"] == "licensed"
    return is_licensed and person["document_type"] == documents.ID_CARD


def _heads(departments: dict[str, int], by: Actor) -> None:
    rows = [
        {"department": departments[DEPARTMENTS[0]], "role": role, "login": login, "name": name, "mobile": mobile}
        for (login, role, name), mobile in zip(DEPARTMENT_STAFF, ("19900990001", "19900990002"), strict=True)
    ]
    done(appoint_staff(rows, by=by))
    held = Membership.objects.filter(unit=departments[DEPARTMENTS[0]])
    Account.objects.filter(memberships__in=held).update(password=hashed())


def _enlist(people: Sequence[dict[str, Any]], by: Actor) -> list[Supervisor]:
    names = list(islice(cycle(DEPARTMENTS), len(people)))
    keys = ("name", "document_type", "document_number", "mobile")
    rows = [{**{k: p[k] for k in keys}, "department": name} for p, name in zip(people, names, strict=True)]
    records = done(faculty.import_supervisors(rows, by=by)).records
    found = Supervisor._base_manager.select_related("person", "department").in_bulk(records.values())
    Account.objects.filter(person__supervisors__in=found).update(password=hashed())
    return [found[records[index]] for index in range(len(people))]


def _describe(
    people: Sequence[dict[str, Any]], found: Sequence[Supervisor], departments: dict[str, int], by: Actor
) -> None:
    """All but the last ten have filled in the four parts."""
    told, people, system = list(found[:REGISTERED]), people[:REGISTERED], system_actor("示例数据")
    rows = Supervisor._base_manager.filter(pk__in=[each.pk for each in told])

    def keyed(values: Sequence[Any]) -> dict[int, Any]:
        return {each.pk: value for each, value in zip(told, values, strict=True)}

    scans = upload_scans(people, own=False, by=by)
    answers = cleaned((*BASIC, *LICENCE), [{**person, **person["certificates"]} for person in people])
    extra = {"health": "1", "practice_level": "full"}
    done(faculty.save_identity(rows, keyed([v | f | extra for v, f in zip(answers, scans, strict=True)]), by=system))
    done(faculty.save_contact(rows, keyed(answers), by=system))
    done(faculty.save_education(rows, keyed(educations(people)), by=system))
    done(faculty.save_work(rows, keyed([_work(n, each) for n, each in enumerate(told)]), by=system))
    sure = [each.pk for n, each in enumerate(told) if n % UNCONFIRMED_EVERY]
    done(faculty.confirm_information(Supervisor._base_manager.filter(pk__in=sure), by=system))


def _work(place: int, supervisor: Supervisor) -> dict[str, Any]:
    """The longer one stands in the list, the longer one has been there."""
    year, title = calendar.today().year, TITLES[place % len(TITLES)]
    years = 4 + place % 12
    return {
        "specialty": SPECIALTIES[place % len(DEPARTMENTS)],
        "title": title,
        "titled_on": date(year - years, 9, 1),
        "post": "副主任" if title == "chief" else None,
        "joined_on": date(year - years - 6, 7, 1),
        "teaching_since": date(year - years + 1, 9, 1),
        "recent_residents": 3 + place % 9,
        "recent_here": 3 + place % 7,
        "practice_number": f"110110000{100_000 + place:06}",
    }


def _keep(people: Sequence[dict[str, Any]], found: Sequence[Supervisor], by: Actor) -> None:
    """Courses of most, a poor year of two, an accident of one who is therefore not eligible."""
    today = calendar.today()
    rows = [
        {
            **{key: person[key] for key in ("name", "document_type", "document_number")},
            "level": "1" if place % 3 else "2",
            "course": "住培师资岗前培训班" if place % 3 else "省级住培骨干师资培训班",
            "number": f"SZ{today.year - 2}{place:04}",
            "issued_on": date(today.year - 2, 3, 1),
            "valid_until": today - timedelta(30) if place % EXPIRED_EVERY == 0 else date(today.year + 3, 2, 28),
        }
        for place, person in enumerate(people)
        if place % UNTRAINED_EVERY
    ]
    done(faculty.import_certificates(rows, by=by))
    rated = [
        {**{key: person[key] for key in ("name", "document_type", "document_number")}, "year": today.year - 1}
        | {"result": "poor" if place in (3, 17) else "good", "answers": 6 + place % 9}
        for place, person in enumerate(people[:APPOINTED])
    ]
    done(faculty.import_verdicts(rated, by=by))
    concerned = found[APPLIED]
    facts = {"kind": "accident", "gravity": "serious", "happened_on": today - timedelta(200)}
    facts |= {"description": "带教期间擅自离岗，造成教学活动中断，经教学委员会认定。", "evidence": _evidence(by)}
    one = Supervisor._base_manager.filter(pk=concerned.pk)
    done(faculty.record_incidents(one, {concerned.pk: facts}, by=by))


def _evidence(by: Actor) -> Any:
    file = NewFile("incident-evidence", "教学事故认定书.jpg", BytesIO(pictures.paper()), "image/jpeg")
    take_in([file], by=by)
    return file.uuid


def _apply(found: Sequence[Supervisor], by: Actor) -> None:
    """A round that is open: drafts, submitted, recommended, declined with a reason, appointed for three years."""
    today, system = calendar.today(), system_actor("示例数据")
    days = {"opens_on": today - timedelta(20), "closes_on": today + timedelta(40)}
    note = "符合师资条件的本院带教医师均可报名；请先完善师资信息。"
    key = done(faculty.save_rounds([{"name": f"{today.year}年度师资报名", "note": note, **days}], by=by)).records[0]
    opened = Round._base_manager.get(pk=key)
    rows = Supervisor._base_manager.filter(pk__in=[each.pk for each in found[: APPLIED + 2]])
    records = done(faculty.start_applications(rows, opened=opened, by=system)).records
    keys = [records[each.pk] for each in found[: APPLIED + 2]]
    done(faculty.submit_applications(_applications(keys[:APPLIED]), by=system))
    done(faculty.recommend(_applications(keys[:RECOMMENDED]), by=by))
    done(faculty.decline(_applications([keys[DECLINED]]), comment="本年度该科室师资名额已满。", by=by))
    start = date(today.year, 1, 1)
    until = calendar.end_of_term(start, 3)
    done(faculty.appoint(_applications(keys[:APPOINTED]), starts_on=start, ends_on=until, by=by))


def _applications(keys: Sequence[int]) -> Any:
    return Application._base_manager.filter(pk__in=keys)


def _ask(people: Sequence[dict[str, Any]], found: Sequence[Supervisor], departments: dict[str, int]) -> None:
    """The department's head asks for two more, and for one to be dismissed."""
    unit = departments[DEPARTMENTS[0]]
    head = actors(Role.DEPARTMENT_HEAD, Unit.objects.filter(pk=unit))[unit]
    keys = ("name", "document_type", "document_number", "mobile", "email")
    extra = {"practice_number": "110110000200001", "teaching_since": date(calendar.today().year - 1, 9, 1)}
    rows = [{**{key: person[key] for key in keys}, **extra, "reason": "本科室轮转住院医师增加"} for person in people]
    done(faculty.ask_additions(rows, by=head))
    own = [each for each in found[:APPOINTED] if each.department_id == unit][-1]
    done(faculty.ask_dismissals(Supervisor._base_manager.filter(pk=own.pk), comment="调离本院", by=head))
