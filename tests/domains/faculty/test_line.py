"""From «师资注册» or the staff list to the appointment (FAC-01 to FAC-06)."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.engines.test_notices_pages import client_of
from tests.factories.country import Country
from tests.factories.faculty import (
    applied,
    appointed,
    complete,
    department,
    enlisted,
    opened_round,
    person_of,
    registered,
    row_of,
    staff_rows,
)
from tests.walk import opened, resident
from xinglin.domains.faculty.actions.applying import save_rounds, start_applications, submit_applications
from xinglin.domains.faculty.actions.appointing import appoint, decline, dismiss, recommend
from xinglin.domains.faculty.actions.describing import confirm_information, save_work
from xinglin.domains.faculty.actions.enlisting import import_supervisors, open_supervisors, release_supervisors
from xinglin.domains.faculty.models import Application, Appointment, Supervisor
from xinglin.domains.faculty.queries.appointing import applications_visible_to
from xinglin.domains.faculty.queries.supervisors import appointed_in, own_profile, supervisors_visible_to, unconfirmed
from xinglin.domains.faculty.rules import KNOWN_ELSEWHERE, MISMATCH, NO_DEPARTMENT, TWICE
from xinglin.domains.faculty.sheets import resolve_staff
from xinglin.domains.institutions.actions import stop_departments
from xinglin.engines.access.actor import memberships_of
from xinglin.engines.access.models import Unit
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts.models import Account
from xinglin.engines.actions import Refused
from xinglin.engines.notices.models import Notice
from xinglin.kit import calendar

pytestmark = pytest.mark.django_db


def everybody(model: Any = Supervisor) -> Any:
    return model._base_manager.all()


@pytest.mark.spec("FAC-01", "FAC-02", "FAC-03", "FAC-05")
def test_who_registers_himself_gets_to_a_term_at_the_base_he_names(country: Country) -> None:
    unit, today = department(country), calendar.today()
    actor = registered()
    assert supervisors_visible_to(country.base).count() == 0
    profile = own_profile(actor)
    assert profile
    assert {part for part, _ in profile.gaps()} == {"identity", "contact", "education", "work"}
    row = complete(actor, unit)
    profile = own_profile(actor)
    assert profile
    assert (profile.gaps(), row.institution, row.department) == ([], country.hospital, unit)
    assert [each.pk for each in supervisors_visible_to(country.base)] == [row.pk]
    assert not supervisors_visible_to(country.base_next_door).exists()
    rows = applied(country, actor)
    assert submit_applications(rows, by=actor).unchanged == [rows.get().pk]
    assert appoint(rows, starts_on=today, ends_on=today, by=country.base).refused == {
        rows.get().pk: "推荐状态为“未推荐”，请先推荐再聘任。"
    }
    appointed(country, rows)
    term = Appointment._base_manager.get()
    assert (term.department, term.starts_on, term.last_on) == (unit, today, calendar.end_of_term(today, 3))
    assert {key: [each.pk for each in found] for key, found in appointed_in([unit.pk], today).items()} == {
        unit.pk: [row.pk]
    }
    assert [(held.unit, held.role) for held in memberships_of(actor.account_id or 0)] == [
        (country.hospital, Role.SUPERVISOR)
    ]
    assert Notice.objects.filter(account=actor.account_id, title__contains="您已被聘任为带教老师").exists()
    again = recommend(rows, by=country.base)
    assert again.refused == {rows.get().pk: "已聘任，不能再改；需要终止的请在“师资管理”中解聘。"}


@pytest.mark.spec("FAC-01")
def test_a_staff_list_opens_accounts_and_finds_who_is_known_here_but_takes_nobody_from_elsewhere(
    country: Country,
) -> None:
    department(country)
    here, there = opened(country, start=20)[0], opened(country, by=country.base_next_door, start=21)[0]
    rows = staff_rows(2, title="attending", titled_on=date(2020, 9, 1))
    rows += staff_rows(1, start=20) + staff_rows(1, start=21) + staff_rows(1, start=900, unit="乌有科")
    rows += [rows[0], {**staff_rows(1, start=901)[0], "titled_on": date(2999, 1, 1)}]
    outcome = import_supervisors(rows, by=country.base)
    assert outcome.done == [0, 1, 2]
    assert outcome.refused == {
        3: KNOWN_ELSEWHERE,
        4: NO_DEPARTMENT,
        5: TWICE,
        6: "职称取得时间2999-01-01晚于今天，请核对。",
    }
    account = Account.objects.by_login(rows[0]["document_number"])
    assert account
    assert (account.is_activated, account.name, account.mobile) == (False, rows[0]["name"], rows[0]["mobile"])
    roles = {held.role for held in memberships_of(here.person.account_id or 0)}
    assert roles == {Role.RESIDENT, Role.SUPERVISOR}
    assert {held.role for held in memberships_of(there.person.account_id or 0)} == {Role.RESIDENT}
    assert import_supervisors(rows[:3], by=country.base).unchanged == [0, 1, 2]
    changed = [{**rows[0], "title": "chief"}, {**rows[1], "name": "别人"}]
    assert resolve_staff(changed, by=country.base).existing[0]["title"] == "attending"
    outcome = import_supervisors(changed, by=country.base)
    assert (outcome.done, outcome.refused) == ([0], {1: MISMATCH})
    assert import_supervisors(rows[:1], by=country.reviewer).refused
    assert not supervisors_visible_to(country.base_next_door).exists()


@pytest.mark.spec("FAC-01", "PLT-02")
def test_a_resident_becomes_a_supervisor_beside_what_he_is_and_for_nobody_else(country: Country) -> None:
    mine, other = opened(country, 2)
    actor = resident(mine)
    outcome = open_supervisors([mine.person_id, other.person_id], by=actor)
    assert outcome.done == [mine.person_id]
    assert [held.role for held in memberships_of(actor.account_id or 0)] == [Role.RESIDENT, Role.SUPERVISOR]
    assert open_supervisors([mine.person_id], by=actor).unchanged == [mine.person_id]


@pytest.mark.spec("FAC-02")
def test_base_and_department_are_one_s_own_choice_until_the_base_has_taken_one_on(country: Country) -> None:
    unit, away = department(country), department(country, by=country.base_far)
    actor = registered()
    key = row_of(actor).get().pk

    def save(**values: Any) -> Any:
        return save_work(row_of(actor), {key: values}, by=actor)

    assert save(institution=country.hospital.pk, department=away.pk).refused == {key: NO_DEPARTMENT}
    assert save(institution=country.province.pk).refused
    assert save(institution=country.far.pk, department=away.pk).done == [key]
    assert save(institution=country.hospital.pk, department=unit.pk).done == [key]
    assert save(titled_on=date(2999, 1, 1)).refused == {key: "职称取得时间2999-01-01晚于今天，请核对。"}
    stranger = registered(start=702)
    assert not save_work(row_of(actor), {key: {"title": "chief"}}, by=stranger).done
    (own,) = enlisted(country, start=710)
    assert save_work(
        everybody().filter(pk=own.pk),
        {own.pk: {"institution": country.far.pk, "department": away.pk}},
        by=person_of(own),
    ).refused == {own.pk: "您已在本院师资库中，医院和科室由教学部维护；有变动的请联系教学部。"}


@pytest.mark.spec("FAC-03")
def test_one_applies_inside_the_days_of_one_s_own_base_s_round_and_complete(country: Country) -> None:
    unit, today = department(country), calendar.today()
    actor = registered()
    current, foreign = opened_round(country), opened_round(country, country.base_far)
    mine = row_of(actor)
    assert "只能报名本院的批次" in start_applications(mine, opened=foreign, by=actor).refused[mine.get().pk]
    save_work(mine, {mine.get().pk: {"institution": country.hospital.pk, "department": unit.pk}}, by=actor)
    assert "师资信息还不完整，缺：" in start_applications(mine, opened=current, by=actor).refused[mine.get().pk]
    complete(actor, unit)
    assert start_applications(mine, opened=current, by=actor).done
    draft = everybody(Application)
    assert not applications_visible_to(country.base).exists()
    past = {"name": current.name, "opens_on": today - timedelta(9), "closes_on": today - timedelta(1), "note": ""}
    assert save_rounds([{**past, "pk": current.pk}], by=country.base).done
    assert submit_applications(draft, by=actor).refused == {
        draft.get().pk: f"报名批次“{current.name}”已于 {today - timedelta(1)} 结束报名，请联系教学部或选择其他批次。"
    }
    assert save_rounds([{**past, "pk": current.pk}], by=country.base_next_door).refused
    assert save_rounds([past], by=country.base).refused == {
        0: f"本院已有名为“{current.name}”的报名批次，请换一个名称。"
    }
    with pytest.raises(Refused):
        save_rounds([past], by=country.reviewer)


@pytest.mark.spec("FAC-05")
def test_decisions_are_made_in_bulk_and_by_the_own_base_alone(country: Country) -> None:
    unit, today = department(country), calendar.today()
    for index in range(2):
        actor = registered(700 + index)
        complete(actor, unit, 700 + index, titled_on=date(2020, 9, 1) if index else today - timedelta(9 * 365))
        applied(country, actor)
    rows, keys = everybody(Application), sorted(everybody(Application).values_list("pk", flat=True))
    assert not recommend(rows, by=country.base_next_door).done
    assert decline(rows, comment=" ", by=country.base).refused.keys() == set(keys)
    assert recommend(rows, by=country.base).done == keys
    assert decline(rows.filter(pk=keys[0]), comment="名额已满", by=country.base).done == keys[:1]
    assert set(rows.values_list("recommendation", "declined_for")) == {("declined", "名额已满"), ("recommended", "")}
    for starts, ends in ((today, today - timedelta(1)), (today, date(today.year + 6, 1, 1))):
        with pytest.raises(Refused):
            appoint(rows, starts_on=starts, ends_on=ends, by=country.base)
    sent = {"do": "faculty.appointed", "ids": keys, "answered": "1", "starts_on": f"{today}", "ends_on": "2099-01-01"}
    page = client_of(country.base).post("/faculty/applications/", sent).content.decode()
    assert ("聘期最长 5 年，请缩短。" in page, 'value="2099-01-01"' in page) == (
        True,
        True,
    )  # it is kept
    outcome = appoint(rows, starts_on=today, ends_on=today + timedelta(30), by=country.base)
    assert (outcome.done, outcome.refused) == (keys[1:], {keys[0]: "推荐状态为“不推荐”，请先推荐再聘任。"})
    recommend(rows.filter(pk=keys[0]), by=country.base)
    later = {"starts_on": today + timedelta(30), "ends_on": today + timedelta(60)}
    assert appoint(rows, **later, by=country.base).done == keys[:1]


@pytest.mark.spec("FAC-05", "FAC-06")
def test_a_term_ends_by_dismissal_and_never_overlaps_another(country: Country) -> None:
    unit, today = department(country), calendar.today()
    (own,) = enlisted(country)
    actor = person_of(own)
    complete(actor, unit)
    rows = applied(country, actor)
    appointed(country, rows)
    one = everybody().filter(pk=own.pk)
    assert stop_departments(Unit.objects.filter(pk=unit.pk), by=country.base).refused == {
        unit.pk: "还有 1 名聘期内的带教老师，不能停用。请先解聘，或把他们调到其他科室。"
    }
    assert release_supervisors(one, comment="离职", by=country.base).refused == {
        own.pk: "聘期未结束，请先解聘，再移出师资库。"
    }
    second = opened_round(country, name="补报")
    key = start_applications(one, opened=second, by=actor).records[own.pk]
    more = everybody(Application).filter(pk=key)
    submit_applications(more, by=actor)
    recommend(more, by=country.base)
    until = calendar.end_of_term(today, 3)
    again = appoint(more, starts_on=until, ends_on=until, by=country.base)
    assert again.refused == {key: f"已有 {today} 至 {until} 的聘期，与所填聘期重叠，请修改聘期或先解聘。"}
    assert [each.pk for each in unconfirmed(country.base)] == [own.pk]
    assert confirm_information(one, by=actor).done == [own.pk]
    assert confirm_information(one, by=actor).refused
    assert not unconfirmed(country.base).exists()
    assert not dismiss(one, comment="考核不合格", by=country.base_next_door).done
    assert dismiss(one, comment="考核不合格", by=country.base).done == [own.pk]
    assert dismiss(one, comment="考核不合格", by=country.base).refused == {own.pk: "目前没有聘任，无需解聘。"}
    assert appointed_in([unit.pk], today) == {}
    assert appoint(more, starts_on=today, ends_on=until, by=country.base).done == [key]


@pytest.mark.spec("FAC-01")
def test_somebody_who_does_not_work_here_is_let_go_and_may_name_another_base(country: Country) -> None:
    (own,) = enlisted(country)
    one = everybody().filter(pk=own.pk)
    assert not release_supervisors(one, comment="非本院人员", by=country.base_next_door).done
    assert release_supervisors(one, comment="非本院人员", by=country.base).done == [own.pk]
    assert not supervisors_visible_to(country.base).exists()
    actor = person_of(own)
    assert actor.unit == country.nation
    away = department(country, by=country.base_far)
    place = {"institution": country.far.pk, "department": away.pk}
    assert save_work(one, {own.pk: place}, by=actor).done == [own.pk]
