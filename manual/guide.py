"""One guide: a person's walk, told in chapters."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser

from manual.reader import Reader


@dataclass(frozen=True)
class Guide:
    """`walk` does and tells everything; `key` names the file and its pictures."""

    key: str
    title: str
    about: str
    walk: Callable[[Reader], None]
    phone: bool = False

    def write(self, browser: Browser, address: str, folder: Path) -> None:
        """Walk, and write `<key>.md` with its pictures in place of the old ones."""
        pictures = folder / "pictures"
        for old in pictures.glob(f"{self.key}-*.webp"):
            old.unlink()
        reader = Reader(browser, address, self.key, pictures, phone=self.phone)
        try:
            self.walk(reader)
        except Exception:
            reader.page.screenshot(path=folder / f"{self.key}-failed.png")
            raise
        finally:
            reader.context.close()
        chapters = [line.removeprefix("## ") for line in reader.lines if line.startswith("## ")]
        contents = [f"- [{title}](#{_anchor(title)})" for title in chapters]
        text = "\n".join([f"# {self.title}", "", self.about, "", *contents, *reader.lines])
        (folder / f"{self.key}.md").write_text(re.sub(r"\n{3,}", "\n\n", text).rstrip() + "\n")


def _anchor(title: str) -> str:
    """As code hosts make it of a heading."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
