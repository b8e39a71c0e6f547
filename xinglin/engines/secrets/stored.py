"""Files as they lie in a storage: sealed, since scans, sheets and exports hold what columns keep encrypted (PLT-100).

A file is a head (MARK, the name of the installation's key, random bytes from which the file's own key is derived) and
pieces of AES-256-GCM, each bound to its place and to whether it is the last: none can be altered, moved or cut off.
A file from before is given out as it is, until `rotate_keys` has sealed it.
"""

import secrets
from collections.abc import Iterator
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage

from .keys import Unreadable, current_keys

MARK = b"XLF1"
SALT, TAG = 16, 16  # bytes
PIECE = 1 << 20
IN_MEMORY = 16 << 20  # larger ones pass through a nameless temporary file
MORE, LAST = b"more", b"last"


def sealed(plain: IO[bytes]) -> IO[bytes]:
    """What is written for a file that stands at its beginning."""
    keys, salt, target = current_keys(), secrets.token_bytes(SALT), _spool()
    name, cipher = keys.current.encode(), AESGCM(keys.file_key(keys.current, salt))
    target.write(MARK + bytes([len(name)]) + name + salt)
    for place, piece, end in _pieces(plain, PIECE):
        target.write(cipher.encrypt(place, piece, end))
    target.seek(0)
    return target


def opened(stored: IO[bytes]) -> IO[bytes]:
    """What was handed in, of a stored file that stands at its beginning. Raises Unreadable when it was altered."""
    name = key_of(stored)
    if name is None:
        return stored
    try:
        cipher = AESGCM(current_keys().file_key(name, stored.read(SALT)))
        target = _spool()
        for place, piece, end in _pieces(stored, PIECE + TAG):
            target.write(cipher.decrypt(place, piece, end))
    except InvalidTag:
        raise Unreadable("The stored file was altered or cut off.") from None
    finally:
        stored.close()
    target.seek(0)
    return target


def key_of(stored: IO[bytes]) -> str | None:
    """Name of the key under which a stored file is sealed, and past it; None for one from before, at its beginning."""
    if stored.read(len(MARK)) != MARK:
        stored.seek(0)
        return None
    return stored.read(stored.read(1)[0]).decode()


def _spool() -> IO[bytes]:
    return SpooledTemporaryFile(IN_MEMORY)


def _pieces(source: IO[bytes], size: int) -> Iterator[tuple[bytes, bytes, bytes]]:
    """(number as nonce, piece, is it the last); an empty file has one empty piece."""
    number, piece = 0, source.read(size)
    while True:
        following = source.read(size)
        yield number.to_bytes(12, "big"), piece, MORE if following else LAST
        if not following:
            return
        number, piece = number + 1, following


class Opened(File):
    """An opened file, which opens anew after it was closed."""

    def __init__(self, storage: "Sealing", name: str) -> None:
        super().__init__(storage.unsealed(name), name)
        self.storage = storage

    def open(self, mode: str | None = None, *args: Any, **kwargs: Any) -> "Opened":
        """Back to the beginning."""
        if self.closed:
            self.file = self.storage.unsealed(self.name or "")
        self.seek(0)
        return self


class Sealing(Storage):
    """Laid over a storage: what it writes is sealed, what it opens is not."""

    def _save(self, name: str, content: Any) -> str:
        content.seek(0)
        with sealed(content) as file:
            return super()._save(name, File(file))  # type: ignore[misc]  # -- of the storage below

    def _open(self, name: str, _mode: str = "rb") -> Opened:
        return Opened(self, name)

    def unsealed(self, name: str) -> IO[bytes]:
        """The file as it was handed in."""
        return opened(self.stored(name))

    def stored(self, name: str) -> IO[bytes]:
        """The file as it lies there."""
        return super()._open(name, "rb")  # type: ignore[misc]  # -- likewise

    def replace(self, name: str, plain: IO[bytes]) -> None:
        """Write a file anew under the current key; whenever it breaks off, the one or the other is whole."""
        raise NotImplementedError


class SealedFolder(Sealing, FileSystemStorage):
    """A folder of this machine."""

    def replace(self, name: str, plain: IO[bytes]) -> None:
        draft = self._save(f"{name}.{secrets.token_hex(4)}", File(plain))
        Path(self.path(draft)).replace(self.path(name))
