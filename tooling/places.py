"""Where things stand, and stamps that tell whether a piece of work has been done for these very files."""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tooling.console import say

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
DEFAULT_DATA = Path(os.environ.get("XINGLIN_DATA") or ROOT / "var")


def fingerprint(paths: Iterable[Path], *extra: str) -> str:
    """One value for the names and contents of files (folders are walked) and for the extra words."""
    digest = hashlib.sha256(repr(extra).encode())
    for path in paths:
        files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for file in files:
            content = file.read_bytes() if file.exists() else b""
            name = file.relative_to(ROOT) if file.is_relative_to(ROOT) else file
            digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


class Stamps:
    """A small file of «this was done for that fingerprint»; losing it only means doing the work again."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def has(self, name: str, value: str) -> bool:
        return self._read().get(name) == value

    def get(self, name: str) -> str:
        return self._read().get(name, "")

    def put(self, name: str, value: str) -> None:
        self._write({**self._read(), name: value})

    def drop(self, *names: str) -> None:
        self._write({name: value for name, value in self._read().items() if name not in names})

    def _read(self) -> dict[str, str]:
        try:
            return json.loads(self.file.read_text())
        except (FileNotFoundError, json.JSONDecodeError):
            return {}

    def _write(self, stamps: dict[str, str]) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        aside = self.file.with_suffix(f".{os.getpid()}")
        aside.write_text(json.dumps(stamps, indent=1))
        aside.replace(self.file)  # a reader sees the old file or the new one, never half of one


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Keep two `./dev` of one folder from installing or building into each other."""
    with (ROOT / ".dev-lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("· 等待另一个 ./dev 完成安装 Waiting for another ./dev to finish installing …")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
