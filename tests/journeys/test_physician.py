"""The periodic assessment in real browsers: a physician by each procedure up to the certificate, a clerk for three
hundred, the agency.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.utils.timezone import localdate

from tests.engines.sheets.files import xlsx
from tests.factories.assessment import (
    agency,
    enrolled,
    filled,
    institution,
    physicians,
    province_admin,
    submitted,
)
from tests.factories.country import Country
from tests.journeys.conftest import PHONE, Person, activated, work
from xinglin.demo.pictures import id_card_back
from xinglin.domains.assessment import actions
from xinglin.domains.assessment.actions.overseeing import publish
from xinglin.domains.assessment.models import Certificate, Enrolment, ProcedureReason
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.roles import Role

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
HEADINGS = ["姓名", "证件号码", "测评批次", "公共知识结果", "公共知识得分", "业务水平结果", "业务水平得分"]
CROWD = 300
BULK = 20
MINUTES = 120_000  # milliseconds, on a busy machine


@pytest.mark.spec("ASM-20", "ASM-21", "ASM-22", "ASM-31", "ASM-32", "ASM-33", "ASM-35", "ASM-42", "EXM-08")
def test_physician(people: Any, country: Country, tmp_path: Path) -> None:
    mine = filled(country, enrolled(country, 3))
    reason = {"procedure": "exempt", "title": "周期内通过住培", "proof": "合格证书", "starts_on": localdate()}
    actions.add_reasons([reason], by=province_admin(country)).only()
    (tmp_path / "proof.jpg").write_bytes(id_card_back())
    general, simplified, exempt = mine
    physician: Person = people("physician")
    physician.page.set_viewport_size(PHONE)
    _enter(physician, general)
    _fill_in(physician, general)
    exemption = f"exempt.{ProcedureReason.objects.get(title=reason['title']).pk}"
    ways = ((simplified, "simplified.experienced", "experience"), (exempt, exemption, "exemption"))
    for one, way, proof in ways:
        other: Person = people(way.partition(".")[0])
        other.page.set_viewport_size(PHONE)
        _enter(other, one)
        _choose(other, one, way, proof, tmp_path / "proof.jpg")
    clerk, agent = people("clerk"), people("agent")
    _log_in(clerk, institution(country))
    _refuse_and_return(clerk, general)
    _correct(physician, general)
    _pass_all_three(clerk, mine)
    _log_in(agent, agency(country))
    _review_again(agent, mine)
    _enter_tests(agent, general, tmp_path)
    physician.page.goto("/assessment/own/")
    physician.says("考核完成")
    physician.look("done")
    assert publish(_now(mine), by=country.actor(country.city, Role.CITY_ADMIN)).done
    _print_and_verify(physician, people("stranger"), general)
    assert {(each.progress, each.result) for each in _now(mine)} == {("done", "passed")}


@pytest.mark.spec("ASM-10", "ASM-31", "ASM-35", "PLT-31", "PLT-50")
def test_three_hundred_physicians(people: Any, country: Country) -> None:
    submitted(country, BULK)
    physicians(country, CROWD, start=4_000)
    clerk, agent = people("clerk"), people("agent")
    _log_in(clerk, institution(country))
    _act_on_all(clerk, "/assessment/physicians/", CROWD, "批量参加")
    assert Enrolment._base_manager.count() == CROWD + BULK
    clerk.page.goto("/")
    clerk.says(f"6%（{BULK}/{CROWD + BULK}）")
    clerk.look("home")
    clerk.page.goto("/assessment/reviews/general/?progress=institution")
    clerk.look("reviews")
    _act_on_all(clerk, "/assessment/reviews/general/?progress=institution", BULK, "批量评定合格并提交")
    _log_in(agent, agency(country))
    agent.look("home")
    _act_on_all(agent, "/assessment/second-reviews/?progress=agency", BULK, "批量复核通过")
    assert Enrolment._base_manager.filter(progress="test").count() == BULK
    agent.look("reviewed")


def _now(mine: list[Enrolment]) -> Any:
    return Enrolment._base_manager.filter(pk__in=[each.pk for each in mine])


def _log_in(person: Person, actor: Actor) -> None:
    person.log_in(activated(actor.account_id))


def _enter(person: Person, one: Enrolment) -> None:
    activated(one.physician.person.account_id)
    person.log_in(one.physician.person.document_number or "")


def _press(person: Person, name: str, *, exact: bool = False) -> None:
    person.page.get_by_role("button", name=name, exact=exact).filter(visible=True).first.click()
    person.page.wait_for_load_state("networkidle")


def _open(person: Person, one: Enrolment, part: str) -> None:
    person.page.goto(f"/assessment/own/{one.pk}/{part}/")


def _look(person: Person, name: str) -> None:
    """In both widths, then on the phone again."""
    person.look(name)
    person.page.set_viewport_size(PHONE)


def _submit(person: Person, one: Enrolment) -> None:
    _open(person, one, "check")
    person.page.get_by_label("我承诺以上内容真实").check()
    _press(person, "提交")
    person.says("待机构审核")


def _fill_in(physician: Person, one: Enrolment) -> None:
    """What he says of himself, the procedure, the report; one that is not open to him cannot be chosen."""
    physician.page.goto("/assessment/own/")
    _open(physician, one, "assessment")
    physician.page.locator("#id_work").fill("本周期完成门诊 3,000 人次。")
    _press(physician, "保存并下一步")
    _open(physician, one, "procedure")
    physician.says("良好行为记录 0 条，须至少 1 条")
    assert physician.page.locator("input[value='simplified.commended']").is_disabled()
    _look(physician, "procedure")
    physician.page.locator("input[value='general']").check()
    _press(physician, "保存并下一步")
    physician.page.locator("#id_personal_report").fill("认真履行医师职责。")
    _press(physician, "保存并下一步")
    _submit(physician, one)
    _look(physician, "sent")


def _choose(person: Person, one: Enrolment, way: str, proof: str, file: Path) -> None:
    _open(person, one, "procedure")
    person.page.locator(f"input[value='{way}']").check()
    _press(person, "保存并下一步")
    _open(person, one, "attachments")
    person.page.locator(f"#id_{proof}_1").set_input_files(file)
    person.page.locator(f"#id_{proof}_1-slot img").wait_for()
    _press(person, "保存并下一步")
    _submit(person, one)


def _refuse_and_return(clerk: Person, one: Enrolment) -> None:
    """不合格 without a reason is refused; then it goes back to the physician, with a remark at the field."""
    page = clerk.page
    page.goto("/")
    clerk.says("一般程序待审核")
    page.goto(f"/assessment/reviews/{one.pk}/")
    _press(clerk, "下一步")
    clerk.says("机构评定")
    page.keyboard.press("1")
    page.keyboard.press("4")
    clerk.look("judging")
    page.keyboard.press("a")
    clerk.says("“职业道德”评定为不合格，请填写理由。")
    page.get_by_label("审核意见").fill("请写明抢救人次。")
    _press(clerk, "驳回")
    clerk.says("已驳回，医师修改后可以重新申请")


def _correct(physician: Person, one: Enrolment) -> None:
    physician.page.goto("/assessment/own/")
    physician.says("请写明抢救人次。")
    _look(physician, "returned")
    _open(physician, one, "assessment")
    physician.page.locator("#id_work").fill("本周期完成门诊 3,000 人次，参加抢救 26 次。")
    _press(physician, "保存并下一步")
    _submit(physician, one)


def _pass_all_three(clerk: Person, mine: list[Enrolment]) -> None:
    """By keyboard: 合格, 合格, 提交; the proof of the simplified procedure is looked at."""
    for one in mine:
        clerk.page.goto(f"/assessment/reviews/{one.pk}/")
        if one == mine[1]:
            clerk.page.get_by_role("link", name="申请材料").click()
            clerk.look("papers")
        for key in ("1", "3", "a"):
            clerk.page.keyboard.press(key)
        clerk.says("已提交考核机构复核")


def _review_again(agent: Person, mine: list[Enrolment]) -> None:
    """The simplified one with the verdict on 业务水平, the other two in bulk."""
    agent.page.goto(f"/assessment/second-reviews/{mine[1].pk}/")
    agent.says("简易程序")
    agent.page.get_by_role("link", name="工作业绩·职业道德").click()
    agent.page.keyboard.press("1")
    agent.look("second-review")
    agent.page.keyboard.press("a")
    agent.says("已复核通过")
    _act_on_all(agent, "/assessment/second-reviews/?progress=agency", 2, "批量复核通过")


def _act_on_all(person: Person, address: str, number: int, name: str) -> None:
    """Tick the page, then «选择全部 N 条» where there is more of it; do it, and wait until it is done."""
    page = person.page
    page.goto(address)
    page.locator("[data-pick-page]").check()
    everything = page.get_by_role("button", name=f"选择全部 {number} 条")
    if everything.is_visible():
        everything.click()
    _press(person, name, exact=True)
    page.locator("dialog[open]").get_by_role("button", name=name).click()
    page.get_by_text(f"{name}：已办理 {number} 条。").first.wait_for(timeout=MINUTES)


def _enter_tests(agent: Person, one: Enrolment, folder: Path) -> None:
    """The sheet: one paper passed, the other failed, and its resit."""
    person = one.physician.person
    who = [person.name, person.document_number]
    for line in (["测评", "合格", 86.5, "不合格", 52], ["补考", "", "", "合格", 61]):
        agent.page.goto("/sheets/assessment-tests/import")
        agent.page.locator("input[type=file]").set_input_files(xlsx(folder, [*who, *line], headings=HEADINGS))
        agent.page.get_by_role("button", name="开始").click()
        agent.page.wait_for_url("**/sheets/runs/*/")
        work()
        agent.page.reload()
        agent.says("成功导入:1行")
    agent.look("tests")


def _print_and_verify(physician: Person, stranger: Person, one: Enrolment) -> None:
    """The certificate as PDF; whoever scans the code on it is told, without log-in, that it holds."""
    physician.page.goto("/assessment/results/")
    link = physician.page.get_by_role("link", name="打印合格证书")
    _look(physician, "results")
    paper = physician.page.request.get(link.get_attribute("href") or "")
    assert (paper.status, paper.headers["content-type"]) == (200, "application/pdf")
    assert paper.body().startswith(b"%PDF")
    certificate = Certificate._base_manager.get(enrolment=one)
    asked = urlencode({"number": certificate.number, "code": certificate.code})
    stranger.page.goto(f"/assessment/verify/?{asked}")
    stranger.says("证书有效")
    stranger.look("certificate")
