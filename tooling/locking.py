"""`./dev lock`: compile requirements*.in into files that name every package's exact version and hashes."""

import re

from tooling.console import Trouble, say, step
from tooling.places import PYTHON, ROOT
from tooling.processes import Command, Failed, run

OPTIONS = ["--universal", "--generate-hashes", "--no-header", "--no-emit-index-url", "--no-emit-find-links", "--quiet"]
# what would tell where the packages came from, and so bind everyone to one registry
ADDRESS = re.compile(r".*(?:https?://|file:|--(?:extra-)?index-url|--find-links).*", re.IGNORECASE)
NAMES = ("requirements", "requirements-dev", "requirements-node")


def lock(arguments: list[str]) -> None:
    """Compile all of them; arguments go to uv (`--upgrade`, `--upgrade-package NAME`)."""
    for name in NAMES:
        same_versions = ["-c", "requirements.txt"] if name == "requirements-dev" else []
        with step("锁定版本", f"Compiling {name}.txt"):
            _compile(name, [*same_versions, *arguments])
        if found := ADDRESS.findall((ROOT / f"{name}.txt").read_text()):
            raise Trouble(f"{name}.txt 含有软件源地址。It names a registry, which must not be committed: {found}")
    say("已更新 Done: requirements.txt, requirements-dev.txt, requirements-node.txt")


def _compile(name: str, arguments: list[str]) -> None:
    command: Command = [PYTHON, "-m", "uv", "pip", "compile", *OPTIONS, "--python-version", "3.11", f"{name}.in"]
    try:
        run([*command, "-o", f"{name}.txt", *arguments], cwd=ROOT)
    except Failed as failed:
        raise Trouble(f"无法锁定 {name}.in。uv could not resolve it:\n{failed}") from None
