"""The components as a browser shows them: accessible, within the policy, fitting every screen; and what islands add."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from xinglin.engines.accounts.challenges import is_work_done

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.web.urls")]
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture
def guide(browser: Browser, live_server, request):
    """The style guide, opened; fails the test if the browser complains about anything."""
    context = browser.new_context(viewport=getattr(request, "param", WIDE))
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{live_server.url}/guide/")
    page.wait_for_load_state("networkidle")
    yield page
    context.close()
    assert complaints == []


@pytest.mark.spec("PLT-130")
@pytest.mark.parametrize("theme", ["", "blue", "red", "dark"])
@pytest.mark.parametrize("guide", [WIDE, PHONE], indirect=True, ids=["wide", "phone"])
def test_every_component_is_accessible_and_fits_in_every_theme(guide: Page, theme: str):
    guide.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
    guide.locator(".chart").first.scroll_into_view_if_needed()
    guide.wait_for_selector(".chart svg")
    found = Axe().run(guide)
    assert [(rule["id"], rule["nodes"][0]["target"]) for rule in found.response["violations"]] == []
    assert guide.evaluate("document.documentElement.scrollWidth") <= guide.viewport_size["width"]


def test_the_keyboard_reaches_decisions_menus_and_dialogs(guide: Page):
    guide.evaluate("document.querySelector('[data-key=r]').addEventListener('click', e => e.target.id = 'pressed')")
    guide.locator("#id_name").press("r")
    assert guide.locator("#pressed").count() == 0  # typing is typing
    guide.evaluate("document.activeElement.blur()")
    guide.keyboard.press("r")
    assert guide.locator("#pressed").count() == 1
    summary = guide.locator(".identity summary")
    summary.focus()
    guide.keyboard.press("ArrowDown")
    assert guide.locator(".identity[open] :focus").count() == 1
    guide.keyboard.press("Escape")
    assert guide.locator(".identity[open]").count() == 0
    guide.locator(".page-head [data-dialog]").focus()
    guide.keyboard.press("Enter")
    assert guide.locator("#guide-import[open]").is_visible()
    guide.keyboard.press("Escape")
    assert guide.evaluate("document.activeElement.dataset.dialog") == "guide-import"


@pytest.mark.spec("PLT-50")
def test_a_selection_counts_spans_pages_and_is_cleared(guide: Page):
    boxes, count = guide.locator("#list [data-pick]"), guide.locator("#list [data-selected-count]").first
    report = guide.locator("#list button[value=report]")
    assert report.is_disabled()
    boxes.nth(0).check()
    boxes.nth(3).click(modifiers=["Shift"])
    assert count.inner_text() == "4"
    assert report.is_enabled()
    guide.click("[data-select-all]")
    assert (count.inner_text(), guide.input_value("[data-all-matching]")) == ("214", "1")
    guide.click("[data-select-none]")
    assert guide.locator("#list [data-pick]:checked").count() == 0
    assert report.is_disabled()


@pytest.mark.spec("PLT-131")
def test_leaving_a_changed_form_warns_and_what_was_typed_comes_back(guide: Page):
    guide.evaluate("document.body.dataset.account = '1'")
    guide.fill("#id_address", "喀什地区示范县")
    guide.wait_for_timeout(400)
    asked: list[str] = []
    guide.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    kept = guide.evaluate("Object.values(sessionStorage).join()")
    guide.reload()
    assert asked == ["beforeunload"]
    assert "喀什地区示范县" in kept


@pytest.mark.spec("PLT-10")
def test_the_alternative_to_the_picture_code_is_work_done_off_the_main_thread(guide: Page):
    guide.click("[data-proof-start]")
    guide.wait_for_selector("[data-proof-words]:has-text('验证完成')")
    assert guide.locator("#id_captcha_1").is_hidden()
    assert is_work_done(guide.input_value("input[name=altcha]"))


@pytest.mark.spec("PLT-22")
def test_a_disabled_action_says_why(guide: Page):
    guide.locator("[data-why]").first.click(force=True)  # Playwright waits for enabled buttons; people do not
    assert "尚未开始" in guide.locator("#toasts").inner_text()
