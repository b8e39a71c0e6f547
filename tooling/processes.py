"""Starting children that do not outlive us, and stopping them."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

Command = Sequence[str | Path]
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Account:
    """The system user a child runs as."""

    uid: int
    gid: int

    @property
    def is_other(self) -> bool:
        return self.uid != os.geteuid()


def dies_with_parent(sign: signal.Signals) -> Callable[[], None]:
    """What a child does before it becomes its program: ask the kernel for `sign` when we are gone, however we went.

    It has to come after the change of user, which clears the wish, and in the main thread, whose end counts as ours.
    """
    parent = os.getpid()

    def ask() -> None:
        if LIBC is not None:
            LIBC.prctl(PR_SET_PDEATHSIG, int(sign))
        if os.getppid() != parent:  # we died between fork and prctl
            os._exit(1)

    return ask


class Failed(Exception):
    """A child ended badly; the text is how its output ends."""


def run(command: Command, *, env: Mapping[str, str] | None = None, cwd: Path | None = None) -> str:
    """Run a child to its end, quietly, and answer its output; it does not outlive us either. Raises Failed."""
    done = subprocess.run(
        [str(word) for word in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        env=None if env is None else dict(env),
        cwd=cwd,
        preexec_fn=dies_with_parent(signal.SIGKILL),
    )
    if done.returncode:
        raise Failed("\n".join(done.stdout.splitlines()[-25:]))
    return done.stdout


def attend(command: Command, *, env: Mapping[str, str], cwd: Path | None = None) -> int:
    """Run a child in the foreground and answer its exit code: the terminal is its own, and Ctrl-C for it to judge."""
    before = signal.signal(signal.SIGINT, lambda *_: None)  # the terminal tells the child too; ours is to wait
    try:
        done = subprocess.run(
            [str(word) for word in command],
            env=dict(env),
            cwd=cwd,
            preexec_fn=dies_with_parent(signal.SIGTERM),
        )
    finally:
        signal.signal(signal.SIGINT, before)
    return done.returncode if done.returncode >= 0 else 128 - done.returncode  # as shells tell a signal


def spawn(
    command: Command,
    *,
    log: IO[bytes],
    stop_sign: signal.Signals,
    account: Account | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start a child that gets `stop_sign` when we die, in a process group of its own so that Ctrl-C reaches only us."""
    return subprocess.Popen(
        [str(word) for word in command],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        env=None if env is None else dict(env),
        cwd=cwd,
        process_group=0,
        preexec_fn=dies_with_parent(stop_sign),  # noqa: PLW1509 -- the tool has a single thread; there is no other way
        **as_user(account),
    )


def as_user(account: Account | None) -> dict:
    """The arguments of subprocess that drop to another user; none when we are that user already."""
    if account is None or not account.is_other:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def stop(child: subprocess.Popen[bytes], *steps: tuple[signal.Signals, float]) -> None:
    """Send each signal in turn until the child has gone, waiting its seconds; kill what is left."""
    for sign, seconds in (*steps, (signal.SIGKILL, 10.0)):
        if child.poll() is not None:
            return
        with suppress(ProcessLookupError):
            child.send_signal(sign)
        with suppress(subprocess.TimeoutExpired):
            child.wait(seconds)


def is_running(pid: int, *words: str) -> bool:
    """Whether a live process of that number has these words in its command line; a zombie is not alive.

    The words matter because numbers are given again, in containers within minutes.
    """
    proc = Path("/proc") / str(pid)
    if not Path("/proc/self").exists():
        found = subprocess.run(["ps", "-o", "stat=,command=", "-p", str(pid)], capture_output=True, text=True)
        return not found.stdout.startswith("Z") and bool(found.stdout) and all(word in found.stdout for word in words)
    try:
        state = (proc / "stat").read_text().rpartition(")")[2].split()[0]
        command = (proc / "cmdline").read_bytes().decode(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX" and all(word in command for word in words)


def stop_on_signals() -> None:
    """Let SIGTERM and a closed terminal end us as cleanly as Ctrl-C does.

    SIGINT is named too: a shell that starts us in the background has it ignored.
    """

    def leave(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, leave)
    signal.signal(signal.SIGTERM, leave)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup
        signal.signal(signal.SIGHUP, leave)
