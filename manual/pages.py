"""«各页面一览»: every page of a role's menu with its picture, and what there is to press, to filter by and to read."""

from playwright.sync_api import Locator

from manual.reader import Reader, own_text

PARTS = (
    ("按钮", "main .page-actions .btn, main .toolbar .btn"),
    ("查询条件", "main .filter-fields label, main .filter-fields legend"),
    ("表格各列", "main thead th:not(.pick)"),
)


def tour(reader: Reader) -> None:
    """Open every entry of the left menu in its order."""
    reader.chapter("各页面一览")
    links = reader.page.locator("nav.side a[href]:not([href^='#'])").all()
    for address, title in {link.get_attribute("href") or "": own_text(link) for link in links}.items():
        reader.page.goto(address)
        reader.lines += ["", f"### {title}", ""]
        reader.shot(title)
        for part, where in PARTS:
            if words := _words(reader.page.locator(where).all()):
                reader.lines.append(f"- **{part}**：{'、'.join(words)}")


def _words(found: list[Locator]) -> list[str]:
    said = (" ".join((each.text_content() or "").replace("*", "").split()) for each in found)
    return list(dict.fromkeys(word for word in said if word))
