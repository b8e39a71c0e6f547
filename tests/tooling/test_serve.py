"""How ./dev run watches its children."""

import os
import sys
import time
from pathlib import Path

import pytest

from tooling.console import Trouble
from tooling.processes import is_running
from tooling.serve import HASTY_STARTS, Child

pytestmark = pytest.mark.spec("PLT-120")


def child(data: Path, program: str) -> Child:
    return Child("web", [sys.executable, "-c", program], data, os.environ)


def wait_until_ended(one: Child) -> None:
    deadline = time.monotonic() + 10
    while one.process and one.process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_child_that_ends_is_started_again(tmp_path: Path) -> None:
    one = child(tmp_path, "import time; time.sleep(60)")
    one.start()
    first = one.process
    first.kill()
    wait_until_ended(one)
    one.keep_going()
    assert one.process is not first
    assert is_running(one.process.pid)
    one.stop()
    assert not is_running(one.process.pid)


def test_child_that_keeps_ending_at_once_is_given_up_with_its_last_words(tmp_path: Path) -> None:
    one = child(tmp_path, "print('no such module'); raise SystemExit(3)")
    one.start()
    for _ in range(HASTY_STARTS - 1):
        wait_until_ended(one)
        one.keep_going()
    wait_until_ended(one)
    with pytest.raises(Trouble, match="no such module"):
        one.keep_going()


def test_child_that_ignores_the_polite_signal_is_stopped_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tooling.serve.STOPPING", ((15, 0.2),))
    one = child(
        tmp_path, "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
    )
    one.start()
    while not one.log.read_bytes():
        time.sleep(0.01)
    one.stop()
    assert not is_running(one.process.pid)


def test_large_log_is_put_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tooling.serve.KEEP_LOG_BYTES", 10)
    one = child(tmp_path, "print('fresh')")
    one.log.parent.mkdir()
    one.log.write_text("what was said before\n")
    one.start()
    wait_until_ended(one)
    assert one.log.read_text() == "fresh\n"
    assert one.log.with_suffix(".1.log").read_text() == "what was said before\n"
