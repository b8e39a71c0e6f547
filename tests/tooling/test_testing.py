"""What ./dev test runs, in which order, and the exit code it makes of the parts."""

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.spreading import LONGEST, TOGETHER, rank
from tooling import testing
from tooling.console import Trouble
from tooling.places import ROOT


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """What was run, and with which `code` pytest is to end."""
    told: dict[str, object] = {"ran": [], "code": 0}

    def pytest_run(arguments: Sequence[str], _env: object) -> object:
        told["ran"].append(list(arguments))
        return told["code"]

    monkeypatch.setattr(testing, "_pytest", pytest_run)
    monkeypatch.setattr(testing, "Database", lambda *_, **__: nullcontext(SimpleNamespace(url="postgres://")))
    monkeypatch.setattr(testing.browser, "ensure", dict)
    monkeypatch.setattr(testing.frontend, "npm", lambda *_: told["ran"].append("front end"))
    return told


@pytest.mark.parametrize("code", [0, 1, 2, 5])
def test_all_run_on_two_processes_and_the_exit_code_is_theirs(parts: dict, tmp_path: Path, code: int) -> None:
    parts["code"] = code
    assert testing.test([], tmp_path) == code
    assert parts["ran"] == ["front end", ["-n", "2"]]


def test_arguments_run_those_tests_alone(parts: dict, tmp_path: Path) -> None:
    parts["code"] = 5
    assert testing.test(["tests/kit", "-x"], tmp_path) == 5
    assert parts["ran"] == [["tests/kit", "-x"]]


def test_failing_front_end_fails_the_whole_and_stops_nothing(
    parts: dict, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: str) -> None:
        raise Trouble("npm test failed")

    monkeypatch.setattr(testing.frontend, "npm", failing)
    assert testing.test([], tmp_path) == 1
    assert parts["ran"] == [["-n", "2"]]


def test_the_longest_files_come_first_and_a_file_stays_together() -> None:
    files = ["tests/kit/test_text.py", "tests/contracts/test_homes.py", "tests/faults/test_run.py"]
    files += ["tests/engines/test_files.py", "tests/journeys/test_doors.py"]
    assert [file.split("_")[-1] for file in sorted(files, key=rank)] == [
        "run.py",
        "doors.py",
        "homes.py",
        "text.py",
        "files.py",
    ]
    missing = [start for start in (*LONGEST, *TOGETHER) if not (ROOT / start).exists()]
    assert not missing, "tests/spreading.py names what is not there"
