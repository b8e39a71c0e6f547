"""The list as a clerk uses it: htmx, Back, selection across pages, dialogs; nothing reloads that need not."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import ConsoleMessage, Page, Route, expect, sync_playwright

from tests.engines.lists.conftest import Browse
from tests.engines.lists.example import enrol
from tests.factories.country import Country
from xinglin.domains.training.models import Training

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True), pytest.mark.spec("PLT-50")]


@pytest.fixture
def page(country: Country, browse: Browse, live_server: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """45 trainees of the hospital, and its clerk before the list; fails when the browser complains about anything."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright runs a loop in this thread
    enrol(country, country.hospital, 45)
    cookie = browse(country.base).cookies[settings.SESSION_COOKIE_NAME].value
    complaints: list[str] = []
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-background-networking"]
        )
        context = browser.new_context(base_url=live_server.url, locale="zh-CN")
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        opened = context.new_page()
        opened.on("console", lambda message: complaints.append(message.text) if _is_complaint(message) else None)
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        opened.goto("/trainees/")
        yield opened
        browser.close()
    assert complaints == []


def _is_complaint(message: ConsoleMessage) -> bool:
    return message.type == "error" and "422" not in message.text  # a refused form


def test_a_clerk_filters_turns_pages_and_goes_back(page: Page) -> None:
    page.evaluate("window.isSamePage = true")
    page.get_by_role("region", name="查询条件").get_by_label("招收年份").select_option("2026")
    page.get_by_role("button", name="查询").click()
    page.wait_for_url("**/trainees/?intake_year=2026")
    page.get_by_role("link", name="下一页").click()
    page.wait_for_url("**/trainees/?intake_year=2026&page=2")
    expect(page.locator("tbody tr")).to_have_count(20)
    page.get_by_role("link", name="姓名").click()
    page.wait_for_url("**/trainees/?intake_year=2026&sort=name")
    assert page.evaluate("window.isSamePage")
    page.go_back()
    page.wait_for_url("**/trainees/?intake_year=2026&page=2")
    expect(page.locator("[aria-current=page]", has_text="2")).to_be_visible()
    late: list[Route] = []
    page.route("**/trainees/?intake_year=2026", lambda route, _: late.append(route))
    page.evaluate("history.go(-1)")
    page.wait_for_url("**/trainees/?intake_year=2026")
    page.evaluate("history.go(-1)")
    page.wait_for_url("**/trainees/")
    year = page.get_by_role("region", name="查询条件").get_by_label("招收年份")
    expect(year).to_have_value("")
    late[0].continue_()  # the page between, which the clerk has left meanwhile
    page.wait_for_timeout(300)
    expect(year).to_have_value("")
    expect(page.locator(".menu, .side").first).to_be_visible()


@pytest.mark.spec("PLT-31")
def test_a_clerk_chooses_all_pages_and_is_told_what_was_done(page: Page) -> None:
    expect(page.get_by_role("button", name="登记")).to_be_disabled()
    page.get_by_label("选择本页全部").check()
    expect(page.locator("[data-selected-count]").first).to_have_text("20")
    page.get_by_role("button", name="选择全部 45 条").click()
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_text("登记：已办理 45 条。")).to_be_visible()
    assert Training.objects.filter(other_category="已登记").count() == 45


@pytest.mark.spec("PLT-52")
def test_a_number_is_revealed_in_a_dialog_and_gone_when_it_closes(page: Page) -> None:
    number = Training.objects.order_by("-pk")[0].person.document_number
    page.get_by_label("查看完整的证件号码").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="查看").click()
    expect(dialog.get_by_text("请选择或填写查看理由")).to_be_visible()
    dialog.get_by_label("核对身份信息").check()
    dialog.get_by_role("button", name="查看").click()
    expect(dialog.get_by_text(number)).to_be_visible()
    dialog.get_by_role("button", name="关闭").last.click()
    expect(page.get_by_text(number)).to_have_count(0)


def test_columns_are_chosen_in_a_dialog(page: Page) -> None:
    page.get_by_role("button", name="显示列").click()
    page.get_by_role("dialog").get_by_label("开始日期").check()
    page.get_by_role("button", name="应用").click()
    expect(page.get_by_role("columnheader", name="开始日期")).to_be_visible()
    page.goto("/trainees/")
    expect(page.get_by_role("columnheader", name="开始日期")).to_be_visible()
    page.get_by_role("button", name="显示列").click()
    page.get_by_role("button", name="恢复默认").click()
    expect(page.get_by_role("columnheader", name="开始日期")).to_have_count(0)
