"""What people of the assessment see (ASM-02 to ASM-11)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from tests.engines.test_notices_pages import client_of
from tests.factories.assessment import (
    PROFILE,
    confirmed,
    department,
    institution,
    made_agency,
    opened_cycle,
    physician_rows,
    physicians,
    province_admin,
)
from tests.factories.country import YEAR, Country
from xinglin.domains.assessment import windows
from xinglin.domains.assessment.models import Cycle, Department, InstitutionProfile, Physician
from xinglin.domains.institutions.public import NewHospital, found_hospitals
from xinglin.engines.access.actor import system_actor
from xinglin.engines.access.models import Membership, Unit
from xinglin.engines.access.roles import Role


def founded(country: Country) -> Unit:
    """One more institution of the province, which takes part."""
    (key,) = found_hospitals([NewHospital(country.city, "新区诊所")], by=system_actor()).done
    return Unit.objects.get(pk=key)


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, answer
    return answer.content.decode()


@pytest.mark.spec("ASM-03", "PLT-70")
def test_an_institution_is_told_of_the_cycle_and_led_to_confirm(country: Country) -> None:
    client = client_of(institution(country))
    assert "本省还没有正在进行的考核周期" in text(client, "/")
    opened_cycle(country, confirmed=False)
    home = text(client, "/")
    assert f"{YEAR}-01-01 至 {YEAR + 2}-12-31" in home
    assert "去确认" in home
    assert "本机构尚未确认本周期的机构信息，请先到“本机构信息”" in text(client, "/assessment/physicians/")
    assert "招收信息上报" not in home
    answer = client.post("/assessment/profile/", {**PROFILE, "address": ""})
    assert answer.status_code == 422
    assert "请填写地址" in answer.content.decode()
    assert client.post("/assessment/profile/", PROFILE).status_code == 302
    assert InstitutionProfile._base_manager.get(institution=country.hospital).confirmed_at
    assert "去确认" not in text(client, "/")


@pytest.mark.spec("ASM-02")
def test_the_province_sets_a_cycle_on_one_page(country: Country) -> None:
    client, day = client_of(province_admin(country)), localdate()
    sent = {"year": "2030", "starts_on": "2030-01-01", "ends_on": "2032-12-31"}
    for kind in windows.CYCLE_WINDOWS:
        sent |= {f"{kind.key}-starts_on": str(day), f"{kind.key}-ends_on": str(day + timedelta(30))}
    wrong = client.post("/assessment/cycles/new/", {**sent, "assessment-test-ends_on": str(day - timedelta(1))})
    assert wrong.status_code == 422
    assert not Cycle.objects.exists()
    assert client.post("/assessment/cycles/new/", sent).status_code == 302
    cycle = Cycle.objects.get()
    assert "进行中" in text(client, f"/assessment/cycles/{cycle.pk}/")
    assert f"周期到 {cycle.ends_on} 才结束，请在此后办理。" in text(client, "/assessment/cycles/")
    again = client.post("/assessment/cycles/new/", sent)
    assert "2030 年的周期已经设置" in again.content.decode()
    other = client_of(country.actor(country.other_province, Role.PROVINCE_ADMIN))
    assert other.get(f"/assessment/cycles/{cycle.pk}/").status_code == 404


@pytest.mark.spec("ASM-05")
def test_the_menu_offers_the_application_only_where_the_authority_opened_it(country: Country) -> None:
    opened_cycle(country)
    client = client_of(institution(country, country.next_door))
    assert "/assessment/agency/" not in text(client, "/")
    made_agency(country)
    assert "/assessment/agency/" in text(client, "/")
    assert "审核通过" in text(client, "/assessment/agency/")


@pytest.mark.spec("ASM-04", "ASM-10")
def test_physicians_are_added_placed_and_taken_part_by_the_pages(country: Country) -> None:
    opened_cycle(country)
    inner, stopped = department(country), department(country, "外科")
    client = client_of(institution(country))
    Department._base_manager.filter(pk=stopped.pk).update(is_active=False)
    row = physician_rows(1)[0]
    sent = {**row, "scopes": ["11"], "first_registered_on": "2012-05-01"}
    refused = client.post("/assessment/physicians/new/", {**sent, "department": str(stopped.pk)})
    assert refused.status_code == 422
    assert client.post("/assessment/physicians/new/", {**sent, "department": str(inner.pk)}).status_code == 302
    physician = Physician._base_manager.get()
    assert physician.department == inner
    listed = text(client, "/assessment/physicians/")
    assert f"{YEAR} 年 医师报名申报进行中" in listed  # a cycle has no batches
    assert row["name"] in listed
    assert row["document_number"] not in listed
    assert row["name"] in text(client, f"/assessment/physicians/{physician.pk}/")
    (enrolment,) = confirmed(country, [physician])
    assert row["name"] not in text(client, "/assessment/physicians/")
    listed = text(client, "/assessment/enrolled/")
    reset = reverse("accounts:reset", args=[physician.person.account_id])
    assert all(words in listed for words in (row["name"], reset))
    assert client.get(f"/assessment/physicians/{physician.pk}/").url == f"/assessment/enrolled/{enrolment.pk}/"
    assert f"/assessment/records/{enrolment.pk}/" in text(client, f"/assessment/enrolled/{enrolment.pk}/")
    office = client_of(province_admin(country))
    for found in (True, False):
        name = country.hospital.name if found else country.next_door.name
        assert (row["name"] in text(office, f"/assessment/enrolled/?institution={name}")) is found
    assert country.hospital.name in text(office, "/assessment/enrolled/")


@pytest.mark.spec("ASM-11")
def test_the_authority_moves_a_physician_by_his_whole_number(country: Country) -> None:
    (physician,) = physicians(country)
    client = client_of(province_admin(country))
    number = physician.person.document_number
    sent = {"document": number[:-4], "institution": country.next_door.pk}
    assert "没有找到这个证件号码" in client.post("/assessment/institutions/transfer/", sent).content.decode()
    answer = client.post("/assessment/institutions/transfer/", {**sent, "document": number})
    assert answer.status_code == 302, answer.content.decode()[answer.content.decode().find("errors") :][:900]
    assert Physician._base_manager.get().institution == country.next_door
    back = {"do": "assessment.physicians_transferred", "ids": [physician.pk]}
    assert "转入机构" in client.post("/assessment/physicians/", back).content.decode()
    back |= {"answered": "1", "institution": country.hospital.pk}
    assert client.post("/assessment/physicians/", back).status_code == 302
    assert Physician._base_manager.get().institution == country.hospital


@pytest.mark.spec("ASM-04", "ASM-10")
def test_what_is_edited_on_a_page_is_kept(country: Country) -> None:
    chosen, (physician,) = department(country), physicians(country)
    client = client_of(institution(country))
    sent = {"name": "普通内科", "services": ["03", "03.01"]}
    assert client.post(f"/assessment/departments/{chosen.pk}/", sent).status_code == 302
    assert Department._base_manager.get().services == ["03", "03.01"]
    kept = {"department": str(chosen.pk), "grade": "2", "category": "1", "first_registered_on": "2012-05-01"}
    assert client.post(f"/assessment/physicians/{physician.pk}/edit/", kept).status_code == 302
    after = Physician._base_manager.get()
    assert (after.department, after.grade) == (chosen, "2")


@pytest.mark.spec("ASM-01", "PLT-12")
def test_an_institution_activates_its_account_with_666666_and_a_code(country: Country) -> None:
    opened_cycle(country, confirmed=False)
    client, page = client_of(province_admin(country)), "/assessment/institutions/"
    mine = InstitutionProfile._base_manager.filter(institution__in=[country.next_door, founded(country)])
    sent = {"do": "assessment.institution_accounts_opened", "ids": list(mine.values_list("pk", flat=True))}
    assert "初始密码 666666" in client.post(page, sent).content.decode()
    sent |= {"answered": "1", "mobile": "19900001111"}
    refused = client.post(page, sent)
    assert (refused.status_code, "手机号码只能逐家填写" in refused.content.decode()) == (422, True)
    one = mine.get(institution=country.next_door)
    assert client.post(page, {**sent, "ids": [one.pk]}).status_code == 302
    account = Membership.objects.get(unit=country.next_door, role=Role.INSTITUTION_ADMIN).account
    assert (account.mobile, account.initial_password, account.is_activated) == ("19900001111", "assessment", False)


@pytest.mark.spec("ASM-05")
def test_agency_and_institutions_are_brought_together_on_a_page(country: Country) -> None:
    opened_cycle(country)
    client, page = client_of(province_admin(country)), "/assessment/institutions/"
    mine = InstitutionProfile._base_manager.get(institution=country.hospital)
    sent = {"do": "assessment.agencies_entrusted", "ids": [mine.pk]}
    assert "本周期还没有获准的考核机构" in client.post(page, sent).content.decode()
    made_agency(country)
    asked = client.post(page, sent)
    assert (asked.status_code, f'value="{country.next_door.pk}"' in asked.content.decode()) == (200, True)
    assert client.post(page, {**sent, "answered": "1"}).status_code == 422
    assert client.post(page, {**sent, "answered": "1", "agency": country.next_door.pk}).status_code == 302
    mine.refresh_from_db()
    assert mine.agency == country.next_door
