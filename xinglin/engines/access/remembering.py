"""What one page asks several times is read once: only while a page is shown, and never while something is written."""

import functools
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
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
