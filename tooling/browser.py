"""The browser of the journeys, and a Chinese font, without which their pictures show boxes."""

import os
import shutil
from contextlib import suppress

from tooling.console import Trouble, step
from tooling.places import PYTHON
from tooling.processes import Failed, run

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def ensure() -> dict[str, str]:
    """Have a Chromium; answers the environment that tells the tests where it is (empty: Playwright's own)."""
    if found := _on_machine():
        return {"CHROMIUM": found}
    if os.geteuid() == 0 and shutil.which("apt-get"):
        with suppress(Trouble), step("安装 Chromium 和中文字体", "Installing the packages chromium and fonts-noto-cjk"):
            _run("apt-get", "update")
            _run("apt-get", "install", "-y", "--no-install-recommends", "chromium", "fonts-noto-cjk")
        if found := _on_machine():
            return {"CHROMIUM": found}
    with step("安装 Playwright 的 Chromium", "Installing Playwright's Chromium"):
        _run(str(PYTHON), "-m", "playwright", "install", "chromium")
    return {}


def _on_machine() -> str | None:
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def _run(*command: str) -> None:
    try:
        run(command, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})
    except Failed as failed:
        raise Trouble(
            f"没有可用的 Chromium，安装也失败了。No Chromium was found, and `{' '.join(command)}` failed:\n{failed}\n"
            "Install Chromium and a Chinese font yourself, or name it: CHROMIUM=/path/to/chrome ./dev test"
        ) from None
