"""The embedded database: one PostgreSQL cluster in one folder, served for as long as somebody here needs it.

    with Database(data / "database", reason="run") as database:
        database.url    # postgres://…, for DATABASE_URL

The first to come starts the server and owns it; others who come while it runs attach to it, and the owner waits for
them before stopping it. Nothing is left behind: the server is a direct child that the kernel stops when its owner dies,
even by kill -9, and a server or lock file that outlived its owner all the same is cleared at the next start.
"""

import fcntl
import json
import os
import random
import secrets
import shutil
import signal
import socket
import time
from contextlib import suppress
from pathlib import Path
from subprocess import Popen
from typing import IO, Any

from tooling import postgres
from tooling.console import Trouble, say
from tooling.processes import Command, is_running, spawn, stop

ROLE = NAME = "xinglin"
PATIENCE = 10.0  # seconds a start is retried, for a predecessor that is still going down
PORTS = range(20000, 32000)  # below the numbers that systems hand out to outgoing connections
STOPPING = ((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0))  # cut connections and save; then stop at once, replay later


class Database:
    """A served cluster as a context manager; with DATABASE_URL set it starts nothing and passes that on.

    `alone` refuses to share (two servers of one data folder), `disposable` trades safety after a power cut for speed
    and starts afresh when the cluster is broken (tests), `may_create` lets the role create further databases.
    """

    def __init__(
        self,
        folder: Path,
        *,
        reason: str,
        alone: bool = False,
        disposable: bool = False,
        may_create: bool = False,
    ) -> None:
        self.folder = folder.resolve()
        self.reason = reason
        self.alone = alone
        self.disposable = disposable
        self.may_create = may_create
        self.url = ""
        self.is_given = bool(os.environ.get("DATABASE_URL"))
        self._server: Popen[bytes] | None = None
        self._files: list[IO[bytes]] = []  # open lock and log files

    def __enter__(self) -> "Database":
        if self.is_given:
            self.url = os.environ["DATABASE_URL"]
            return self
        self.folder.mkdir(parents=True, exist_ok=True)
        self.home = self._home()
        try:
            if self._become_owner():
                self._start()
        except BaseException:
            self._release()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._server is not None and not self.alone:
            self._wait_for_guests()
        self._release()

    @property
    def is_alive(self) -> bool:
        """False when a server of ours has died; one we only attached to, or were given, counts as alive."""
        return self._server is None or self._server.poll() is None

    def restart(self) -> None:
        """Serve again after the server died under us (kill -9, out of memory)."""
        self._start()

    # --- who serves ---------------------------------------------------------------------------------------------

    def _home(self) -> Path:
        """Where the cluster is: this folder, or one elsewhere that is named in it, for root in a closed folder."""
        pointer = self.folder / "location"
        if pointer.exists():
            home = Path(pointer.read_text().strip())
        else:
            home = self.folder
            if not postgres.find().can_use("-x", home):
                home = postgres.SHARED / f"database-{secrets.token_hex(6)}"
                pointer.write_text(f"{home}\n")
        home.mkdir(parents=True, exist_ok=True)
        if home != self.folder:
            home.parent.chmod(0o755)
            home.chmod(0o755)
        return home

    def _become_owner(self) -> bool:
        """Take the lock of this cluster; False when its owner is at work and we may use its server."""
        lock = self._open("lock", "ab")
        deadline = time.monotonic() + (PATIENCE if self.alone else 60.0)
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if not self.alone and self._attach():
                    return False
                lasting = self.alone and self._owner()["reason"] == self.reason  # one like us will not go soon
                if lasting or time.monotonic() > deadline:
                    raise Trouble(self._busy()) from None
                time.sleep(0.1)
            else:
                return True

    def _attach(self) -> bool:
        """Use the server of the owner, and hold it open for as long as we do."""
        owner = self._owner()
        if "url" not in owner or not answers(owner["port"]):
            return False
        guests = self._open("guests", "ab")
        fcntl.flock(guests, fcntl.LOCK_SH)
        if self._owner() != owner:  # it stopped before we held it
            guests.close()
            return False
        self.url = owner["url"]
        return True

    def _wait_for_guests(self) -> None:
        guests = self._open("guests", "ab")
        try:
            fcntl.flock(guests, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("· 等待其他 ./dev 用完数据库 Waiting for another ./dev that still uses the database …")
            fcntl.flock(guests, fcntl.LOCK_EX)

    def _owner(self) -> dict[str, Any]:
        """The process that serves this cluster, and what for."""
        try:
            return json.loads((self.home / "connection").read_text())
        except (FileNotFoundError, json.JSONDecodeError):
            return {"pid": "?", "reason": "?"}

    def _busy(self) -> str:
        owner = self._owner()
        return (
            f"数据目录 {self.folder.parent} 正在被另一个 ./dev 使用。This data folder is in use by "
            f"./dev {owner['reason']} (process {owner['pid']}). Stop that one, or run a second, independent one: "
            "./dev run --port 8001 --data ANOTHER_FOLDER"
        )

    def _release(self) -> None:
        if self._server is not None:
            (self.home / "connection").unlink(missing_ok=True)
            stop(self._server, *STOPPING)
            self._server = None
        for file in self._files:
            file.close()  # which gives up its lock
        self._files.clear()

    def _open(self, name: str, mode: str) -> IO[bytes]:
        """A file of this cluster that only we may read, closed when we are done."""
        file = open(os.open(self.home / name, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), mode)  # noqa: SIM115, PTH123 -- held open
        self._files.append(file)
        return file

    # --- serving ------------------------------------------------------------------------------------------------

    @property
    def cluster(self) -> Path:
        return self.home / "cluster"

    def _start(self) -> None:
        try:
            self._serve()
        except Trouble:
            if not self.disposable:
                raise
            shutil.rmtree(self.cluster, ignore_errors=True)
            self._serve()

    def _serve(self) -> None:
        programs = self._programs()
        self._clear_leftover()
        if not self.cluster.exists():
            self._create(programs)
        password = self._password(programs)
        log = self._open("log", "ab")
        deadline = time.monotonic() + PATIENCE
        while True:
            port = self._port()
            command: Command = [programs.bin / "postgres", "-D", self.cluster, "-p", str(port)]
            self._server = spawn(
                [*command, *settings(self.disposable)],
                log=log,
                stop_sign=signal.SIGINT,
                account=programs.account,
                env=programs.environment,
                cwd=Path("/"),
            )
            if self._becomes_ready(self._server):
                break
            if time.monotonic() > deadline:
                raise Trouble(
                    f"数据库无法启动。The database does not start; its log {self.home / 'log'} ends:\n{self._tail()}"
                )
            time.sleep(0.3)
        self.url = f"postgres://{ROLE}:{password}@127.0.0.1:{port}/{NAME}"
        write_private(
            self.home / "connection",
            json.dumps({"url": self.url, "port": port, "pid": os.getpid(), "reason": self.reason}),
        )

    def _programs(self) -> postgres.Programs:
        version = self.cluster / "PG_VERSION"
        if not self.cluster.exists():
            return postgres.find()
        try:
            return postgres.find(int(version.read_text()), owner=self.cluster.stat().st_uid)
        except (PermissionError, FileNotFoundError) as cause:
            raise Trouble(
                f"无法读取数据库目录 {self.cluster}。The database folder cannot be read ({cause.strerror}): it "
                "belongs to another user, or files are missing. Run ./dev as that user, or name another "
                "folder with --data."
            ) from None

    def _create(self, programs: postgres.Programs) -> None:
        """Make the cluster aside and move it into place whole, so that one half made is never served."""
        aside = self.home / "cluster.new"
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(mode=0o700)
        if programs.account.is_other:
            os.chown(aside, programs.account.uid, programs.account.gid)
        programs.make_cluster(aside)
        power = "CREATEDB" if self.may_create else "NOCREATEDB"
        programs.alone(
            aside,
            "template1",
            f"CREATE ROLE {ROLE} LOGIN NOSUPERUSER NOCREATEROLE {power}",
            f"CREATE DATABASE {NAME} OWNER {ROLE}",
        )
        (self.home / "password").unlink(missing_ok=True)
        aside.rename(self.cluster)

    def _password(self, programs: postgres.Programs) -> str:
        """The password of the application's role, kept in a file that only its owner reads; a lost one is replaced."""
        file = self.home / "password"
        if not file.exists():
            new = secrets.token_urlsafe(32)
            programs.alone(self.cluster, "postgres", f"ALTER ROLE {ROLE} PASSWORD '{new}'")
            write_private(file, new)
        return file.read_text().strip()

    def _port(self) -> int:
        """The port of last time, or another one when somebody has taken it meanwhile."""
        file = self.home / "port"
        kept = int(file.read_text()) if file.exists() else None
        port = next(p for p in (kept, *random.sample(PORTS, len(PORTS))) if p and is_free(p))
        file.write_text(str(port))
        return port

    def _becomes_ready(self, server: Popen[bytes]) -> bool:
        """Wait until the server takes connections; False when it ends instead. Recovery may take its time."""
        status = self.cluster / "postmaster.pid"
        while server.poll() is None:
            with suppress(FileNotFoundError):
                lines = status.read_text().splitlines()
                if lines[:1] == [str(server.pid)] and lines[7:8] and lines[7].strip() == "ready":
                    return True
            time.sleep(0.02)
        return False

    def _clear_leftover(self) -> None:
        """Stop a server that outlived its owner, and remove the lock file of one that is gone or a zombie.

        We hold the lock of this cluster, so whatever runs on it has no owner.
        """
        lock = self.cluster / "postmaster.pid"
        deadline = time.monotonic() + PATIENCE
        while lock.exists():
            first = lock.read_text().partition("\n")[0].strip()
            if not first.isdigit() or not is_running(int(first), "postgres", str(self.cluster)):
                lock.unlink(missing_ok=True)
                return
            late = time.monotonic() > deadline
            with suppress(ProcessLookupError):
                os.kill(int(first), signal.SIGQUIT if late else signal.SIGINT)
            time.sleep(0.2)

    def _tail(self) -> str:
        return "\n".join((self.home / "log").read_text(errors="replace").splitlines()[-15:])


def settings(disposable: bool) -> list[str]:
    """What our server does otherwise than PostgreSQL's own defaults."""
    chosen = {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",  # a data folder's path may be longer than a socket's may be
        "timezone": "UTC",
        "log_timezone": "UTC",
        "shared_buffers": "256MB",
        "random_page_cost": "1.1",  # no spinning disk: else the planner reads whole tables where an index would do
        "max_wal_size": "2GB",  # an import of 100,000 rows without a checkpoint in the middle
        "log_error_verbosity": "terse",  # details and statements carry personal data
        "log_min_error_statement": "panic",
    }
    with suppress(FileNotFoundError):
        if shutil.disk_usage("/dev/shm").total < 1 << 30:  # noqa: S108 -- containers give 64 MB, too little for a parallel query
            chosen["dynamic_shared_memory_type"] = "mmap"
    if disposable:
        chosen |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    return [word for name, value in chosen.items() for word in ("-c", f"{name}={value}")]


def write_private(file: Path, text: str) -> None:
    """Write a file that only we may read, whole or not at all."""
    aside = file.with_name(f"{file.name}.{os.getpid()}")
    aside.unlink(missing_ok=True)
    with open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:  # noqa: PTH123 -- needs the mode
        out.write(text)
    aside.replace(file)


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server could listen on this port of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server itself does
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    return next(port for port in random.sample(PORTS, len(PORTS)) if is_free(port))


def answers(port: int) -> bool:
    """Whether something listens on this port of this machine."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
