"""Cycles, institutions, departments, agencies (ASM-01 to ASM-05)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.timezone import localdate

from tests.engines.test_notices_pages import client_of
from tests.factories.assessment import (
    PROFILE,
    agency,
    confirm_profile,
    confirmed,
    department,
    institution,
    made_agency,
    opened_cycle,
    paper,
    physician_actor,
    physician_rows,
    physicians,
    province_admin,
    submitted,
)
from tests.factories.country import YEAR, Country
from tests.faults.test_two_at_once import colleague
from xinglin.domains.assessment import actions
from xinglin.domains.assessment.actions import NewCycle
from xinglin.domains.assessment.actions.overseeing import release
from xinglin.domains.assessment.forms import next_cycle
from xinglin.domains.assessment.models import (
    AgencyApplication,
    Cycle,
    Department,
    Enrolment,
    InstitutionProfile,
    Physician,
)
from xinglin.domains.assessment.queries.cycles import agencies_of, current_cycle, departments_of, openings_of_cycle
from xinglin.domains.assessment.queries.figures import department_names, institution_names
from xinglin.domains.assessment.queries.physicians import (
    confirmed_visible_to,
    entrusted_visible_to,
    physicians_visible_to,
)
from xinglin.domains.institutions.actions import remove_hospitals, restore_hospitals, save_hospitals
from xinglin.domains.institutions.models import Hospital
from xinglin.engines.access.models import Membership, Unit
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts.actions import reset_passwords
from xinglin.engines.accounts.models import Account
from xinglin.engines.review.actions import approve, submit
from xinglin.engines.windows.models import Window


@pytest.mark.spec("ASM-02")
def test_a_cycle_has_its_period_its_windows_and_the_institutions_of_the_province(country: Country) -> None:
    cycle = opened_cycle(country, confirmed=False)
    assert (cycle.starts_on, cycle.ends_on) == (date(YEAR, 1, 1), date(YEAR + 2, 12, 31))
    assert current_cycle(country.province.pk) == cycle
    assert current_cycle(country.other_province.pk) is None
    assert Window.objects.filter(kind__startswith="assessment-", unit=country.province, year=YEAR).count() == 5
    assert all(opening.is_open for opening in openings_of_cycle(cycle, country.hospital))
    held = set(InstitutionProfile.objects.filter(cycle=cycle).values_list("institution", flat=True))
    assert held == {country.hospital.pk, country.next_door.pk}


@pytest.mark.spec("ASM-02")
def test_the_next_cycle_is_proposed_to_the_day() -> None:
    for last, first, ends in (
        (date(2028, 12, 31), date(2029, 1, 1), date(2031, 12, 31)),
        (date(2026, 3, 30), date(2026, 3, 31), date(2029, 3, 30)),
        (date(2028, 2, 28), date(2028, 2, 29), date(2031, 2, 28)),
    ):
        assert next_cycle(3, last) == {"year": first.year, "starts_on": first, "ends_on": ends}


@pytest.mark.spec("ASM-02")
def test_two_cycles_of_a_province_do_not_overlap_and_nobody_else_sets_one(country: Country) -> None:
    opened_cycle(country, confirmed=False)
    days = {"starts_on": date(YEAR + 2, 7, 1), "ends_on": date(YEAR + 4, 6, 30)}
    new = NewCycle(province=country.province, year=YEAR + 3, windows={}, **days)
    why = f"与{YEAR}–{YEAR + 2} 年周期（{YEAR}-01-01 至 {YEAR + 2}-12-31）重叠，请修改起止日期。"
    assert actions.set_cycles([new], by=province_admin(country)).refused == {0: why}
    other = country.actor(country.other_province, Role.PROVINCE_ADMIN)
    assert actions.set_cycles([new], by=other).refused == {0: "考核周期和规则由省级管理员设置。"}
    assert Cycle.objects.count() == 1


@pytest.mark.spec("ASM-02")
def test_rules_hold_from_their_day_and_never_for_the_past(country: Country) -> None:
    figures: dict[str, Any] = {
        "cycle_years": 2,
        "commended_years": 6,
        "clean_years": 10,
        "resits": 1,
        "is_connected": True,
    }
    rows = [{"starts_on": localdate() - timedelta(1), **figures}, {"starts_on": localdate(), **figures}]
    outcome = actions.set_rules(rows, by=province_admin(country))
    assert outcome.done == [1]
    assert outcome.refused[0].startswith("生效日期须为")


@pytest.mark.spec("ASM-03")
def test_physicians_take_part_only_after_the_institution_has_confirmed(country: Country) -> None:
    opened_cycle(country, confirmed=False)
    found = physicians(country)
    rows = Physician._base_manager.filter(pk=found[0].pk)
    refused = actions.confirm(rows, by=institution(country)).refused
    assert refused == {found[0].pk: "本机构尚未确认本周期的机构信息，请先到“本机构信息”核对、确认并保存。"}
    profile = confirm_profile(country, country.hospital)
    assert (profile.confirmed_by, profile.authority, profile.contact_phone) == (
        institution(country).name,
        country.city,
        PROFILE["contact_phone"],
    )
    assert actions.confirm(rows, by=institution(country)).done == [found[0].pk]


@pytest.mark.spec("ASM-01", "PLT-12", "PLT-14")
def test_an_institution_gets_its_account_beside_what_it_has_already(country: Country) -> None:
    opened_cycle(country, confirmed=False)
    base = country.base
    rows = InstitutionProfile._base_manager.all()
    assert len(actions.open_institution_accounts(rows, by=province_admin(country)).done) == 2
    roles = Membership.objects.filter(unit=country.hospital, account=base.account_id).values_list("role", flat=True)
    assert set(roles) == {Role.BASE_ADMIN, Role.INSTITUTION_ADMIN}
    fresh = Membership.objects.get(unit=country.next_door, role=Role.INSTITUTION_ADMIN).account
    assert (fresh.login_masked, fresh.is_activated) == ("邻院", False)
    city = country.actor(country.city, Role.CITY_ADMIN)
    assert reset_passwords(Account.objects.filter(pk=fresh.pk), by=city).one_time.keys() == {fresh.pk}
    assert len(actions.open_institution_accounts(rows, by=province_admin(country)).unchanged) == 2


@pytest.mark.spec("ASM-04")
def test_a_department_with_physicians_is_not_deleted_however_one_asks(country: Country) -> None:
    chosen, by = department(country), institution(country)
    found = physicians(country)
    rows = Physician._base_manager.filter(pk=found[0].pk)
    actions.save_physicians(rows, {found[0].pk: {"department_id": chosen.pk}}, by=by).only()
    mine = Department._base_manager.filter(pk=chosen.pk)
    why = "该科室已有 1 名医师，不能删除。不再使用的，请改为“停用”，停用后医师不能再选择。"
    assert actions.delete_departments(mine, by=by).refused == {chosen.pk: why}
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError), transaction.atomic():
        mine._raw_delete("default")
    assert mine.exists()
    empty = department(country, "外科")
    assert actions.delete_departments(Department._base_manager.filter(pk=empty.pk), by=by).done == [empty.pk]


@pytest.mark.spec("ASM-04")
def test_a_department_of_a_past_enrolment_stays(country: Country) -> None:
    opened_cycle(country)
    chosen, by = department(country), institution(country)
    found = physicians(country)
    (enrolment,) = confirmed(country, found)
    Enrolment._base_manager.filter(pk=enrolment.pk).update(department=chosen)
    assert actions.delete_departments(Department._base_manager.filter(pk=chosen.pk), by=by).refused


@pytest.mark.spec("ASM-04")
def test_a_stopped_department_cannot_be_chosen_however_it_is_asked_for(country: Country) -> None:
    opened_cycle(country)
    chosen, by = department(country), institution(country)
    found = physicians(country)
    (placed,) = physicians(country, start=3_100)
    row = Physician._base_manager.filter(pk=placed.pk)
    actions.save_physicians(row, {placed.pk: {"department_id": chosen.pk}}, by=by).only()
    actions.stop_departments(Department._base_manager.filter(pk=chosen.pk), by=by).only()
    rows = Physician._base_manager.filter(pk=found[0].pk)
    why = "科室“内科”已停用，不能选择，请选择其他科室。"
    assert actions.save_physicians(rows, {found[0].pk: {"department_id": chosen.pk}}, by=by).refused == {
        found[0].pk: why
    }
    new = {**physician_rows(1, start=3_500)[0], "department": "内科"}
    assert actions.import_physicians([new], by=by).refused == {0: why}
    assert list(departments_of(country.hospital.pk)) == []
    (enrolment,) = confirmed(country, [placed])  # who is in it stays there, and chooses another to enrol
    assert (enrolment.department, Physician._base_manager.get(pk=placed.pk).department) == (None, chosen)
    own = client_of(physician_actor(placed))
    for client, address in (
        (client_of(by), f"/assessment/physicians/{found[0].pk}/edit/"),
        (own, f"/assessment/own/{enrolment.pk}/practice/"),
    ):
        assert f'<option value="{chosen.pk}">内科</option>' not in client.get(address).content.decode()
        assert client.post(address, {"department": str(chosen.pk), "specialty": "03"}).status_code == 422
    assert Physician._base_manager.get(pk=found[0].pk).department is None
    assert Enrolment._base_manager.get(pk=enrolment.pk).department is None


@pytest.mark.spec("ASM-04", "PLT-04")
def test_a_department_of_the_hospital_next_door_cannot_be_chosen(country: Country) -> None:
    theirs = department(country, unit=country.next_door)
    found = physicians(country)
    rows = Physician._base_manager.filter(pk=found[0].pk)
    outcome = actions.save_physicians(rows, {found[0].pk: {"department_id": theirs.pk}}, by=institution(country))
    assert outcome.refused[found[0].pk].startswith("本机构没有这个科室")


@pytest.mark.spec("ASM-05")
def test_an_institution_becomes_an_agency_through_the_authority_above_it(country: Country) -> None:
    cycle = opened_cycle(country)
    mine = InstitutionProfile._base_manager.filter(institution=country.next_door)
    by = institution(country, country.next_door)
    why = "卫生健康行政部门没有为本机构开通“申请考核机构”，如需申请请与其联系。"
    assert actions.save_applications(mine, note="", papers=[], by=by).refused == {mine.get().pk: why}
    former = colleague(country.next_door, Role.INSTITUTION_ADMIN, "已离任管理员")
    Membership.objects.filter(account=former.account_id).update(ends_at=timezone.now())
    application = made_agency(country)
    assert application.case is not None
    assert application.case.seat == country.city
    assert list(agencies_of(cycle)) == [country.next_door]
    acting = Membership.objects.filter(role=Role.AGENCY_ADMIN, unit=country.next_door)
    assert [each.account_id for each in acting] == [by.account_id]


@pytest.mark.spec("ASM-05", "PLT-30")
def test_only_the_authority_that_the_application_names_decides(country: Country) -> None:
    opened_cycle(country)
    by = institution(country, country.next_door)
    mine = InstitutionProfile._base_manager.filter(institution=country.next_door)
    actions.open_application(mine, by=province_admin(country)).only()
    actions.save_applications(mine, note="", papers=[paper(by).pk], by=by).only()
    rows = AgencyApplication._base_manager.filter(institution=country.next_door)
    submit(rows, by=by).only()
    assert not approve(rows, by=country.actor(country.other_province, Role.PROVINCE_ADMIN)).done
    outcome = approve(rows, by=province_admin(country))
    assert outcome.refused == {rows.get().pk: "该记录现处于“卫生行政机构审核”环节，不由当前身份办理。"}


@pytest.mark.spec("ASM-05")
def test_only_an_approved_agency_is_entrusted(country: Country) -> None:
    opened_cycle(country)
    rows = InstitutionProfile._base_manager.filter(institution=country.hospital)
    outcome = actions.entrust(rows, agency=country.next_door, by=province_admin(country))
    assert outcome.refused == {rows.get().pk: "所选单位在本周期没有获准成为考核机构，请先审核其申请。"}
    made_agency(country)
    actions.entrust(rows, agency=country.next_door, by=province_admin(country)).only()
    assert rows.get().agency == country.next_door


@pytest.mark.spec("ASM-02", "ASM-35")
def test_an_agency_sees_exactly_those_entrusted_to_it_and_nothing_once_the_cycle_is_closed(country: Country) -> None:
    cycle = opened_cycle(country)
    made_agency(country)
    mine = InstitutionProfile._base_manager.filter(institution=country.hospital)
    (before,) = confirmed(country, physicians(country))
    actions.entrust(mine, agency=country.next_door, by=province_admin(country)).only()
    (after,) = confirmed(country, physicians(country, start=3_100))
    confirmed(country, physicians(country, unit=country.next_door, start=3_200))
    by = agency(country)
    assert set(entrusted_visible_to(by)) == {before, after}
    assert not confirmed_visible_to(by).exists()
    assert not physicians_visible_to(by).exists()
    assert not entrusted_visible_to(agency(country, country.far)).exists()
    department(country)
    assert (department_names(by), len(institution_names(by))) == ([("内科", "内科")], 1)
    Cycle.objects.filter(pk=cycle.pk).update(starts_on=localdate() - timedelta(900), ends_on=localdate() - timedelta(1))
    actions.close_cycles(Cycle.objects.filter(pk=cycle.pk), by=province_admin(country)).only()
    assert not entrusted_visible_to(by).exists()
    assert (department_names(by), institution_names(by)) == ([], [])
    assert AgencyApplication._base_manager.filter(institution=country.next_door).exists()


@pytest.mark.spec("ASM-02")
def test_a_cycle_is_not_closed_before_its_last_day(country: Country) -> None:
    cycle = opened_cycle(country)
    outcome = actions.close_cycles(Cycle.objects.filter(pk=cycle.pk), by=province_admin(country))
    assert outcome.refused == {cycle.pk: f"周期到 {cycle.ends_on} 才结束，请在此后办理。"}


@pytest.mark.spec("ASM-05")
def test_where_no_authority_below_works_the_province_decides(country: Country) -> None:
    cycle = opened_cycle(country)
    Membership.objects.filter(unit=country.city).delete()
    assert confirm_profile(country, country.next_door).authority == country.province
    by = institution(country, country.next_door)
    mine = InstitutionProfile._base_manager.filter(institution=country.next_door)
    actions.open_application(mine, by=province_admin(country)).only()
    actions.save_applications(mine, note="", papers=[paper(by).pk], by=by).only()
    rows = AgencyApplication._base_manager.filter(cycle=cycle)
    submit(rows, by=by).only()
    assert approve(rows, by=province_admin(country)).done


@pytest.mark.spec("ASM-02", "ASM-03")
def test_an_institution_registered_while_a_cycle_runs_takes_part_in_it(country: Country) -> None:
    cycle = opened_cycle(country)
    nation = country.actor(country.nation, Role.NATION_ADMIN)
    new = {"name": "新区诊所", "province": str(country.province.pk), "city": country.city.name}
    assert save_hospitals([new], by=nation).done == [0]
    mine = InstitutionProfile._base_manager.get(cycle=cycle, institution__name="新区诊所")
    assert (mine.name, mine.authority) == ("新区诊所", country.city)
    assert (
        "请核对并确认" in client_of(institution(country, mine.institution)).get("/assessment/profile/").content.decode()
    )
    found = Hospital.objects.filter(unit=mine.institution)
    assert remove_hospitals(found, comment="误登", by=nation).done
    mine.delete()
    assert restore_hospitals(found, by=nation).done
    assert InstitutionProfile._base_manager.filter(cycle=cycle, institution=mine.institution).exists()


@pytest.mark.spec("ASM-05", "ASM-10")
def test_an_institution_that_assesses_somebody_is_not_put_out_of_use(country: Country) -> None:
    (one,) = submitted(country)
    nation, city = country.actor(country.nation, Role.NATION_ADMIN), country.actor(country.city, Role.CITY_ADMIN)

    def stop(unit: Unit) -> list[str]:
        return list(remove_hospitals(Hospital.objects.filter(unit=unit), comment="合并", by=nation).refused.values())

    here = "还有 1 名在岗医师，不能停用。请先变更其主执业机构，或由该机构为其办理“离岗”。"
    assert stop(country.hospital) == [here]
    assert stop(country.next_door) == [
        "本周期还有 1 家机构委托它考核医师，不能停用。请先在“医疗卫生机构”中委托其他考核机构。"
    ]
    made_agency(country, country.hospital)
    mine = InstitutionProfile._base_manager.filter(institution=country.hospital)
    actions.entrust(mine, agency=country.hospital, by=city).only()
    assert stop(country.next_door) == ["还有 1 名医师等待它复核或测评，不能停用。请先由该机构办完。"]
    moving = Physician._base_manager.filter(pk=one.physician_id)
    actions.transfer_physicians(moving, institution=country.next_door, by=city).only()
    assert stop(country.next_door) == [here]
    assert stop(country.hospital) == [
        "还有 1 名医师的定期考核报名由该机构办理，不能停用。请先由该机构办完，或取消其参加。"
    ]
    rows = Enrolment._base_manager.filter(pk=one.pk)
    release(rows, comment="机构合并", by=city).only()
    actions.cancel(rows, by=institution(country)).only()
    assert (stop(country.hospital), stop(country.next_door)) == ([], [here])
