"""The keys of this installation and what is done with them: encrypt, decrypt, index.

`settings.XINGLIN_KEYS` is `{"current": "k2", "keys": {"k1": base64 of 64 bytes, "k2": …}, "index": "k1"}`. "current"
encrypts; every key decrypts; "index" makes the search indexes and is the first key when it is not named. See
docs/decisions/0002-encrypted-columns.md.
"""

import base64
import hashlib
import hmac
from functools import lru_cache
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

INDEX_BYTES = 16


class Unreadable(ValueError):
    """A cipher text that was altered, or whose key this installation does not have."""


class Keys(NamedTuple):
    """Ready-made ciphers by key name, the name of the one that encrypts, and the key of the search indexes."""

    current: str
    ciphers: dict[str, AESSIV]
    index_key: bytes


def encrypt(plain: str, kind: str) -> str:
    """Cipher text «key name:base64»; the same plain text of the same kind always gives the same one."""
    keys = current_keys()
    sealed = keys.ciphers[keys.current].encrypt(plain.encode(), [kind.encode()])
    return f"{keys.current}:{base64.urlsafe_b64encode(sealed).decode()}"


def decrypt(cipher: str, kind: str) -> str:
    """The plain text. Raises Unreadable when the text was altered, belongs to another kind, or its key is unknown."""
    name, _, body = cipher.partition(":")
    key = current_keys().ciphers.get(name)
    if key is None:
        raise Unreadable(f"Key {name[:20]!r} is not among XINGLIN_KEYS.")
    try:
        plain = key.decrypt(base64.b64decode(body, b"-_", validate=True), [kind.encode()])
    except (InvalidTag, ValueError):
        raise Unreadable("The cipher text was altered or belongs to another column.") from None
    return plain.decode()


def is_current(cipher: str) -> bool:
    """Whether the key that encrypts today made this cipher text."""
    return cipher.startswith(f"{current_keys().current}:")


def keyed_index(text: str, purpose: str) -> bytes:
    """HMAC-SHA256 of the text under the index key, 16 bytes; one purpose's index says nothing about another's."""
    return hmac.digest(current_keys().index_key, f"{purpose}\0{text}".encode(), "sha256")[:INDEX_BYTES]


def current_keys() -> Keys:
    """The keys of the settings as they are now (tests and rotation change them)."""
    configured = settings.XINGLIN_KEYS
    index = configured.get("index") or next(iter(configured["keys"]))
    return _load(configured["current"], index, tuple(configured["keys"].items()))


@lru_cache(maxsize=8)
def _load(current: str, index: str, encoded: tuple[tuple[str, str], ...]) -> Keys:
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
    return Keys(current, ciphers, _derived(masters[index][32:], b"index", 32))


def _derived(secret: bytes, use: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt=None, info=b"xinglin " + use).derive(secret)


def fingerprint(name: str) -> str:
    """A few letters by which people can tell keys apart; it gives nothing of the key away."""
    return hashlib.sha256(b"fingerprint" + base64.b64decode(settings.XINGLIN_KEYS["keys"][name])).hexdigest()[:8]
