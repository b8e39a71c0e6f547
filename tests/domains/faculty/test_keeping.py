"""What departments ask for, what the teaching department keeps, and who sees it (FAC-04, FAC-06, FAC-07, FAC-10)."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.engines.test_notices_pages import client_of
from tests.factories.country import Country
from tests.factories.faculty import applied, appointed, complete, department, enlisted, head, person_of, staff_rows
from tests.walk import opened, upload_for, walk
from xinglin.domains.faculty.actions.applying import set_standards
from xinglin.domains.faculty.actions.appointing import recommend
from xinglin.domains.faculty.actions.keeping import (
    add_certificates,
    import_certificates,
    import_verdicts,
    record_incidents,
    remove_certificates,
    withdraw_incidents,
)
from xinglin.domains.faculty.actions.roster import agree, ask_additions, ask_dismissals, import_dismissals, refuse
from xinglin.domains.faculty.lists import SUPERVISORS
from xinglin.domains.faculty.models import Certificate, Incident, RosterRequest, Supervisor
from xinglin.domains.faculty.queries.appointing import incidents_visible_to, requests_visible_to
from xinglin.domains.faculty.queries.figures import facts_visible_to, ratios_visible_to
from xinglin.domains.faculty.queries.roster import resolve_dismissals
from xinglin.domains.faculty.queries.supervisors import appointments_of, supervisors_visible_to
from xinglin.domains.faculty.rules import NOT_IN_DEPARTMENT, TWICE
from xinglin.engines.access.roles import Role
from xinglin.engines.actions import Refused
from xinglin.engines.files.models import Upload
from xinglin.engines.files.queries import uploads_visible_to
from xinglin.engines.notices.models import Notice
from xinglin.kit import calendar

pytestmark = pytest.mark.django_db
MEANT = ("document_number",)
WANTED = {"practice_number": "110110000012345", "email": "a@example.com", "teaching_since": date(2022, 9, 1)}


def everybody(model: Any = Supervisor) -> Any:
    return model._base_manager.all()


@pytest.mark.spec("FAC-06")
def test_a_department_asks_and_the_teaching_department_decides(country: Country) -> None:
    unit, other = department(country), department(country, "呼吸内科")
    by, neighbour = head(country, unit), head(country, other, "hxk_zhuren")
    (own,) = enlisted(country)
    assert [each.pk for each in supervisors_visible_to(by)] == [own.pk]
    assert not supervisors_visible_to(neighbour).exists()
    rows = [{**row, **WANTED} for row in staff_rows(2, start=740)]
    assert ask_additions(rows, by=by).done == [0, 1]
    assert ask_additions(rows, by=by).unchanged == [0, 1]
    again = ask_additions([{**staff_rows(1)[0], **WANTED}], by=by)
    assert again.refused == {0: "已在本院师资库中（心血管内科），无需增补。"}
    assert ask_additions(rows, by=country.base).refused
    assert f"{calendar.today().year}-12-31 截止" in client_of(by).get("/faculty/requests/new/").content.decode()
    asked = everybody(RosterRequest)
    assert requests_visible_to(country.base).count() == 2
    assert not requests_visible_to(neighbour).exists()
    assert not agree(asked, by=by).done
    assert not agree(asked, by=country.base_next_door).done
    first, second = asked.order_by("pk")
    assert refuse(asked.filter(pk=second.pk), comment="本年度名额已满", by=country.base).done
    assert agree(asked, by=country.base).done == [first.pk]
    assert supervisors_visible_to(by).count() == 2
    new = Supervisor._base_manager.select_related("person").get(pk=asked.get(pk=first.pk).supervisor_id)
    assert (new.department, new.teaching_since, person_of(new).unit) == (unit, date(2022, 9, 1), country.hospital)


@pytest.mark.spec("FAC-06")
def test_a_dismissal_asked_for_ends_the_term_when_it_is_agreed(country: Country) -> None:
    unit = department(country)
    by, (own,) = head(country, unit), enlisted(country)
    one = everybody().filter(pk=own.pk)
    assert ask_dismissals(one, comment="离职", by=by).refused == {own.pk: "目前没有聘任，无需解聘。"}
    complete(person_of(own), unit)
    appointed(country, applied(country, person_of(own)))
    sheet = [{**staff_rows(1)[0], "reason": "调离本院"}]
    rows = [*sheet, *sheet, {**sheet[0], "name": "别人"}]
    neighbour = head(country, department(country, "呼吸内科"), "hxk_zhuren")
    assert import_dismissals(sheet, by=neighbour).refused == {0: NOT_IN_DEPARTMENT}
    assert resolve_dismissals(rows, by=by).refused == {1: ("document_number", TWICE), 2: (*MEANT, NOT_IN_DEPARTMENT)}
    outcome = import_dismissals(rows, by=by)
    assert (outcome.done, outcome.refused) == ([0], {1: TWICE, 2: NOT_IN_DEPARTMENT})
    assert ask_dismissals(one, comment="离职", by=by).refused == {own.pk: "已有待审核的申请，无需重复提交。"}
    assert refuse(everybody(RosterRequest), comment="本年度不调整", by=country.base).done
    assert ask_dismissals(one, comment="离职", by=by).done == [own.pk]
    assert agree(everybody(RosterRequest), by=country.base).refused
    row = supervisors_visible_to(country.base).get()
    assert (row.appointed_until, row.was_appointed) == (None, True)
    told = Notice.objects.get(account_id=own.person.account_id, title="您的师资聘任已解除")
    assert told.body == appointments_of(own)[0].dismissed_for == "科室申请解聘：离职"


@pytest.mark.spec("FAC-04", "FAC-10")
def test_an_incident_with_evidence_stands_in_the_way_until_it_is_withdrawn(country: Country) -> None:
    unit, today = department(country), calendar.today()
    (own,) = enlisted(country)
    complete(person_of(own), unit)
    rows = applied(country, person_of(own))
    one = everybody().filter(pk=own.pk)
    facts = {"kind": "injury", "gravity": "grave", "happened_on": today, "description": "鉴定书"}
    facts["evidence"] = upload_for(country.base, "incident-evidence").uuid
    assert record_incidents(one, {own.pk: facts}, by=country.base).refused == {
        own.pk: "医疗损害事件的责任或严重程度应为：完全责任、主要责任、次要责任、轻微责任。"
    }
    facts["gravity"] = "main"
    assert not record_incidents(one, {own.pk: facts}, by=country.base_next_door).done
    assert record_incidents(one, {own.pk: facts}, by=country.base).done == [own.pk]
    assert "近 3 年无主要或完全责任的医疗损害事件" in recommend(rows, by=country.base).refused[rows.get().pk]
    seen = {
        actor.role: incidents_visible_to(actor).count()
        for actor in (country.base, country.base_next_door, head(country, unit), country.reviewer, person_of(own))
    }
    assert seen == {
        Role.BASE_ADMIN: 0,  # next door, the last of that role
        Role.DEPARTMENT_HEAD: 0,
        Role.PROVINCE_REVIEWER: 1,
        Role.SUPERVISOR: 0,
    }
    evidence = set(Upload.objects.filter(kind="incident-evidence").values_list("pk", flat=True))
    assert uploads_visible_to(country.reviewer, evidence).exists()
    assert not uploads_visible_to(country.base_next_door, evidence).exists()
    assert withdraw_incidents(everybody(Incident), comment="鉴定结论已撤销", by=country.base).done
    assert recommend(rows, by=country.base).done


@pytest.mark.spec("FAC-07")
def test_the_scan_of_a_certificate_is_read_by_its_owner_and_who_looks_after_him(country: Country) -> None:
    unit = department(country)
    by, (own, other) = head(country, unit), enlisted(country, 2)
    course = {"level": "1", "course": "岗前培训班", "issued_on": calendar.today(), "number": "", "valid_until": None}
    course["scan"] = upload_for(country.base, "teaching-certificate").uuid
    one = everybody().filter(pk=own.pk)
    assert not add_certificates(one, {own.pk: course}, by=country.base_next_door).done
    (filled,) = walk(country, opened(country), "filled")
    theirs = {**course, "scan": filled.person.portrait_id}  # with the certificate a resident's picture would go
    with pytest.raises(Refused, match="所选文件不存在"):
        add_certificates(one, {own.pk: theirs}, by=country.base)
    assert add_certificates(one, {own.pk: course}, by=country.base).done == [own.pk]
    readers = (country.base, by, country.reviewer, person_of(own), country.base_next_door, person_of(other))
    assert [uploads_visible_to(each, [course["scan"]]).count() for each in readers] == [1, 1, 1, 1, 0, 0]
    assert remove_certificates(everybody(Certificate), by=country.base).done
    assert Upload.objects.get(uuid=course["scan"]).expires_at


@pytest.mark.spec("FAC-04")
def test_a_province_sets_its_conditions_from_a_day_on(country: Country) -> None:
    unit, today = department(country), calendar.today()
    admin = country.actor(country.province, Role.PROVINCE_ADMIN)
    figures = {"title_years": 30, "injury_years": 3, "accident_years": 3, "poor_years": 2, "poor_span": 3}
    row = {**figures, "valid_from": today, "roster_month": 12, "roster_day": 31}
    assert set_standards([{**row, "valid_from": today - timedelta(1)}], by=admin).refused
    assert "永远不会连续 4 年" in set_standards([{**row, "poor_years": 4}], by=admin).refused[0]
    with pytest.raises(Refused):
        set_standards([row], by=country.base)
    (own,) = enlisted(country)
    complete(person_of(own), unit)
    rows = applied(country, person_of(own))
    assert set_standards([row], by=admin).done == [0]
    assert "满 30 年" in recommend(rows, by=country.base).refused[rows.get().pk]
    assert set_standards([{**row, "title_years": 3}], by=admin).done == [0]
    assert recommend(rows, by=country.base).done


@pytest.mark.spec("FAC-07", "FAC-08")
def test_certificates_have_an_end_and_lists_tell_who_lacks_one(country: Country) -> None:
    unit, today = department(country), calendar.today()
    first, second, third = enlisted(country, 3)
    people = staff_rows(3)
    base = {"level": "1", "course": "住培师资岗前培训班", "number": "YJ001", "issued_on": date(2020, 3, 1)}
    rows = [
        {**people[0], **base, "valid_until": None},
        {**people[1], **base, "valid_until": today - timedelta(1)},
        {**people[2], **base, "name": "别人"},
        {**people[0], **base, "level": "3", "issued_on": date(2019, 1, 1), "valid_until": today},
        {**people[1], **base, "issued_on": date(2999, 1, 1)},
    ]
    outcome = import_certificates(rows, by=country.base)
    assert outcome.done == [0, 1, 3]
    assert outcome.refused == {
        2: "该师资不在本院师资库中，请核对姓名和证件号码。",
        4: "发证日期 2999-01-01 晚于今天，请核对。",
    }
    assert import_certificates(rows[:1], by=country.base).unchanged == [0]
    assert import_certificates([{**rows[1], "valid_until": today}], by=country.base).done == [0]
    everybody(Certificate).filter(supervisor=second).update(valid_until=today - timedelta(1))
    assert import_certificates(rows[:1], by=country.base_next_door).refused

    def found(**asked: Any) -> list[int]:
        rows = SUPERVISORS.filter_class(asked, supervisors_visible_to(country.base), actor=country.base).qs
        return sorted(rows.values_list("pk", flat=True))

    assert found(trained=["valid"]) == [first.pk]
    assert found(trained=["expired"]) == [second.pk]
    assert found(trained=["none"]) == [third.pk]
    assert found(level=["3"]) == [first.pk]
    assert found(trained=["expired", "none"]) == [second.pk, third.pk]
    page = client_of(country.base).get("/faculty/certificates/").content.decode()
    assert "/faculty/supervisors/?state=appointed&amp;trained=expired&amp;trained=none" in page
    complete(person_of(first), unit)
    assert found(title_years_min="3") == [first.pk]
    appointed(country, applied(country, person_of(first)))
    facts = facts_visible_to(country.base).get(pk=first.pk)
    assert (facts.level, facts.is_appointed, facts.teaching_band) == (3, 1, 3 if today >= date(2024, 9, 1) else 0)
    medicine = ratios_visible_to(country.base).get(specialty__code="0100")
    assert (medicine.supervisors, medicine.residents, medicine.ratio) == (1, 0, 0)


@pytest.mark.spec("FAC-04", "FAC-09")
def test_the_yearly_verdict_can_be_corrected_and_counts(country: Country) -> None:
    unit, year = department(country), calendar.today().year
    (own,) = enlisted(country)
    complete(person_of(own), unit)
    rows = applied(country, person_of(own))
    person = staff_rows(1)[0]
    said = [{**person, "year": year - age, "result": "poor", "answers": 9} for age in (1, 2)]
    assert import_verdicts([*said, {**said[0], "year": year + 1}], by=country.base).done == [0, 1]
    assert f"{year - 2}、{year - 1} 年度不合格" in recommend(rows, by=country.base).refused[rows.get().pk]
    assert import_verdicts([{**said[0], "result": "good"}], by=country.base).done == [0]
    assert recommend(rows, by=country.base).done
