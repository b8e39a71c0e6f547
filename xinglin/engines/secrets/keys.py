"""The keys of this installation and what is done with them: encrypt, decrypt, index.

`settings.XINGLIN_KEYS` is `{"current": "k2", "keys": {"k1": base64 of 64 bytes, "k2": …}, "index": "k1"}`. "current"
encrypts; every key decrypts; "index" makes the search indexes and must be named as soon as there are two keys.
See docs/decisions/0002-encrypted-columns.md.
"""

import base64
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

INDEX_BYTES = 16


class Unreadable(ValueError):
    """A cipher text that was altered, or whose key this installation does not have."""


@dataclass(frozen=True, eq=False)
class KeyRing:
    """By key name ciphers and the secrets of stored files; which one encrypts; the key of the search indexes."""

    current: str
    ciphers: dict[str, AESSIV]
    file_secrets: dict[str, bytes]
    index_key: hmac.HMAC  # keyed once; every index goes on from a copy

    def encrypt(self, plain: str, kind: str) -> str:
        """Cipher text «key name:base64»; the same plain text of the same kind always gives the same one."""
        body = self.ciphers[self.current].encrypt(plain.encode(), [kind.encode()])
        return f"{self.current}:{base64.urlsafe_b64encode(body).decode()}"

    def decrypt(self, cipher: str, kind: str) -> str:
        """The plain text. Raises Unreadable when it was altered, belongs to another kind, or its key is unknown."""
        name, _, body = cipher.partition(":")
        key = self.ciphers.get(name)
        if key is None:
            raise Unreadable(f"Key {name[:20]!r} is not among XINGLIN_KEYS.")
        try:
            return key.decrypt(base64.b64decode(body, b"-_", validate=True), [kind.encode()]).decode()
        except (InvalidTag, ValueError):
            raise Unreadable("The cipher text was altered or belongs to another column.") from None

    def file_key(self, name: str, salt: bytes) -> bytes:
        """The 32 bytes that seal one stored file. Raises Unreadable when its installation's key is unknown."""
        if name not in self.file_secrets:
            raise Unreadable(f"Key {name[:20]!r} is not among XINGLIN_KEYS.")
        return HKDF(hashes.SHA256(), 32, salt=salt, info=b"xinglin one file").derive(self.file_secrets[name])

    def index(self, text: str, purpose: str) -> bytes:
        """HMAC-SHA256 of the text, 16 bytes; one purpose's index says nothing about another's."""
        mac = self.index_key.copy()
        mac.update(f"{purpose}\0{text}".encode())
        return mac.digest()[:INDEX_BYTES]


def current_keys() -> KeyRing:
    """The keys of the settings as they are now (tests and rotation change them)."""
    configured = settings.XINGLIN_KEYS
    index = configured.get("index") or _only(configured["keys"])
    return _load(configured["current"], index, tuple(configured["keys"].items()))


def keyed_index(text: str, purpose: str) -> bytes:
    """`KeyRing.index` for what is no column of its own kind, such as one-time codes."""
    return current_keys().index(text, purpose)


def _only(names: Iterable[str]) -> str:
    """A guess would leave every search without a result, so with two keys there is none."""
    first, *others = names
    if others:
        raise ImproperlyConfigured('XINGLIN_KEYS has several keys: name as "index" the one that made the indexes.')
    return first


@lru_cache(maxsize=8)
def _load(current: str, index: str, encoded: tuple[tuple[str, str], ...]) -> KeyRing:
    masters = {name: base64.b64decode(value) for name, value in encoded}
    for name, master in masters.items():
        if len(master) != 64 or ":" in name:
            raise ImproperlyConfigured(
                f"XINGLIN_KEYS: key {name!r} must be base64 of 64 random bytes, its name without «:»."
            )
    for role, name in (("current", current), ("index", index)):
        if name not in masters:
            raise ImproperlyConfigured(f"XINGLIN_KEYS: {role!r} names the key {name!r}, which is not among its keys.")
    ciphers = {name: AESSIV(_derived(master[:32], b"cipher", 64)) for name, master in masters.items()}
    files = {name: _derived(master[:32], b"file", 32) for name, master in masters.items()}
    return KeyRing(current, ciphers, files, hmac.new(_derived(masters[index][32:], b"index", 32), digestmod="sha256"))


def _derived(secret: bytes, use: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt=None, info=b"xinglin " + use).derive(secret)
