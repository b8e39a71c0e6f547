"""An applicant with a phone: registers, fills in four parts, applies in five steps, prints the form, accepts."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from captcha.models import CaptchaStore
from django.utils import timezone

from tests.factories.country import YEAR, Country
from tests.factories.recruitment import batch, places
from tests.journeys.conftest import PHONE, Person
from xinglin.demo.people import fake_people
from xinglin.demo.pictures import id_card_back, id_card_front, portrait
from xinglin.domains.recruitment.actions.admitting import admit, release
from xinglin.domains.recruitment.actions.screening import pass_preferences
from xinglin.domains.recruitment.models import Application, Offer, Preference
from xinglin.engines.notices.models import Message

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PASSWORD = "Zhaolu#2026ok"


@pytest.mark.spec("REC-10", "REC-11", "REC-12", "REC-13", "REC-14", "REC-15", "REC-16", "PLT-16")
def test_applicant(people: Any, country: Country, tmp_path: Path) -> None:
    new = batch(country, name="2026 年第一批", preferences=2, instructions="请携带身份证、毕业证书原件报到。")
    places(country, new, {"0100": 3, "0900": 2})
    places(country, new, {"0100": 1}, base=country.next_door)
    applicant: Person = people("applicant")
    applicant.page.set_viewport_size(PHONE)
    facts = fake_people(1, start=902, intake_year=YEAR)[0]
    _register(applicant, facts)
    applicant.log_in(facts["document_number"], PASSWORD)
    look(applicant, "home")
    _four_parts(applicant, facts, tmp_path)
    _five_steps(applicant)
    _submit(applicant)
    _admitted(country)
    _accept(applicant)


def look(person: Person, name: str) -> None:
    """In both widths, then on the phone again."""
    person.look(name)
    person.page.set_viewport_size(PHONE)


def _press(person: Person, name: str) -> None:
    person.page.get_by_role("button", name=name, exact=True).first.click()
    person.page.wait_for_load_state("networkidle")


def _register(person: Person, facts: dict[str, Any]) -> None:
    page = person.page
    page.goto("/login/")
    page.get_by_role("link", name="学员注册").click()
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


def _four_parts(person: Person, facts: dict[str, Any], folder: Path) -> None:
    page = person.page
    page.goto("/applicant/applications/")
    person.says("还不能报名")
    page.goto("/applicant/")
    person.says("已完成 0 / 4 部分")
    look(person, "parts")
    page.get_by_role("link", name="基本信息").first.click()
    for key in ("ethnic_group", "marital_status", "nationality", "household_province"):
        page.locator(f"#id_{key}").select_option(facts[key])
    page.locator("#id_licensing_exam").select_option("none")
    pictures = {"portrait": portrait("1", 1), "id_front": id_card_front("1", 1), "id_back": id_card_back()}
    for key, content in pictures.items():
        (folder / f"{key}.jpg").write_bytes(content)
        page.locator(f"#id_{key}").set_input_files(folder / f"{key}.jpg")
        page.locator(f"#id_{key}-slot img").wait_for()
    look(person, "identity")
    _press(person, "保存")
    person.says("基本信息已保存，内容已完整")
    for key in ("email", "address", "emergency_name", "emergency_mobile"):
        page.locator(f"#id_{key}").fill(facts[key])
    _press(person, "保存")
    person.says("联系信息已保存，内容已完整")
    page.locator("#id_bachelor-attended").check()
    for key, value in BACHELOR.items():
        control = page.locator(f"#id_bachelor-{key}")
        control.select_option(value) if control.evaluate("e => e.tagName") == "SELECT" else control.fill(value)
    page.locator("#id_marks-bachelor-first_level").check()
    look(person, "education")
    _press(person, "保存")
    person.says("还缺：标记“最高学历”")
    page.locator("#id_marks-bachelor-highest_level").check()
    _press(person, "保存")
    person.says("教育信息已保存，内容已完整")
    page.locator("#id_has_employer").select_option("1")
    look(person, "work")
    page.locator("#id_has_employer").select_option("0")
    _press(person, "保存")
    person.says("四部分信息都已完整")
    look(person, "parts-complete")


BACHELOR = {
    "is_studying": "0",
    "school": "示范医科大学",
    "graduated_month": "2026-07",
    "major": "临床医学",
    "education_code": "21",
    "education_number": "100251202605000001",
    "degree_code": "4",
    "degree_number": "1002542026000001",
    "is_full_time": "1",
}


def _five_steps(person: Person) -> None:
    page = person.page
    page.goto("/applicant/applications/")
    page.get_by_role("link", name="我要报名").click()
    person.says("2026 年第一批")
    look(person, "batch")
    _press(person, "选择此批次")
    person.says("“本单位住院医师”须有当前所在单位")
    look(person, "category")
    page.get_by_label("面向社会招收住院医师").check()
    _press(person, "保存并下一步")
    look(person, "confirm")
    _press(person, "确认无误，下一步")
    for key, value in {
        "cultivation_type": "national",
        "graduate_kind": "fresh",
        "is_rural_order": "0",
        "is_western_support": "0",
        "training_years": "3",
    }.items():
        page.locator(f"#id_{key}").select_option(value)
    look(person, "supplement")
    _press(person, "保存并下一步")
    page.get_by_label("培训专业").select_option(label="内科")
    _press(person, "查看培训基地")
    look(person, "bases")
    _press(person, "选择示范医院主基地内科")
    person.says("第 1 志愿")
    page.get_by_role("link", name="学员报名").first.is_visible()
    page.goto("/applicant/applications/")  # leaves, and goes on later
    person.says("尚未提交")
    look(person, "draft")
    page.get_by_role("link", name="继续报名").click()
    page.get_by_role("link", name="填写志愿并上报").click()
    _press(person, "选择邻院主基地内科")
    person.says("第 2 志愿")
    _press(person, "第 2 志愿上移")
    page.locator("#id_accepts_reassignment").select_option("1")
    look(person, "preferences")
    items = page.locator("[data-sortable-item]")
    assert "邻院" in (items.first.text_content() or "")
    items.first.drag_to(items.nth(1), target_position={"x": 20, "y": 60})
    page.wait_for_load_state("networkidle")
    assert "示范医院" in (page.locator("[data-sortable-item]").first.text_content() or "")
    _press(person, "确认并返回")


def _submit(person: Person) -> None:
    page = person.page
    person.says("五步都已完成")
    look(person, "ready")
    page.get_by_role("link", name="提交", exact=True).click()
    person.says("提交后不能修改，也不能撤回")
    page.get_by_label("我已核对，确认提交").check()
    look(person, "submit")
    _press(person, "提交")
    person.says("报名已提交")
    look(person, "submitted")
    sent = Application.objects.get()
    names = [each.institution.name for each in sent.preferences.select_related("institution").order_by("rank")]
    assert (sent.state, names) == ("submitted", ["示范医院", "邻院"])
    printed = page.request.get(f"/applicant/applications/{sent.pk}/form/")
    assert printed.body().startswith(b"%PDF-")


def _admitted(country: Country) -> None:
    """What the base does; its own journey shows how."""
    rows = Preference.objects.filter(rank=1)
    for step in (pass_preferences, admit):
        assert step(rows, by=country.base).done
    assert release(Offer.objects.all(), by=country.base).done


def _accept(person: Person) -> None:
    page = person.page
    page.goto("/applicant/applications/")
    page.get_by_role("link", name="查看").first.click()
    person.says("12 小时内可能更改")
    look(person, "result")
    Offer.objects.update(released_at=timezone.now() - timedelta(hours=12))
    page.goto("/")
    person.says("录取结果待接受或放弃")
    page.goto("/applicant/applications/")
    page.get_by_role("link", name="接受或放弃").first.click()
    page.get_by_role("link", name="接受").click()
    page.get_by_label("确认接受").check()
    look(person, "accept")
    _press(person, "接受")
    person.says("您已接受“2026 年第一批：示范医院 内科”的录取。")
    look(person, "accepted")
    assert Offer.objects.get().answer == "accepted"
