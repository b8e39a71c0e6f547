"""A real browser over the whole product, with pictures of every page and axe on it, in both widths."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from captcha.models import CaptchaStore
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page
from playwright.sync_api import TimeoutError as TooLong
from procrastinate.contrib.django import app

from xinglin.engines.accounts.models import Account
from xinglin.engines.jobs.worker import without_clock

OUTPUT = Path(__file__).resolve().parents[2] / "test-output" / "journeys"
PASSWORD = "Xinglin@2026"
EMPTY_STYLE = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


def work() -> None:
    """Let a worker with connections of its own do what waits, in a thread since it brings a loop of its own."""

    def run() -> None:
        with without_clock(app.connector.get_worker_connector()) as queue:  # type: ignore[attr-defined]  # -- Django's has it
            queue.run_worker(wait=False, listen_notify=False, install_signal_handlers=False, delete_jobs="always")

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(timeout=30)


class Person:
    """Somebody at a browser of his own, who looks at every page in both widths."""

    def __init__(self, browser: Browser, address: str, journey: str, name: str):
        self.context: BrowserContext = browser.new_context(
            viewport=WIDE,
            base_url=address,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            accept_downloads=True,
            reduced_motion="reduce",
        )
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self._hear(message.type, message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self._watch(request.url))
        self.address, self.journey, self.name = address, journey, name
        self.pictures = 0

    def _hear(self, kind: str, text: str) -> None:
        # 422 is a refused form. axe leaves empty style attributes behind, which htmx copies when it swaps an element.
        if kind == "error" and "422" not in text and EMPTY_STYLE not in text:
            self.complaints.append(text)

    def _watch(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:")):
            self.complaints.append(f"another host was asked: {url}")

    def log_in(self, login: str, password: str = PASSWORD, tab: str = "") -> None:
        """Through the log-in page, reading the picture code as a person would."""
        self.page.goto("/login/")
        if tab:
            self.page.get_by_role("link", name=tab).click()
        self.page.get_by_label("账号").or_(self.page.get_by_label("证件号码")).or_(
            self.page.get_by_label("用户名")
        ).first.fill(login)
        self.page.locator("#id_password").fill(password)
        key = self.page.locator("input[name$=captcha_0]").input_value()
        self.page.locator("input[name$=captcha_1]").fill(CaptchaStore.objects.get(hashkey=key).response)
        self.page.get_by_role("button", name="登录", exact=True).click()
        self.page.wait_for_load_state("networkidle")

    def look(self, name: str) -> None:
        """Keep a picture in both widths, and let axe find nothing in either."""
        self.page.wait_for_load_state("networkidle")
        self.pictures += 1
        OUTPUT.mkdir(parents=True, exist_ok=True)
        for size in (PHONE, WIDE):
            self.page.set_viewport_size(size)  # type: ignore[arg-type]  # -- a plain dict of the two numbers
            stem = f"{self.journey}-{self.name}-{self.pictures:02}-{name}-{size['width']}"
            # the caret stays: hiding it sets styles, which the policy forbids where htmx copies the page just then
            self.page.screenshot(path=OUTPUT / f"{stem}.png", full_page=True, caret="initial")
            axe = Axe() if size is PHONE else Axe("0")  # it is in the page already, and half a megabyte
            found = axe.run(self.page).response["violations"]
            told = [f"{v['id']}: {[node['target'] for node in v['nodes']][:3]}" for v in found]
            assert not told, f"{stem}: {told}"
        assert not self.complaints, f"{name}: {self.complaints}"

    def says(self, text: str) -> None:
        """The page shows this text; if not, a picture tells what it shows."""
        try:
            self.page.get_by_text(text).filter(visible=True).first.wait_for(timeout=20_000)
        except TooLong:
            self.page.screenshot(path=OUTPUT / f"failed-{self.journey}-{self.name}.png", full_page=True)
            raise


@pytest.fixture
def people(chromium: Browser, live_server: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """`people("base")` opens a browser of its own for somebody."""
    opened: list[Person] = []

    def arrive(name: str) -> Person:
        opened.append(Person(chromium, live_server.url, request.node.name.removeprefix("test_"), name))
        return opened[-1]

    yield arrive
    for person in opened:
        person.context.close()


def activated(account_id: int | None) -> str:
    """Give an account the password that journeys use; answers with its log-in name as shown."""
    now = timezone.now()
    Account.objects.filter(pk=account_id).update(
        password=make_password(PASSWORD), activated_at=now, password_changed_at=now
    )
    return Account.objects.get(pk=account_id).login_masked
