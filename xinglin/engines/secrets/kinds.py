"""Kinds of secrets: how each is normalised before it is indexed, and how it is masked (reference-data.md §6.3)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from typing import NamedTuple

from xinglin.engines.secrets import keys
from xinglin.kit import documents, masking, text

TAIL = 4  # characters by which people search when they know only the end (PLT-51)


class Kind(NamedTuple):
    """`normal` brings every spelling of one value to one form; `masked` is what lists show."""

    normal: Callable[[str], str]
    masked: Callable[[str], str]


KINDS: dict[str, Kind] = {
    "document": Kind(lambda value: documents.upgraded(text.number(value)), masking.document_number),
    "mobile": Kind(text.number, masking.mobile),
    "certificate": Kind(text.number, masking.certificate_number),
    "email": Kind(lambda value: text.line(value).lower(), masking.email),
    "seal": Kind(str, lambda value: "*" * len(value)),  # history's own key, and no other text can stand for it
    "text": Kind(text.line, lambda value: "*" * len(value)),
}


@dataclass(slots=True)
class Sealed:
    """One secret in the forms that are stored; `index` finds it exactly, `tail` by its last four characters."""

    cipher: str
    index: bytes
    masked: str
    tail: bytes


def sealed(value: str | Sealed, kind: str) -> Sealed:
    """All stored forms of a secret. `kind` is one of KINDS, e.g. "document" or "mobile"."""
    return value if isinstance(value, Sealed) else sealed_many([value], kind)[0]


def sealed_many(values: Iterable[str | Sealed], kind: str, indexes: Iterable[bytes] | None = None) -> list[Sealed]:
    """`sealed` for a column of a sheet: 100,000 values in about a second. What is sealed already stays as it is.

    `indexes`: what `blind_indexes` has made of the values already.
    """
    rules, ring = KINDS[kind], keys.current_keys()
    found = []
    known: Iterable[bytes | None] = indexes or repeat(None)
    for value, index in zip(values, known, strict=False):
        if isinstance(value, Sealed):
            found.append(value)
            continue
        normal = rules.normal(value)
        found.append(
            Sealed(
                ring.encrypt(value, kind),
                index or ring.index(normal, kind),
                rules.masked(value),
                _tail_index(ring, normal[-TAIL:], kind),
            )
        )
    return found


@lru_cache(maxsize=20_000)  # 100,000 numbers have some 10,000 ends
def _tail_index(ring: keys.KeyRing, last: str, kind: str) -> bytes:
    return ring.index(last, f"{kind}:tail")


def blind_index(value: str, kind: str) -> bytes:
    """What finds `value`, however it is spelt: `filter(document_index=blind_index(value, "document"))`."""
    return blind_indexes([value], kind)[0]


def blind_indexes(values: Iterable[str], kind: str) -> list[bytes]:
    """`blind_index` for a column of a sheet."""
    normal, ring = KINDS[kind].normal, keys.current_keys()
    return [ring.index(normal(value), kind) for value in values]


def tail_index(last: str, kind: str) -> bytes:
    """The index of the last four characters; `last` may be longer."""
    return _tail_index(keys.current_keys(), KINDS[kind].normal(last)[-TAIL:], kind)
