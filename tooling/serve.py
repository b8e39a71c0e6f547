"""`./dev run`: the database, the web server and the worker of background jobs, watched until Ctrl-C."""

import shutil
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen
from typing import IO

from tooling import django
from tooling.console import Trouble, say, step
from tooling.database import Database, is_free
from tooling.places import PYTHON, ROOT, Stamps
from tooling.processes import spawn, stop

STOPPING = ((signal.SIGTERM, 20.0), (signal.SIGQUIT, 3.0))
START_SECONDS = 60.0
PORT_SECONDS = 8.0
HASTY_SECONDS = 10.0  # a child that lives shorter than this did not get going
HASTY_STARTS = 3  # so many in a row, and it will not
KEEP_LOG_BYTES = 20_000_000


def run(host: str, port: int, data: Path) -> None:
    """Serve the demonstration from one data folder until Ctrl-C or SIGTERM."""
    with serving(host, port, data, "run") as served:
        shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host
        say(f"\n杏林已启动 Xinglin is running: http://{shown}:{port}/\n\n{served.log_ins.rstrip()}\n")
        if told := django.seal_told(served.env):
            say(f"! {told}")
        say(f"停止 Stop: Ctrl-C    日志 Logs: {data / 'log'}")
        _watch(served.children, served.database)


@contextmanager
def serving(host: str, port: int, data: Path, reason: str) -> Iterator["Served"]:
    """The demonstration, served from one data folder for as long as the block runs."""
    _check_port(host, port)
    with Database(data / "database", reason=reason, alone=True) as database:
        env = django.environment("demo", data, database.url)
        stamps = Stamps(data / "stamps.json")
        if database.is_given:
            stamps.drop("migrated", "demonstration", "log-ins of")  # others may have changed it since
        django.migrate(stamps, env)
        django.load_demonstration(stamps, env)
        web = Child("web", web_command(host, port), data, env)
        # In a database of our own no other worker can be at work: what a killed one left is done again at once.
        alone = [] if database.is_given else ["--alone"]
        worker = Child("worker", [PYTHON, ROOT / "manage.py", "work", *alone], data, env)
        try:
            with step("启动网站", "Starting the web server"):
                web.start()
                log_ins = django.log_ins(stamps, env)
                _wait_until_served(host, port, web)
            worker.start()  # not before, since both want the processor
            yield Served([web, worker], database, env, log_ins)
        finally:
            say("\n· 正在停止 Stopping …")
            for child in (web, worker):
                child.ask_to_stop()
            for child in (web, worker):
                child.stop()


def web_command(host: str, port: int) -> list[str | Path]:
    """gunicorn with threads; two processes, so that one long request does not hold up the others."""
    options = ["--worker-class=gthread", "--workers=2", "--threads=8", "--timeout=120", "--graceful-timeout=15"]
    return [PYTHON, "-m", "gunicorn", "config.wsgi", f"--bind={host}:{port}", *options, "--no-control-socket"]


@dataclass
class Child:
    """A server of ours with its log file, started again when it ends by itself."""

    name: str
    command: list[str | Path]
    data: Path
    env: Mapping[str, str]
    hasty: int = field(default=0, init=False)
    process: Popen[bytes] | None = field(default=None, init=False)
    started: float = field(default=0.0, init=False)

    @property
    def log(self) -> Path:
        return self.data / "log" / f"{self.name}.log"

    def start(self) -> None:
        with self._open_log() as log:
            # when we are killed the database goes too, so there is nothing left to end gracefully with
            self.process = spawn(self.command, log=log, stop_sign=signal.SIGKILL, env=self.env, cwd=ROOT)
        self.started = time.monotonic()

    def keep_going(self) -> None:
        """Start it again if it has ended; give up when it keeps ending at once."""
        if self.process is None or self.process.poll() is None:
            return
        self.hasty = self.hasty + 1 if time.monotonic() - self.started < HASTY_SECONDS else 1
        if self.hasty >= HASTY_STARTS:
            last = "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])
            raise Trouble(f"{self.name} 一再退出。It keeps ending right after its start; {self.log} ends:\n{last}")
        say(f"· {self.name} 意外退出，重新启动 It ended ({self.process.returncode}); starting it again.")
        self.start()

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def stop(self) -> None:
        if self.process is not None:
            stop(self.process, *STOPPING)

    def _open_log(self) -> IO[bytes]:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > KEEP_LOG_BYTES:
            shutil.move(self.log, self.log.with_suffix(".1.log"))
        return self.log.open("ab")


@dataclass(frozen=True)
class Served:
    """What is at work, and the environment in which it is."""

    children: list[Child]
    database: Database
    env: Mapping[str, str]
    log_ins: str


def _check_port(host: str, port: int) -> None:
    """Refuse a port that somebody uses; a web server of ours that is still going down gets some seconds."""
    if is_free(port, host):
        return
    with step("等待端口空闲", f"Waiting for port {port}"):
        deadline = time.monotonic() + PORT_SECONDS
        while not is_free(port, host):
            if time.monotonic() > deadline:
                raise Trouble(
                    f"端口 {port} 已被占用。Port {port} is taken by another program, perhaps by Xinglin itself. "
                    f"Stop it, or run a second, independent one: ./dev run --port {port + 1} --data ANOTHER_FOLDER"
                )
            time.sleep(0.2)


def _wait_until_served(host: str, port: int, web: Child) -> None:
    browser = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a proxy knows nothing of this machine
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            browser.open(f"http://{host}:{port}/", timeout=30).close()
            return
        except urllib.error.HTTPError as answer:
            if answer.code < 500:
                return
            raise Trouble(f"网站出错。The first page answers {answer.code}; see {web.log}") from None
        except OSError:
            time.sleep(0.05)
        web.keep_going()
    raise Trouble(f"网站没有响应。The web server does not answer after {START_SECONDS:.0f} s; see {web.log}")


def _watch(children: list[Child], database: Database) -> None:
    """Until we are told to stop: whatever dies is started again, the database first."""
    while True:
        if not database.is_alive:
            say("· 数据库意外退出，重新启动 The database ended; starting it again.")
            database.restart()
        for child in children:
            child.keep_going()
        time.sleep(0.5)
