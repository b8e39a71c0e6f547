"""The pages of bases, programmes, affiliates, modes, code lists and specialties (REP-43)."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from tests.engines.test_notices_pages import client_of
from tests.factories.country import YEAR, Country
from xinglin.domains.institutions.models import Affiliation, Hospital, ModeSwitch, SpecialtyBase
from xinglin.domains.reference.models import Code, Specialty
from xinglin.engines.access.models import Unit
from xinglin.engines.access.roles import Role
from xinglin.engines.windows.models import Window

pytestmark = [pytest.mark.django_db, pytest.mark.spec("REP-43")]


@pytest.fixture
def nation(country: Country) -> Client:
    return client_of(country.actor(country.nation, Role.NATION_ADMIN))


def test_a_base_is_registered_edited_and_shown(country: Country, nation: Client) -> None:
    new = {"name": "新区医院", "province": country.province.pk, "base_level": "national", "credit_code": "1"}
    answer = nation.post(reverse("institutions:base_new"), new)
    assert answer.status_code == 422
    assert "统一社会信用代码应为 18 位" in answer.content.decode()
    new["credit_code"] = "12999999123456788W"
    assert nation.post(reverse("institutions:base_new"), new).status_code == 302
    base = Hospital.objects.get(credit_code=new["credit_code"])
    address = reverse("institutions:base_edit", args=[base.pk])
    assert nation.post(address, {**new, "name": "新区人民医院"}).status_code == 302
    page = nation.get(address).content.decode()
    assert "新区人民医院" in page
    assert "曾用名" in page
    assert nation.get(reverse("institutions:bases"), {"name": "新区医院"}).context["table"].total == 1


def test_a_programme_an_affiliate_and_an_application(country: Country, nation: Client) -> None:
    new = {"institution": country.hospital.pk, "specialty": "0200", "least": "9", "capacity": "60"}
    assert nation.post(reverse("institutions:programme_new"), new).status_code == 302
    base = SpecialtyBase.objects.get(institution=country.hospital, specialty__code="0200")
    address = reverse("institutions:programme_edit", args=[base.pk])
    assert nation.post(address, {"least": "9", "capacity": "5"}).status_code == 422
    assert nation.post(address, {"least": "", "capacity": "70"}).status_code == 302
    base.refresh_from_db()
    assert (base.least, base.capacity) == (None, 70)
    pair = {"base": country.hospital.pk, "site": country.far.pk}
    assert nation.post(reverse("institutions:affiliation_new"), pair).status_code == 302
    assert Affiliation.objects.get().site == country.far
    asked = {"province": country.province.pk, "module": "residents", "mode": "interface", "starts_on": localdate()}
    answer = nation.post(reverse("institutions:mode_new"), asked)
    assert "请填写技术公司" in answer.content.decode()
    people = {"contact": "林清和", "contact_mobile": "19900001234", "company": "示范公司", "company_contact": "白鹿"}
    sent = {**asked, **people, "company_mobile": "19900001235"}
    assert nation.post(reverse("institutions:mode_new"), sent).status_code == 302
    row = ModeSwitch._base_manager.get()
    assert row.contact_mobile == "19900001234"
    assert "199****1234" in nation.get(reverse("institutions:modes")).content.decode()


def test_a_province_without_leave_sees_why(country: Country) -> None:
    province = client_of(country.actor(country.province, Role.PROVINCE_ADMIN))
    page = province.get(reverse("institutions:base_new")).content.decode()
    assert "国家未授权本省维护培训基地" in page
    new = {"name": "新区医院", "province": country.province.pk}
    assert province.post(reverse("institutions:base_new"), new).status_code == 422
    assert not Unit.objects.filter(name="新区医院").exists()
    far = Hospital.objects.get(unit=country.far)
    assert province.get(reverse("institutions:base_edit", args=[far.pk])).status_code == 404


def test_a_code_and_a_specialty(country: Country, nation: Client) -> None:
    new = {"table": "cultivation_type", "code": "aid", "label": "对口支援", "order": "9"}
    assert nation.post(reverse("reference:code_new"), new).status_code == 302
    code = Code.objects.get(code="aid")
    address = reverse("reference:code_edit", args=[code.pk])
    assert nation.post(address, {"label": "对口支援培养", "order": "9", "synonyms": "支援、对口"}).status_code == 302
    page = nation.get(address).content.decode()
    assert "历次名称" in page
    newest = Code.objects.filter(code="aid").latest("pk")
    assert newest.synonyms == ["对口", "对口支援", "支援"]
    sent = {"code": "3800", "name": "老年医学科", "category": "临床", "years": "3"}
    assert nation.post(reverse("reference:specialty_new"), sent).status_code == 302
    specialty = Specialty.objects.get(code="3800")
    address = reverse("reference:specialty_edit", args=[specialty.pk])
    assert nation.post(address, {**sent, "name": "老年科"}).status_code == 302
    assert nation.get(reverse("reference:specialties"), {"name": "老年医学"}).context["table"].total == 1
    found = nation.get(reverse("reference:codes"), {"label": "专硕"}).context["table"]
    assert found.total == 2
    base = client_of(country.base)
    assert base.get(reverse("reference:codes")).status_code == 200
    assert base.get(address).status_code == 403


@pytest.mark.spec("PLT-21")
def test_a_year_is_planned_in_one_go_from_the_year_before(country: Country, nation: Client) -> None:
    address = reverse("schedule:plan")
    form = nation.get(address).context["form"]
    sent = {key: form[key].value() or "" for key in form.fields} | {"unit": country.nation.pk}
    assert (sent["year"], sent["batch"]) == (YEAR + 1, 1)
    wrong = sent | {"intake-review_ends_on": ""}
    assert "请一并填写" in nation.post(address, wrong).content.decode()
    assert nation.post(address, sent).status_code == 302
    made = Window.objects.filter(year=YEAR + 1)
    assert set(made.values_list("kind", flat=True)) == {"intake-reporting", "intake-review"}
    assert "已经安排" in nation.post(address, sent).content.decode()
    province = client_of(country.actor(country.province, Role.PROVINCE_ADMIN))
    assert province.post(address, sent | {"year": YEAR + 2}).status_code == 422
    assert not Window.objects.filter(year=YEAR + 2).exists()
