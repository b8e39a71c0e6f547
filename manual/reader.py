"""Somebody who walks through the product and writes down what he does."""

import io
import re
from pathlib import Path
from typing import Any

from captcha.models import CaptchaStore
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from xinglin.demo.log_ins import PASSWORD

DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
MARK = "3px solid #c93636"
PATIENCE = 40_000  # milliseconds
expect.set_options(timeout=PATIENCE)


class Reader:
    """A browser of one person; every step is done and told. `lines` is the Markdown so far."""

    def __init__(self, browser: Browser, address: str, stem: str, folder: Path, *, phone: bool = False):
        self.context = browser.new_context(
            viewport=PHONE if phone else DESK,  # type: ignore[arg-type]  # -- a plain dict of the two numbers
            device_scale_factor=2 if phone else 1,
            base_url=address,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            accept_downloads=True,
        )
        self.context.set_default_timeout(PATIENCE)
        self.page: Page = self.context.new_page()
        self.stem, self.folder, self.phone = stem, folder, phone
        self.lines: list[str] = []
        self._steps = self._pictures = 0

    def chapter(self, title: str) -> None:
        """Begin a chapter; its steps are counted from 1."""
        self.lines += ["", f"## {title}", ""]
        self._steps = 0

    def say(self, text: str) -> None:
        """A paragraph."""
        self.lines += ["", text, ""]

    def step(self, text: str) -> None:
        """One numbered line of what to do."""
        self._steps += 1
        self.lines.append(f"{self._steps}. {text}")

    def log_in(self, login: str, tab: str = "业务管理系统", password: str = PASSWORD) -> None:
        """Through the log-in page, told as the first step; the picture code is read from where it was made."""
        self.page.goto("/login/")
        self.page.get_by_role("link", name=tab, exact=True).click()
        self.page.locator("#id_login").fill(login)
        self.page.locator("#id_password").fill(password)
        key = self.page.locator("input[name$=captcha_0]").input_value()
        self.page.locator("input[name$=captcha_1]").fill(CaptchaStore.objects.get(hashkey=key).response)
        self.step(f"打开登录页，选择“{tab}”，填写账号、密码和图形验证码，点击“登录”。")
        self.shot("登录页", self._button("登录"))
        self._button("登录").click()
        self.page.wait_for_load_state("networkidle")

    def switch(self, role: str) -> None:
        """Act in this role of the same account, if that is not so already."""
        menu = self.page.locator("details.identity")
        self.step(f"点击右上角的姓名，在“切换身份”中选择“{role}”。")
        menu.locator("summary").click()
        button = menu.get_by_role("button", name=role)
        if button.get_attribute("aria-current"):
            menu.locator("summary").click()
        else:
            button.click()
            self.page.wait_for_load_state("networkidle")

    def open(self, title: str) -> None:
        """Follow the entry of the left menu that is called so."""
        entry = self._menu(title)
        path = " › ".join(part for part in (*self._above(entry), title) if part)
        self.page.goto(entry.get_attribute("href") or "")
        self.page.wait_for_load_state("networkidle")
        self.step(f"在左侧菜单打开“{path}”。" if not self.phone else f"打开菜单，进入“{path}”。")

    def press(self, name: str, note: str = "", *, at: Locator | None = None, caption: str = "") -> None:
        """Press the button or link of this name (inside `at`); with a caption the picture shows it marked first."""
        target = self._button(name, at)
        self.step(f"点击“{name}”{'，' + note if note else ''}。")
        if caption:
            self.shot(caption, target)
        target.click()
        self.page.wait_for_load_state("networkidle")

    def fill(self, label: str, value: str) -> None:
        """Type into the field, or choose in it."""
        field = self.page.get_by_label(label, exact=False).filter(visible=True).first
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(label=value)
            self.step(f"“{label}”选择“{value}”。")
        else:
            field.fill(value)
            self.step(f"在“{label}”中填写，例如“{value}”。")

    def code_sent(self) -> str:
        """The code in the newest text message, from the page on which the demonstration shows what it sends."""
        page = self.context.new_page()
        for _ in range(40):
            page.goto("/notices/sent/")
            if found := re.search(r"验证码\D{0,6}(\d{6})", page.locator("main").inner_text()):
                page.close()
                return found[1]
            page.wait_for_timeout(250)
        raise LookupError("no code was sent")

    def sees(self, text: str) -> None:
        """The page shows this, or the manual is not built."""
        expect(self.page.get_by_text(text).filter(visible=True).first).to_be_visible()

    def shot(self, caption: str, *marked: Locator) -> None:
        """A picture of what is on the screen, with the marked things framed."""
        self.page.wait_for_load_state("networkidle")
        for each in marked:
            each.scroll_into_view_if_needed()
            each.evaluate("(e, mark) => { e.style.outline = mark; e.style.outlineOffset = '2px' }", MARK)
        self._pictures += 1
        name = f"{self.stem}-{self._pictures:02}.webp"
        self._keep(self.page.screenshot(), name)
        for each in marked:
            each.evaluate("e => { e.style.outline = ''; e.style.outlineOffset = '' }")
        self.lines += ["", f"    ![{caption}](pictures/{name})", ""]

    def _keep(self, picture: bytes, name: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        image = Image.open(io.BytesIO(picture)).convert("RGB")
        image.save(self.folder / name, "WEBP", quality=72, method=6)

    def _button(self, name: str, at: Locator | None = None) -> Locator:
        within: Any = at or self.page.locator("main, dialog[open], .public, body").last
        found = within.get_by_role("button", name=name).or_(within.get_by_role("link", name=name))
        return found.filter(visible=True).first

    def _menu(self, title: str) -> Locator:
        entry = self.page.locator("nav.side a").filter(has_text=title)
        exact = [one for one in entry.all() if own_text(one) == title]
        if not exact:
            raise LookupError(f"the menu of {self.stem} has no “{title}”")
        return exact[0]

    def _above(self, entry: Locator) -> tuple[str, str]:
        """Section and group under which the menu shows the entry."""
        group = entry.evaluate("e => e.closest('details')?.querySelector('summary')?.innerText?.trim() || ''")
        section = entry.evaluate("e => e.closest('nav > ul')?.previousElementSibling?.innerText?.trim() || ''")
        return section, group


def own_text(link: Locator) -> str:
    """Its words without those of what stands inside it, such as the number of what waits."""
    return str(link.evaluate("e => [...e.childNodes].filter(n => n.nodeType == 3).map(n => n.data).join('').trim()"))
