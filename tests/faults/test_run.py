"""`./dev run` as its user meets it: started, killed, started again, and a second one beside it."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from tests.laws.sources import ROOT
from tooling.processes import is_running

pytestmark = [pytest.mark.slow, pytest.mark.spec("PLT-120")]


class Run:
    """One `./dev run` on a data folder of its own."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.output = data.parent / f"{data.name}.output"
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Run":
        env = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "XINGLIN_"))}
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, ROOT / "dev", "run", "--data", self.data, "--port", str(self.port)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=env,
                start_new_session=True,  # no terminal
            )
        return self

    def wait(self) -> "Run":
        deadline = time.monotonic() + 300
        while f"http://127.0.0.1:{self.port}/" not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < deadline, self.said
            time.sleep(0.05)
        return self

    @property
    def said(self) -> str:
        return self.output.read_text(encoding="utf-8")

    @property
    def database_url(self) -> str:
        pointer = self.data / "database" / "location"
        home = Path(pointer.read_text().strip()) if pointer.exists() else self.data / "database"
        return json.loads((home / "connection").read_text())["url"]

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=10) as answer:
                return answer.status == 200
        except OSError:
            return False

    def kill_everything(self) -> list[int]:
        victims = [self.process.pid, *descendants(self.process.pid)]
        for pid in victims:
            with suppress(ProcessLookupError):  # the kernel stops children with their parent, maybe sooner than we do
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        return victims

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(60)


def descendants(pid: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
        children.setdefault(parent, []).append(int(stat.parent.name))
    found = children.get(pid, [])
    return found + [grandchild for child in found for grandchild in descendants(child)]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def process_of(run: Run, word: str) -> int:
    return next(pid for pid in descendants(run.process.pid) if is_running(pid, word))


def eventually(true: object, seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="xinglin-run-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[Run]:
    run = Run(folder / "first").start().wait()
    yield run
    if run.process.poll() is None:
        run.stop()


def test_it_prints_address_and_log_ins_and_answers(served: Run) -> None:
    assert served.answers()
    assert "密码" in served.said


def test_killed_web_server_is_replaced(served: Run) -> None:
    os.kill(process_of(served, "gunicorn"), signal.SIGKILL)
    assert eventually(lambda: "web 意外退出" in served.said)
    assert eventually(served.answers)


def test_killed_worker_is_replaced(served: Run) -> None:
    worker = process_of(served, "manage.py")
    os.kill(worker, signal.SIGKILL)
    assert eventually(lambda: any(p != worker and is_running(p, "manage.py") for p in descendants(served.process.pid)))


def test_killed_database_is_served_again_under_the_running_web_server(served: Run) -> None:
    os.kill(process_of(served, "bin/postgres"), signal.SIGKILL)
    assert eventually(lambda: "数据库意外退出" in served.said)
    assert eventually(served.answers)


def test_second_one_on_the_same_data_or_port_is_told_what_to_do(served: Run, folder: Path) -> None:
    same_data = Run(served.data)
    same_data.output = folder / "same-data.output"
    assert same_data.start().process.wait(60) == 1
    assert "--data" in same_data.said
    same_port = Run(folder / "never")
    same_port.port = served.port
    assert same_port.start().process.wait(60) == 1
    assert f"--port {served.port + 1}" in same_port.said
    assert served.answers()


def test_second_one_is_independent(served: Run, folder: Path) -> None:
    """Its database and keys are its own; stopped before its demonstration has come, it ends as cleanly as ever."""
    second = Run(folder / "second").start()
    assert eventually(lambda: "演示数据" in second.said, seconds=120), second.said
    assert second.database_url != served.database_url
    with psycopg.connect(second.database_url) as connection:
        assert connection.execute("SELECT count(*) FROM django_migrations").fetchone() > (0,)
    assert (second.data / "keys.json").read_text() != (served.data / "keys.json").read_text()
    assert second.stop() == 0
    assert served.answers()


def test_killed_in_the_middle_it_starts_again_and_has_lost_nothing(served: Run) -> None:
    with psycopg.connect(served.database_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept_through_kill (text text)")
        connection.execute("INSERT INTO kept_through_kill VALUES ('here')")
    served.kill_everything()
    start = time.monotonic()
    served.start().wait()
    seconds = time.monotonic() - start
    assert served.answers()
    with psycopg.connect(served.database_url, autocommit=True) as connection:
        assert connection.execute("SELECT text FROM kept_through_kill").fetchall() == [("here",)]
        connection.execute("DROP TABLE kept_through_kill")
    assert seconds < 30, "a warm start repeats work"


def test_killed_alone_it_takes_its_servers_with_it(served: Run) -> None:
    children = descendants(served.process.pid)
    served.process.kill()
    served.process.wait()
    assert eventually(lambda: not any(map(is_running, children))), [one for one in children if is_running(one)]
    served.start().wait()


def test_stopped_it_leaves_nothing_behind(served: Run) -> None:
    children = descendants(served.process.pid)
    assert served.stop() == 0
    assert [one for one in children if is_running(one)] == []
    assert not served.answers()
