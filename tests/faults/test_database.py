"""The embedded database survives what happens to it on real machines."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tooling import postgres
from tooling.console import Trouble
from tooling.database import Database
from tooling.places import ROOT
from tooling.postgres import SHARED
from tooling.processes import as_user, is_running

pytestmark = [pytest.mark.slow, pytest.mark.spec("PLT-120")]

# Serves a folder in a process of its own, which a test may then kill: says its address, ends when its input does.
OWNER = """
import sys
from pathlib import Path
from tooling.database import Database
with Database(Path(sys.argv[1]), reason="test of faults") as database:
    print(database.url, flush=True)
    sys.stdin.read()
"""
PYTHON_OF_ALL = shutil.which("python3.11", path="/usr/bin:/usr/local/bin") or ""


def may_all_enter(folder: Path) -> bool:
    return all(parent.stat().st_mode & 0o005 == 0o005 for parent in (folder, *folder.parents))


@pytest.fixture(autouse=True)
def without_given_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder whose parents anybody may enter; pytest's own is closed to others."""
    made = Path(tempfile.mkdtemp(prefix="xinglin-database-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@contextmanager
def owner_process(folder: Path, python: str = sys.executable, **options: Any) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [python, "-c", OWNER, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        **options,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


def write(url: str, text: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (text text)")
        connection.execute("INSERT INTO kept VALUES (%s)", [text])


def kept(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [text for (text,) in connection.execute("SELECT text FROM kept ORDER BY text")]


def server_pid(folder: Path) -> int:
    return int((folder / "cluster" / "postmaster.pid").read_text().split()[0])


def wait_until_gone(pid: int) -> None:
    deadline = time.monotonic() + 15
    while is_running(pid, "postgres"):
        assert time.monotonic() < deadline, "the server outlived its owner"
        time.sleep(0.05)


def test_what_was_written_is_there_at_the_next_start(folder: Path) -> None:
    with Database(folder, reason="test") as database:
        write(database.url, "first")
        pid = server_pid(folder)
    assert not is_running(pid, "postgres")
    with Database(folder, reason="test") as database:
        assert kept(database.url) == ["first"]


def test_killed_owner_leaves_no_server_and_loses_nothing(folder: Path) -> None:
    with owner_process(folder) as owner:
        write(owner.stdout.readline().strip(), "before the kill")
        pid = server_pid(folder)
        owner.kill()
        owner.wait()
        wait_until_gone(pid)
    with Database(folder, reason="test") as database:
        assert kept(database.url) == ["before the kill"]


def test_owner_and_server_killed_at_once_start_again_at_once(folder: Path) -> None:
    with owner_process(folder) as owner:
        write(owner.stdout.readline().strip(), "before the kill")
        os.kill(server_pid(folder), signal.SIGKILL)
        owner.kill()
    with Database(folder, reason="test") as database:
        assert kept(database.url) == ["before the kill"]


def test_killed_server_is_served_again_at_the_same_address(folder: Path) -> None:
    with Database(folder, reason="test") as database:
        url = database.url
        write(url, "before the kill")
        os.kill(server_pid(folder), signal.SIGKILL)
        deadline = time.monotonic() + 5
        while database.is_alive:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        database.restart()
        assert database.url == url
        assert kept(url) == ["before the kill"]


def test_lock_file_with_the_number_of_another_process_is_cleared(folder: Path) -> None:
    with Database(folder, reason="test"):
        lock = (folder / "cluster" / "postmaster.pid").read_text()
    number, _, rest = lock.partition("\n")
    (folder / "cluster" / "postmaster.pid").write_text(f"{os.getpid()}\n{rest}")
    with Database(folder, reason="test") as database:
        write(database.url, "served")
        assert server_pid(folder) != int(number)


def test_lock_file_of_a_zombie_is_cleared(folder: Path) -> None:
    with Database(folder, reason="test"):
        lock = (folder / "cluster" / "postmaster.pid").read_text()
    zombie = subprocess.Popen(["true"])
    os.waitid(os.P_PID, zombie.pid, os.WEXITED | os.WNOWAIT)  # it has ended, and nobody has asked how
    (folder / "cluster" / "postmaster.pid").write_text(f"{zombie.pid}\n{lock.partition(chr(10))[2]}")
    with Database(folder, reason="test") as database:
        write(database.url, "served")
    zombie.wait()


def test_server_without_an_owner_is_stopped_first(folder: Path) -> None:
    with Database(folder, reason="test") as database:
        write(database.url, "kept")
        programs = database._programs()
    stray = subprocess.Popen(
        [programs.bin / "postgres", "-D", folder / "cluster", "-p", "19999", "-c", "unix_socket_directories="],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=programs.environment,
        cwd="/",
        **as_user(programs.account),
    )
    while not (folder / "cluster" / "postmaster.pid").exists():
        time.sleep(0.02)
    with Database(folder, reason="test") as database:
        assert stray.wait(10) == 0
        assert kept(database.url) == ["kept"]


def test_taken_port_is_given_up_for_another(folder: Path) -> None:
    with Database(folder, reason="test") as database:
        write(database.url, "kept")
    port = int((folder / "port").read_text())
    with socket.socket() as intruder:
        intruder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        intruder.bind(("127.0.0.1", port))
        intruder.listen()
        with Database(folder, reason="test") as database:
            assert f":{port}/" not in database.url
            assert kept(database.url) == ["kept"]


def test_second_user_attaches_and_the_owner_waits_for_it(folder: Path) -> None:
    with Database(folder, reason="test") as database:
        guest = subprocess.Popen(
            [sys.executable, "-c", OWNER, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        assert guest.stdout.readline().strip() == database.url
        subprocess.Popen(["sh", "-c", f"sleep 1; kill {guest.pid}"])
        start = time.monotonic()
    assert time.monotonic() - start > 0.5
    guest.communicate()


def test_folder_in_use_is_refused_to_one_who_will_not_share(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tooling.database.PATIENCE", 0.3)
    with (
        Database(folder, reason="test of owner"),
        pytest.raises(Trouble, match=f"test of owner.*process {os.getpid()}.*--data"),
        Database(folder, reason="run", alone=True),
    ):
        pass


def test_two_folders_are_served_side_by_side(folder: Path) -> None:
    with Database(folder / "a", reason="test") as first, Database(folder / "b", reason="test") as second:
        write(first.url, "of a")
        write(second.url, "of b")
        assert (kept(first.url), kept(second.url)) == (["of a"], ["of b"])


def test_cluster_half_made_is_made_anew(folder: Path) -> None:
    (folder / "cluster.new").mkdir()
    (folder / "cluster.new" / "PG_VERSION").write_text("18\n")
    with Database(folder, reason="test") as database:
        write(database.url, "served")
    assert not (folder / "cluster.new").exists()


def test_lost_password_is_replaced(folder: Path) -> None:
    with Database(folder, reason="test") as database:
        write(database.url, "kept")
    (folder / "password").unlink()
    with Database(folder, reason="test") as again:
        assert again.url != database.url
        assert kept(again.url) == ["kept"]


def test_broken_cluster_of_tests_is_made_anew_and_a_real_one_is_left_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tooling.database.PATIENCE", 0.3)
    with Database(folder, reason="test"):
        pass
    control = folder / "cluster" / "global" / "pg_control"
    control.write_bytes(b"")
    with pytest.raises(Trouble, match="does not start"), Database(folder, reason="test"):
        pass
    assert control.exists()
    with Database(folder, reason="test", disposable=True) as database:
        write(database.url, "served")


def test_application_is_no_superuser_and_nobody_else_gets_in(folder: Path) -> None:
    with Database(folder, reason="test") as database, psycopg.connect(database.url) as connection:
        rights = "SELECT rolsuper, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        assert connection.execute(rights).fetchone() == (False, False, False)
        names = {name for (name,) in connection.execute("SELECT extname FROM pg_extension")}
        assert {"pg_trgm", "btree_gist", "ltree", "citext"} <= names
        assert connection.execute("SELECT 'b' < 'a' COLLATE \"default\", 'B' < 'a'").fetchone() == (False, True)
        port = connection.info.port
        for stranger in ("postgres://postgres@127.0.0.1", "postgres://xinglin:wrong@127.0.0.1"):
            with pytest.raises(psycopg.OperationalError):
                psycopg.connect(f"{stranger}:{port}/xinglin")
    for secret in ("password", "log"):
        assert (folder / secret).stat().st_mode & 0o077 == 0
    assert not (folder / "connection").exists()


def test_given_database_is_used_and_nothing_started(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://somebody@db.example/xinglin")
    with Database(folder, reason="test") as database:
        assert database.url == "postgres://somebody@db.example/xinglin"
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes another user")
def test_root_in_a_closed_folder_serves_from_elsewhere_and_opens_nothing(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    with Database(tmp_path / "database", reason="test") as database:
        write(database.url, "kept")
        home = database.home
    try:
        assert home.parent == SHARED
        assert tmp_path.stat().st_mode & 0o777 == 0o700
        with Database(tmp_path / "database", reason="test") as database:
            assert (database.home, kept(database.url)) == (home, ["kept"])
    finally:
        shutil.rmtree(home)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes another user")
def test_root_runs_a_readable_copy_of_programs_in_a_closed_folder(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = postgres.find()
    wheel = installed.bin.parents[1]
    closed = tmp_path / wheel.name
    shutil.copytree(wheel, closed)
    if (libraries := wheel.with_name(f"{wheel.name}.libs")).exists():
        shutil.copytree(libraries, closed.with_name(libraries.name))
    tmp_path.chmod(0o700)
    monkeypatch.setattr("tooling.postgres.SHARED", folder)
    copy = postgres.readable(postgres.Programs(closed / installed.bin.parent.name / "bin", installed.account))
    assert copy.bin.is_relative_to(folder)
    assert copy.run("initdb", "--version").returncode == 0
    assert postgres.readable(postgres.Programs(closed / installed.bin.parent.name / "bin", installed.account)) == copy


@pytest.mark.skipif(not PYTHON_OF_ALL or not may_all_enter(ROOT), reason="needs a Python and a clone open to all users")
@pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes another user")
def test_root_serves_what_an_ordinary_user_has_made(folder: Path) -> None:
    os.chown(folder, 65534, 65534)
    with owner_process(folder, PYTHON_OF_ALL, user=65534, group=65534, extra_groups=[]) as owner:
        write(owner.stdout.readline().strip(), "by nobody")
        owner.stdin.close()
        owner.wait(20)
        with Database(folder, reason="test") as database:
            assert kept(database.url) == ["by nobody"]
