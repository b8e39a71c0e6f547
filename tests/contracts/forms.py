"""The forms of a page as a browser would send them: one entry for each button."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

TYPED = "请核对后修改"  # what stands in every empty text field
NOT_SENT = ("csrfmiddlewaretoken", "all_matching")
NO_TEXT = ("hidden", "file", "date", "month", "number", "checkbox", "radio", "submit", "button")

Attributes = dict[str, str | None]


def offered(html: str, here: str) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """(address, data) of every button of every posting form, with all rows ticked and something written everywhere."""
    page = _Page()
    page.feed(html)
    for form in page.forms:
        if form["method"] == "post":
            for name, value in form["buttons"] or [("", "")]:
                data = {key: values for key, values in form["data"].items() if key not in NOT_SENT}
                yield form["action"] or here, {**data, **({name: [value]} if name else {})}


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []
        self.open: dict[str, Any] | None = None
        self.select = self.textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.open = {
                "id": given.get("id"),
                "method": (given.get("method") or "get").lower(),
                "action": given.get("action"),
                "data": {},
                "buttons": [],
            }
            self.forms.append(self.open)
        elif tag in ("input", "button", "select", "textarea", "option"):
            self._control(tag, given, self._form_of(given))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None

    def _form_of(self, given: Attributes) -> dict[str, Any] | None:
        named = given.get("form")
        return next((form for form in self.forms if form["id"] == named), None) if named else self.open

    def _control(self, tag: str, given: Attributes, form: dict[str, Any] | None) -> None:
        name, value = given.get("name") or "", given.get("value")
        if tag == "select":
            self.select = name
        if form is None:
            return
        if tag == "button":
            if given.get("type") != "button":
                form["buttons"].append((name, value or ""))
        elif tag == "option":
            if value and self.select not in form["data"]:
                form["data"][self.select] = [value]
        elif tag == "textarea":
            form["data"][name] = [TYPED]
        elif tag == "input" and name:
            self._input(form["data"], name, value, given)

    def _input(self, data: dict[str, list[str]], name: str, value: str | None, given: Attributes) -> None:
        kind = given.get("type") or "text"
        if kind in ("checkbox", "radio"):
            if "checked" in given or name in ("ids", "reason"):
                data.setdefault(name, []).append(value or "on")
        elif kind not in ("submit", "button", "file"):
            data[name] = [value or ("" if kind in NO_TEXT else TYPED)]
