"""A PostgreSQL array as text, «{1,2,3}», which the server reads as well as a list; the driver takes ten times as long
to write a list of 100,000 out."""

from collections.abc import Iterable


def of_numbers(values: Iterable[int]) -> str:
    """Of whole numbers."""
    return "{" + ",".join(map(str, values)) + "}"


def of_hex(values: Iterable[bytes]) -> str:
    """Of bytes as hexadecimal texts, for `decode(unnest(…::text[]), 'hex')`."""
    return "{" + ",".join([value.hex() for value in values]) + "}"


def of_words(values: Iterable[str]) -> str:
    """Of texts of letters and digits alone: keys, hexadecimal numbers."""
    return "{" + ",".join(values) + "}"
