"""Earlier intakes in real browsers: one field changed, reported, seen alone by the province, approved; and a 退培."""

from typing import Any

import pytest

from tests.domains.moments import close
from tests.factories.country import Country
from tests.journeys.conftest import Person, activated
from tests.walk import opened, walk
from xinglin.domains.training.models import ApprovedFacts, StatusChange, Training
from xinglin.domains.training.windows import INTAKE
from xinglin.engines.review.labels import report_label, review_label

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.mark.spec("REP-01", "REP-12", "REP-13", "REP-31", "REP-32", "REP-33", "REP-35", "REP-36", "REP-37", "REP-38")
@pytest.mark.spec("REP-40", "REP-41", "PLT-33", "PLT-35", "PLT-60")
def test_second_part(people: Any, country: Country) -> None:
    changed, leaving, staying = walk(country, opened(country, 3), "approved")
    close(INTAKE)
    base, reviewer, far = people("base"), people("reviewer"), people("far")
    base.log_in(activated(country.base.account_id))
    base.page.goto("/training/")
    base.says("往年住院医师信息更新流程")
    base.look("way")
    _change_one_field(base, changed)
    _leave(base, leaving)
    _report(base, changed, leaving)
    reviewer.log_in(activated(country.reviewer.account_id))
    _see_that_field_alone(reviewer, changed)
    _approve(reviewer, changed, leaving)
    far.log_in(activated(country.base_far.account_id))
    _read_abroad(far, leaving)
    _read_at_home(base, changed, staying)
    assert ApprovedFacts.objects.get(training=changed).training_years == 2
    assert ApprovedFacts.objects.get(training=leaving).status == "withdrawn"


def _change_one_field(base: Person, training: Training) -> None:
    page = base.page
    page.goto("/training/managed/")
    base.says(training.person.name)
    base.look("managed")
    page.get_by_role("row", name=training.person.name).get_by_role("link", name="编辑").click()
    page.locator("#id_training_years").select_option("2")
    page.get_by_role("button", name="保存").click()
    base.says("培训信息已保存")
    page.goto("/training/managed/?reported=open")
    base.says("未上报")
    assert state(training) == ("未上报", "审核通过")
    assert ApprovedFacts.objects.get(training=training).training_years == 3  # what counts is what was approved


def _leave(base: Person, training: Training) -> None:
    page = base.page
    page.goto("/training/managed/")
    page.get_by_role("row", name=training.person.name).get_by_role("checkbox").check()
    page.get_by_role("button", name="变更培训状态").first.click()
    page.wait_for_load_state("networkidle")
    page.locator("select[name=status]").select_option("withdrawn")
    page.locator("select[name=reason]").select_option("resigned")
    page.locator("input[name=starts_on]").fill("2026-11-02")
    base.look("status-form")
    page.get_by_role("button", name="变更培训状态").click()
    page.wait_for_load_state("networkidle")
    base.says("退培")
    base.look("status-changed")
    assert StatusChange.objects.get(training=training).approved_at is None


def _report(base: Person, *trainings: Training) -> None:
    page = base.page
    page.goto("/training/managed/?reported=open")
    page.locator("[data-pick-page]").check()
    page.get_by_role("button", name="上报", exact=True).click()
    page.wait_for_load_state("networkidle")
    assert [state(training) for training in trainings] == [("已上报", "待审核")] * len(trainings)


def _see_that_field_alone(reviewer: Person, training: Training) -> None:
    page = reviewer.page
    page.goto("/training/reviews/managed/")
    reviewer.says(training.person.name)
    reviewer.look("reviews")
    page.goto(f"/training/reviews/{training.pk}/")
    reviewer.says("自上次审核以来的变化")
    rows = page.locator("table.diff tbody tr")
    assert rows.count() == 1
    assert [cell.strip() for cell in rows.first.locator("th, td").all_inner_texts()] == ["核定培训年限", "3年", "2年"]
    reviewer.look("review")
    page.get_by_role("link", name="返回列表").click()
    page.wait_for_url("**/training/reviews/managed/")


def _approve(reviewer: Person, *trainings: Training) -> None:
    page = reviewer.page
    page.goto("/training/reviews/managed/?reviewed=open")
    page.locator("[data-pick-page]").check()
    page.get_by_role("button", name="审核通过").first.click()
    page.locator("dialog[open]").get_by_role("button", name="审核通过").click()
    page.wait_for_load_state("networkidle")
    assert [state(training) for training in trainings] == [("已上报", "审核通过")] * len(trainings)


def _read_abroad(far: Person, training: Training) -> None:
    page, name = far.page, training.person.name
    page.goto("/training/withdrawals/")
    far.says(name)
    far.look("withdrawals")
    page.get_by_role("link", name=name).click()
    far.says("不在您的管理范围内")
    far.look("withdrawal")
    page.goto("/training/managed/")
    far.says("还没有往年招收的住院医师")
    far.look("managed-empty")


def _read_at_home(base: Person, training: Training, staying: Training) -> None:
    page, name = base.page, training.person.name
    page.goto("/training/past/")
    base.says(name)
    base.look("past")
    page.get_by_role("link", name=name).click()
    base.says("此后有 1 项内容发生变化")
    base.look("original")
    page.goto("/training/updates/?kind=update")
    base.says("保存培训信息")
    base.look("updates")
    page.get_by_role("row", name=name).filter(has_text="保存培训信息").get_by_role("link", name=name).first.click()
    base.says("更新后内容")
    base.look("update")
    page.goto("/training/log-ins/")
    base.says("未激活")
    page.get_by_role("row", name=staying.person.name).get_by_role("link", name="重置密码").click()
    base.says("密码将恢复为初始密码")
    base.look("log-ins")
    page.goto(f"/training/{training.pk}/")
    base.says("招收信息原件")
    base.look("detail")


def state(training: Training) -> tuple[str, str]:
    """上报状态 and 审核状态 now."""
    now = Training.objects.select_related("case").get(pk=training.pk)
    return report_label(now), review_label(now)
