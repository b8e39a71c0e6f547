"""The hook for a virus scanner: none by default, any function, or a clamd daemon (PLT-90)."""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from django.conf import settings
from django.utils.module_loading import import_string

from xinglin.engines.actions import Refused

CHUNK = 1 << 18
TIMEOUT_SECONDS = 60
log = structlog.get_logger(__name__)


def scan(content: bytes) -> None:
    """Refused when the scanner finds something, or cannot be asked: then nothing gets in.

    settings.VIRUS_SCANNER: empty, `clamd:/run/clamav/clamd.sock`, `clamd://host:3310`, or the dotted name of a function
    that takes the bytes and returns what it found, or None.
    """
    scanner = settings.VIRUS_SCANNER
    if not scanner:
        return
    try:
        found = _clamd(scanner, content) if scanner.startswith("clamd:") else import_string(scanner)(content)
    except (OSError, ValueError) as error:
        log.exception("virus_scanner_failed", error=type(error).__name__)
        raise Refused("暂时无法检查文件是否含有病毒，文件没有保存，请稍后再试或联系系统管理员。")
    if found:
        log.warning("virus_found", found=found)
        raise Refused("文件中发现病毒，没有保存，请先查杀您的电脑，再换一个文件上传。")


def _clamd(address: str, content: bytes) -> str | None:
    """Ask a clamd daemon by its INSTREAM command."""
    with _connection(address) as connection:
        connection.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), CHUNK):
            chunk = content[start : start + CHUNK]
            connection.sendall(struct.pack("!L", len(chunk)) + chunk)
        connection.sendall(struct.pack("!L", 0))
        answer = b"".join(iter(lambda: connection.recv(4096), b"")).rstrip(b"\0\n").decode(errors="replace")
    verdict = answer.removeprefix("stream: ")
    if verdict == "OK":
        return None
    if verdict.endswith(" FOUND"):
        return verdict.removesuffix(" FOUND")
    raise ValueError(f"clamd answered {verdict[:100]!r}")


@contextmanager
def _connection(address: str) -> Iterator[socket.socket]:
    place = address.removeprefix("clamd:")
    if place.startswith("//"):
        host, _, port = place[2:].partition(":")
        connection = socket.create_connection((host, int(port or 3310)), TIMEOUT_SECONDS)
    else:
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(TIMEOUT_SECONDS)
        connection.connect(place)
    with connection:
        yield connection
