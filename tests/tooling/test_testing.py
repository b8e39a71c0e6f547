"""What ./dev test runs in which order, and the exit code it makes of the parts."""

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import pytest

from tooling import testing
from tooling.console import Trouble


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """What was run, and with which codes it is to end: `fast` and `rest`."""
    told: dict[str, object] = {"ran": [], "fast": 0, "rest": 0}

    def pytest_run(arguments: Sequence[str], _env: object) -> object:
        told["ran"].append(list(arguments))
        return told["rest" if testing.REST in arguments else "fast"]

    monkeypatch.setattr(testing, "_pytest", pytest_run)
    monkeypatch.setattr(testing, "Database", lambda *_, **__: nullcontext(SimpleNamespace(url="postgres://")))
    monkeypatch.setattr(testing.browser, "ensure", dict)
    monkeypatch.setattr(testing.frontend, "npm", lambda *_: told["ran"].append("front end"))
    return told


@pytest.mark.parametrize(
    ("fast", "rest", "code"), [(0, 0, 0), (1, 0, 1), (0, 1, 1), (0, 5, 0), (1, 5, 1), (0, 3, 3), (5, 0, 5)]
)
def test_exit_code_tells_the_first_trouble(parts: dict, tmp_path: Path, fast: int, rest: int, code: int) -> None:
    parts |= {"fast": fast, "rest": rest}
    assert testing.test([], tmp_path) == code
    assert parts["ran"] == ["front end", ["-n", "2", "-m", testing.FAST], ["-m", testing.REST]]


def test_interrupted_it_does_not_go_on(parts: dict, tmp_path: Path) -> None:
    parts["fast"] = 2
    assert testing.test([], tmp_path) == 2
    assert len(parts["ran"]) == 2


def test_arguments_run_those_tests_alone(parts: dict, tmp_path: Path) -> None:
    parts["fast"] = 5
    assert testing.test(["tests/kit", "-x"], tmp_path) == 5
    assert parts["ran"] == [["tests/kit", "-x"]]


def test_failing_front_end_fails_the_whole_and_stops_nothing(
    parts: dict, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: str) -> None:
        raise Trouble("npm test failed")

    monkeypatch.setattr(testing.frontend, "npm", failing)
    assert testing.test([], tmp_path) == 1
    assert len(parts["ran"]) == 2
