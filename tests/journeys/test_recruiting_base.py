"""A base's clerk through a whole batch: reads and screens, imports scores, admits, releases, reassigns, reports in."""

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.engines.sheets.files import xlsx
from tests.factories.applying import applied
from tests.factories.country import Country
from tests.factories.recruitment import batch, parts, places
from tests.journeys.conftest import Person, activated, work
from xinglin.domains.recruitment.enums import ReportIn
from xinglin.domains.recruitment.models import Announcement, Application, Batch, Offer, Preference
from xinglin.domains.training.models import Training

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
HEADINGS = ["学员编号", "姓名", "理论", "面试", "体检"]


@pytest.mark.spec("REC-20", "REC-21", "REC-22", "REC-23", "REC-24", "REC-45")
def test_recruiting_base(people: Any, country: Country, tmp_path: Path) -> None:
    made = batch(country, name="2026 年第一批")
    parts(country, made)
    inner, _general = places(country, made, {"0100": 2, "0700": 1})
    sent = [applied(start, made, [inner])[1] for start in range(910, 914)]
    clerk: Person = people("clerk")
    clerk.log_in(activated(country.base.account_id))
    clerk.look("home")
    _screen(clerk, sent)
    _examine(clerk, made, sent[:3], tmp_path)
    _publish(clerk, people("citizen"), made)
    _admit(clerk, sent)
    _reassign(clerk, sent[2])
    _report_in(clerk, sent)


def _open(person: Person, name: str, *args: Any) -> None:
    person.page.goto(reverse(f"admission:{name}", args=args))
    person.page.wait_for_load_state("networkidle")


def _screen(clerk: Person, sent: list[Application]) -> None:
    """By keyboard: three pass, the last does not, with a reason."""
    _open(clerk, "screening")
    clerk.look("screening")
    clerk.page.get_by_role("link", name=sent[0].person.name, exact=True).click()
    for number, application in enumerate(sent[:3], start=1):
        clerk.page.get_by_role("heading", name=application.person.name, level=1).wait_for()
        clerk.says(f"第 1 / {5 - number} 人")
        if number == 1:
            clerk.look("applicant")
        clerk.page.keyboard.press("a")
        clerk.page.wait_for_load_state("networkidle")
    clerk.page.get_by_role("heading", name=sent[3].person.name, level=1).wait_for()
    clerk.page.keyboard.press("r")
    clerk.says("请填写不录取原因")
    clerk.look("reason-missing")
    clerk.page.get_by_label("不录取原因").fill("本科专业不在招收范围内。")
    clerk.page.get_by_role("button", name="不录取").click()
    clerk.says("已记为不录取")
    assert list(Preference.objects.order_by("application").values_list("screening", flat=True)) == [
        *["passed"] * 3,
        "failed",
    ]


def _examine(clerk: Person, made: Batch, sent: list[Application], folder: Path) -> None:
    """A pasted column of ranks is refused, the scores go in."""
    _open(clerk, "scores")
    clerk.look("scores")
    lines = [[each.number, each.person.name] for each in sent]
    for values in (((1, 40), (2, 41), (3, 42)), ((70, 40), (88.5, 41), (88.5, 41))):
        clerk.page.goto(f"/sheets/recruitment-scores/import?about={made.pk}")
        file = xlsx(
            folder, *([*line, *pair, "合格"] for line, pair in zip(lines, values, strict=True)), headings=HEADINGS
        )
        clerk.page.locator("input[type=file]").set_input_files(file)
        clerk.page.get_by_role("button", name="开始").click()
        clerk.page.wait_for_url("**/sheets/runs/*/")
        work()
        clerk.page.reload()
        clerk.says("的名次，不像得分" if values[0][0] == 1 else "成功导入:3行")
        clerk.look("import")
    _open(clerk, "ranking", made.pk)
    clerk.look("ranking")
    clerk.page.get_by_role("button", name=f"{sent[0].person.name}上移").click()
    clerk.says("基地排序已保存")
    hand = Preference.objects.filter(base_rank__isnull=False).order_by("base_rank")
    assert [row.application_id for row in hand] == [sent[1].pk, sent[0].pk, sent[2].pk]
    clerk.look("ranked-by-hand")


def _publish(clerk: Person, citizen: Person, made: Batch) -> None:
    clerk.page.get_by_role("button", name="发布公示").click()
    clerk.says("公示已发布")
    clerk.look("announcements")
    citizen.page.goto(reverse("announcements:read", args=[Announcement.objects.get().address]))
    citizen.says(made.name)
    citizen.look("announcement")


def _admit(clerk: Person, sent: list[Application]) -> None:
    """One at a time while places are left; then both results go out."""
    _open(clerk, "admission")
    clerk.look("to-admit")
    for application in sent[:2]:
        row = clerk.page.get_by_role("row", name=application.person.name)
        row.get_by_role("link", name="基地录取").click()
        dialog = clerk.page.locator("#ask")
        dialog.get_by_role("button", name="基地录取").click()
        clerk.says("已办理 1 条")
    clerk.says("0 / 2")
    clerk.look("admitted")
    for application in sent[:2]:
        clerk.page.get_by_role("row", name=application.person.name).get_by_role("checkbox").check()
    clerk.page.get_by_role("button", name="发送录取结果").first.click()
    clerk.page.get_by_role("dialog").get_by_role("button", name="发送录取结果").click()
    clerk.says("已办理 2 条")
    clerk.look("released")
    assert Offer.objects.filter(released_at__isnull=False).count() == 2


def _reassign(clerk: Person, application: Application) -> None:
    _open(clerk, "reassignment")
    clerk.look("reassignment")
    clerk.page.get_by_role("row", name=application.person.name).get_by_role("link", name="调配").click()
    clerk.page.get_by_label("全科：剩余 1 个，共 1 个").check()
    clerk.look("reassign")
    clerk.page.get_by_role("button", name="调配", exact=True).click()
    clerk.says("已调配，请在“录取结果发送”中发送录取结果")
    _open(clerk, "offers")
    clerk.page.get_by_role("row", name=application.person.name).get_by_role("checkbox").check()
    clerk.page.get_by_role("button", name="发送录取结果").first.click()
    clerk.page.get_by_role("dialog").get_by_role("button", name="发送录取结果").click()
    clerk.says("已办理 1 条")
    clerk.look("offers")
    clerk.page.get_by_role("link", name=application.person.name, exact=True).click()
    clerk.look("offer")


def _report_in(clerk: Person, sent: list[Application]) -> None:
    """Two came and stand in the intake; one did not."""
    now = timezone.now()
    Offer.objects.update(answer="accepted", answered_at=now, confirmed_at=now, confirmed_by="北京市")
    _open(clerk, "report_in")
    for application in (sent[0], sent[2]):
        clerk.page.get_by_role("row", name=application.person.name).get_by_role("checkbox").check()
    clerk.page.get_by_role("button", name="已报到").first.click()
    clerk.page.get_by_label("培训开始日期").wait_for()
    clerk.look("beginning")
    clerk.page.get_by_role("button", name="已报到").click()
    clerk.says("已办理 2 条")
    clerk.page.get_by_role("row", name=sent[1].person.name).get_by_role("checkbox").check()
    clerk.page.get_by_role("button", name="未报到").first.click()
    clerk.page.get_by_role("dialog").get_by_label("未报到原因").fill("出国深造")
    clerk.page.get_by_role("dialog").get_by_role("button", name="未报到").click()
    clerk.says("出国深造")
    clerk.look("reported-in")
    assert Offer.objects.filter(report_state=ReportIn.PRESENT, training__isnull=False).count() == 2
    clerk.page.goto(reverse("training:intake"))
    clerk.says(sent[2].person.name)
    clerk.look("intake")
    assert set(Training.objects.values_list("specialty__name", flat=True)) == {"内科", "全科"}
