"""Addresses of rows. A page has a hundred: the resolver is asked once for each kind, and the row's key put in."""

from functools import cache

from django.urls import reverse

ROW = 9_999_999_999_999_999  # where the row's key goes, among the arguments of an address


def row_address(key: int, name: str, *arguments: int | str) -> str:
    """The address of this name for the row of this key; `arguments` where it takes more than the row's key."""
    return _of_any_row(name, arguments or (ROW,)).replace(str(ROW), str(key))


@cache
def _of_any_row(name: str, arguments: tuple[int | str, ...]) -> str:
    return reverse(name, args=arguments)
