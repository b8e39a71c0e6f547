"""In a request scoped tables give nothing, unless asked through `…_visible_to(actor)` or inside an action (PLT-04)."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_guarded: ContextVar[bool] = ContextVar("guarded", default=False)


def is_guarded() -> bool:
    """Must scoped managers answer with nothing just now?"""
    return _guarded.get()


@contextmanager
def guarded() -> Iterator[None]:
    """For the time of a request: who forgets to ask gets nothing, not everything."""
    token = _guarded.set(True)
    try:
        yield
    finally:
        _guarded.reset(token)


@contextmanager
def trusted() -> Iterator[None]:
    """For actions and engines, which narrow to the actor themselves."""
    token = _guarded.set(False)
    try:
        yield
    finally:
        _guarded.reset(token)
