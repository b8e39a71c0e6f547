"""`python -m manual ADDRESS [GUIDE …]`: walk and write all guides, or those named."""

import sys
from pathlib import Path

import django
from playwright.sync_api import sync_playwright


def main(address: str, names: list[str]) -> None:
    """Write docs/manual/ from the demonstration that is served at the address."""
    import os  # noqa: PLC0415 -- only where the browser is named

    from manual.guides import GUIDES, write_contents  # noqa: PLC0415 -- models are there only after setup

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
        "1"  # Playwright's loop runs in this thread; the database is used in order
    )
    folder = Path(__file__).resolve().parents[1] / "docs" / "manual"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM"),
            args=["--no-sandbox", "--disable-background-networking", "--lang=zh-CN"],
            env={**os.environ, "LANGUAGE": "zh_CN"},  # the browser's own words, in date fields
        )
        for guide in GUIDES:
            if not names or guide.key in names:
                guide.write(browser, address, folder)
                print(f"docs/manual/{guide.key}.md")
        browser.close()
    write_contents(folder)


if __name__ == "__main__":
    django.setup()
    main(sys.argv[1], sys.argv[2:])
