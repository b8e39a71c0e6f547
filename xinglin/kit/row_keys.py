"""Keys of rows as forms and addresses hand them in: text that anybody may have written."""

from collections.abc import Iterable

LONGEST = 18  # digits, which a bigint always holds


def row_key(text: str | None) -> int:
    """The key that a text names; 0, which no row has, where it names none («²» and «٣» are digits, too, but no key)."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= LONGEST else 0


def row_keys(texts: Iterable[str]) -> list[int]:
    """Those of the texts that are keys, in their order."""
    return [key for text in texts if (key := row_key(text))]
