"""What `./dev` says to people, in Chinese and English, on any terminal or none."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Trouble(Exception):
    """Something the user can mend; the text says what happened, why, and what to do."""


def speak_utf8() -> None:
    """Print Chinese whatever the locale says, instead of failing on it."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def say(text: str) -> None:
    print(text, flush=True)


@contextmanager
def step(chinese: str, english: str) -> Iterator[None]:
    """Announce one piece of work on one line and end the line with its seconds."""
    start = time.monotonic()
    print(f"· {chinese} {english} …", end="", flush=True)
    try:
        yield
    except BaseException:
        say("")
        raise
    say(f" {time.monotonic() - start:.1f} s")
