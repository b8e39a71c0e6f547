"""The command line of ./dev: what is ours, what goes on, what a stranger is told."""

import os
import subprocess
import sys

import pytest

from tests.laws.sources import ROOT
from tooling.cli import split


@pytest.mark.parametrize(
    ("words", "ours", "passed_on"),
    [
        (["test"], ["test"], []),
        (["test", "-x", "tests/laws", "-k", "a or b"], ["test"], ["-x", "tests/laws", "-k", "a or b"]),
        (["test", "--help"], ["test"], ["--help"]),
        (["test", "--data", "d", "-x"], ["test", "--data", "d"], ["-x"]),
        (["manage", "--data=d", "shell"], ["manage", "--data=d"], ["shell"]),
        (["manage", "export_list", "KEY", "--data", "d"], ["manage"], ["export_list", "KEY", "--data", "d"]),
        (["run", "--port", "1"], ["run", "--port", "1"], []),
        ([], [], []),
    ],
)
def test_arguments_go_on_untouched(words: list[str], ours: list[str], passed_on: list[str]) -> None:
    assert split(words) == (ours, passed_on)


def dev(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    env = {"PATH": os.environ["PATH"], **environment}
    return subprocess.run(
        [sys.executable, ROOT / "dev", *arguments], stdin=subprocess.DEVNULL, capture_output=True, env=env
    )


@pytest.mark.spec("PLT-120")
def test_chinese_is_printed_under_any_locale() -> None:
    shown = dev("--help", LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
    assert shown.returncode == 0
    assert "杏林" in shown.stdout.decode("utf-8")


def test_unknown_command_is_refused_with_the_known_ones() -> None:
    shown = dev("serve")
    assert shown.returncode == 2
    assert "manage" in shown.stderr.decode("utf-8")
