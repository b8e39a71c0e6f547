"""Reading code lists: kept in memory for a minute, since every form, sheet and list needs them."""

import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.utils.timezone import localdate

from .models import Code, Specialty

_KEEP_SECONDS = 60
_kept: dict[str, tuple[float, Any]] = {}
T = TypeVar("T")


def _remembered(key: str, load: Callable[[], T]) -> T:
    now = time.monotonic()
    if key not in _kept or now - _kept[key][0] > _KEEP_SECONDS:
        _kept[key] = (now, load())
    found: T = _kept[key][1]
    return found


def forget() -> None:
    """After a list was changed in this process."""
    _kept.clear()


def options(name: str) -> list[tuple[str, str]]:
    """(code, label) of the entries in force today, in their order."""
    return _remembered(name, lambda: list(Code.objects.filter(table=name).on(localdate()).values_list("code", "label")))


def labels(name: str) -> dict[str, str]:
    """code → label, entries of former days included, so that old records stay readable."""
    return _remembered(f"labels:{name}", lambda: dict(Code.objects.filter(table=name).values_list("code", "label")))


def synonyms(name: str) -> dict[str, str]:
    """Other usual spellings → code («二代身份证» → 01)."""

    def load() -> dict[str, str]:
        rows = Code.objects.filter(table=name).on(localdate()).values_list("code", "synonyms")
        return {word: code for code, words in rows for word in words}

    return _remembered(f"synonyms:{name}", load)


def specialties() -> dict[int, Specialty]:
    """All specialties by key."""
    return _remembered("specialties", lambda: {specialty.pk: specialty for specialty in Specialty.objects.all()})


def specialty_options() -> list[tuple[str, str]]:
    """(code, name) in force today."""
    return _remembered("specialty_options", lambda: list(Specialty.objects.on(localdate()).values_list("code", "name")))
