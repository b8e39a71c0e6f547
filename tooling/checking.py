"""`./dev check` and `./dev fix`: every tool runs even when one fails, and says how long it took."""

import subprocess
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tooling import django, frontend
from tooling.console import say
from tooling.places import PYTHON, ROOT, VENV
from tooling.processes import Command

LONGEST = 200  # lines shown of what one tool says


@dataclass(frozen=True)
class Tool:
    """One check: its name, its command, and how to mend what it finds."""

    name: str
    command: Command
    mend: Command = ()


def check(data: Path) -> int:
    """Run all checks, two at a time; 1 when any of them found something."""
    env = django.offline_environment(data)
    with ThreadPoolExecutor(2) as two:
        results = two.map(lambda tool: (tool.name, _run(tool, env)), tools())
        failed = [name for name, passed in results if not passed]
    say(f"\n有问题 Failed: {', '.join(failed)}" if failed else "\n全部通过 All passed")
    return 1 if failed else 0


def fix(data: Path) -> int:
    """Mend what the tools can mend by themselves."""
    env = django.offline_environment(data)
    mended = [_run(Tool(tool.name, tool.mend), env) for tool in tools() if tool.mend]
    return 0 if all(mended) else 1


def tools() -> list[Tool]:
    """All checks, those that take longest first."""
    templates = sorted(ROOT.glob("web/templates/**/*.html")) + sorted((ROOT / "xinglin").rglob("*.html"))
    djhtml: Command = [PYTHON, "-m", "djhtml", "--tabwidth", "2"]
    ruff: Command = [PYTHON, "-m", "ruff"]
    concise = ["--output-format", "concise"]
    print_docs: Command = [PYTHON, ROOT / "manage.py", "print_docs"]
    return [
        Tool("mypy", [PYTHON, "-m", "mypy"]),
        Tool("tsc", [*frontend.find_npm()[1], "run", "--silent", "check"]),
        Tool("lint-imports", [VENV / "bin" / "lint-imports"]),
        Tool("printed docs", [*print_docs, "--check"], print_docs),
        Tool("djhtml", [*djhtml, "--check", *templates], [*djhtml, *templates]),
        Tool("ruff check", [*ruff, "check", *concise], [*ruff, "check", "--fix", *concise]),
        Tool("ruff format", [*ruff, "format", "--check", *concise], [*ruff, "format"]),
    ]


def _run(tool: Tool, env: Mapping[str, str]) -> bool:
    start = time.monotonic()
    done = subprocess.run(
        tool.command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    passed = done.returncode == 0
    said = [] if passed else done.stdout.decode(errors="replace").rstrip().splitlines()
    if len(said) > LONGEST:
        said[LONGEST:] = [f"… ({len(said) - LONGEST} 行未显示 more lines)"]
    say("\n".join([f"{'✓' if passed else '✗'} {tool.name:<13} {time.monotonic() - start:5.1f} s", *said]))
    return passed
