"""A supervisor with a phone registers himself, names his base, applies; the training office appoints him."""

import json
from typing import Any

import pytest
from captcha.models import CaptchaStore

from tests.factories.country import YEAR, Country
from tests.factories.faculty import complete, department, opened_round
from tests.journeys.conftest import PHONE, Person, activated
from xinglin.demo.people import fake_people
from xinglin.domains.faculty.models import Appointment
from xinglin.engines.access.actor import actor_of
from xinglin.engines.access.models import Membership
from xinglin.engines.access.roles import Role
from xinglin.engines.notices.models import Message
from xinglin.kit import calendar

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PASSWORD = "Zhaolu#2026ok"
SERIAL = 720


@pytest.mark.spec("FAC-01", "FAC-02", "FAC-03", "FAC-04", "FAC-05", "PLT-16")
def test_supervisor(people: Any, country: Country) -> None:
    unit = department(country)
    opened_round(country)
    facts = fake_people(1, start=SERIAL, intake_year=YEAR)[0]
    supervisor: Person = people("supervisor")
    supervisor.page.set_viewport_size(PHONE)
    _register(supervisor, facts)
    supervisor.log_in(facts["document_number"], PASSWORD)
    _name_the_base(supervisor, country.hospital.pk, unit.pk)
    held = Membership.objects.select_related("unit", "account").get(role=Role.SUPERVISOR)
    complete(actor_of(held), unit, SERIAL)  # the other parts are those of every applicant's journey
    _apply(supervisor)
    office: Person = people("office")
    office.log_in(activated(country.base.account_id))
    _appoint(office, facts["name"])
    term = Appointment._base_manager.get()
    assert (term.department, term.starts_on) == (unit, calendar.today())
    supervisor.page.goto("/faculty/own/")
    supervisor.says(f"{country.hospital.name} {unit.name}")
    supervisor.look("appointed")


def _press(person: Person, name: str) -> None:
    person.page.get_by_role("button", name=name, exact=True).first.click()
    person.page.wait_for_load_state("networkidle")


def _register(person: Person, facts: dict[str, Any]) -> None:
    page = person.page
    page.goto("/register/supervisors/")
    page.get_by_label("姓名").fill(facts["name"])
    page.get_by_label("证件类型").select_option(facts["document_type"])
    page.get_by_label("证件号码").fill(facts["document_number"])
    key = page.locator("input[name$=captcha_0]").input_value()
    page.locator("input[name$=captcha_1]").fill(CaptchaStore.objects.get(hashkey=key).response)
    _press(person, "验证")
    page.get_by_role("link", name="下一步").click()
    page.locator("#id_new_password").fill(PASSWORD)
    page.locator("#id_repeated").fill(PASSWORD)
    page.get_by_label("手机号码").fill(facts["mobile"])
    page.get_by_role("button", name="获取验证码").click()
    person.says("验证码已发送至")
    page.get_by_label("短信验证码").fill(json.loads(Message.objects.latest("pk").values)["code"])
    _press(person, "注册")
    person.says("注册成功")


def _name_the_base(person: Person, hospital: int, unit: int) -> None:
    page = person.page
    page.goto("/faculty/own/work/")
    page.locator("#id_institution").select_option(str(hospital), force=True)
    _press(person, "保存")
    person.says("工作信息已保存，还缺：科室")
    page.locator("#id_department").select_option(str(unit), force=True)
    _press(person, "保存")
    person.says("工作信息已保存，还缺：")
    person.look("work")


def _apply(person: Person) -> None:
    page = person.page
    page.goto("/faculty/own/applications/")
    page.get_by_role("link", name="我要报名").click()
    page.get_by_role("button", name="选择这个批次").click()
    page.wait_for_load_state("networkidle")
    person.look("conditions")
    _press(person, "提交")
    person.says("报名已提交")


def _appoint(person: Person, name: str) -> None:
    page, today = person.page, calendar.today()
    page.goto("/faculty/applications/")
    person.look("applications")
    page.get_by_role("link", name=name, exact=True).click()
    person.says("近 3 年无重大或严重教学事故")
    person.look("one")
    page.get_by_role("button", name="推荐", exact=True).click()
    person.says("已办理 1 条")
    page.get_by_role("row", name=name).get_by_role("checkbox").check()
    page.get_by_role("button", name="聘任", exact=True).first.click()
    page.get_by_label("聘期开始").fill(f"{today}")
    page.get_by_label("聘期结束").fill(f"{calendar.end_of_term(today, 3)}")
    page.get_by_role("button", name="聘任", exact=True).click()
    person.says("已办理 1 条")
