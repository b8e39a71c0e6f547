"""What one page asks several times is read once: only while a page is shown, and never while something is written."""

import functools
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import sha256
from typing import Any, ParamSpec, TypeVar

from django.core.cache import cache

from .actor import Actor
from .models import UnitKind

P = ParamSpec("P")
T = TypeVar("T")
MINUTE = 60  # seconds
_memory: ContextVar[dict[Hashable, Any] | None] = ContextVar("memory", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """For the time of a request that only reads."""
    token = _memory.set({})
    try:
        yield
    finally:
        _memory.reset(token)


def once_a_page(read: Callable[P, T]) -> Callable[P, T]:
    """A read whose answer cannot change while a page is made; its arguments must be hashable, its answer left as it is.

    Outside a page, in actions, commands and jobs, it is read anew at every call.
    """

    @functools.wraps(read)
    def ask(*args: P.args, **kwargs: P.kwargs) -> T:
        memory = _memory.get()
        if memory is None:
            return read(*args, **kwargs)
        key = (read, args, tuple(sorted(kwargs.items())))
        if key not in memory:
            memory[key] = read(*args, **kwargs)
        return memory[key]

    return ask


def is_of_a_minute(actor: Actor) -> bool:
    """Are the counts on his pages those of the last minute? A page that shows them says so."""
    return actor.unit.kind == UnitKind.NATION


def once_a_minute(count: Callable[[Actor], T]) -> Callable[[Actor], T]:
    """A count over all that an actor sees. For the nation's pages, which count a million, it is made once a minute.

    Below the nation, and outside a page, it is made anew at every call. Its answer is left as it is.
    """

    @functools.wraps(count)
    def ask(actor: Actor) -> T:
        if _memory.get() is None or not is_of_a_minute(actor):
            return count(actor)
        rights = "" if actor.rights is None else ",".join(sorted(actor.rights))
        seen = sha256(f"{actor.unit_id} {actor.role} {rights}".encode()).hexdigest()
        key = f"{count.__module__}.{count.__qualname__}:{seen}"
        found: T | None = cache.get(key)
        if found is None:
            found = count(actor)
            cache.set(key, found, MINUTE)
        return found

    return ask
