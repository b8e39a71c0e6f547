"""The decorator every write goes through."""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar, cast

import pghistory
from django.db import IntegrityError, OperationalError, models, transaction
from psycopg.errors import DeadlockDetected

from xinglin.engines.history import audit
from xinglin.engines.history.author import Author

from .outcome import Outcome
from .trust import trusted

P = ParamSpec("P")
Out = TypeVar("Out", bound=Outcome)


@dataclass(frozen=True)
class Action:
    """A verb as printed in the log and in docs."""

    key: str
    title: str
    verb: Callable[..., Outcome]


_ACTIONS: dict[str, Action] = {}
_signing: ContextVar[bool] = ContextVar("signing", default=False)


def actions() -> dict[str, Action]:
    """Every action declared so far, by key."""
    return _ACTIONS


def action(key: str, title: str, *, is_look: bool = False) -> Callable[[Callable[P, Out]], Callable[P, Out]]:
    """Make a function an action: one transaction, the author beside every change, one line in the audit log.

    The function takes a set first (a queryset, ids, or rows not yet there), `by=` the one who acts, and returns an
    Outcome. It must narrow the set to what `by` may touch (`access.claim`) and use a number of statements that does not
    grow with the set. A keyword `reason` or `comment` is kept in the log. `is_look`: it shows personal information of
    the done rows, who find it among those who looked at them (PLT-102).

    Where the database refuses a row because somebody else was quicker by a moment, or breaks off one of two who wait
    for each other, all is done once more, so that the rules see what he wrote and say so (PLT-34).
    """

    def declare(verb: Callable[P, Out]) -> Callable[P, Out]:
        def attempt(*args: P.args, **kwargs: P.kwargs) -> Out:
            by = cast("Author", kwargs["by"])
            with transaction.atomic(), trusted(), _signed(by, title):
                outcome = verb(*args, **kwargs)
                audit.record(
                    key,
                    title,
                    by=by,
                    subject=_subject(args),
                    subject_ids=outcome.done,
                    done=len(outcome.done),
                    refused=len(outcome.refused),
                    reason=str(kwargs.get("reason") or kwargs.get("comment") or ""),
                    is_look=is_look,
                )
            return outcome

        @functools.wraps(verb)
        def run(*args: P.args, **kwargs: P.kwargs) -> Out:
            try:
                return attempt(*args, **kwargs)
            except (IntegrityError, OperationalError) as error:
                is_race = isinstance(error, IntegrityError) or isinstance(error.__cause__, DeadlockDetected)
                is_spent = any(isinstance(each, Iterator) for each in args)
                if not is_race or _signing.get() or is_spent:  # the outermost does all of it again
                    raise
            return attempt(*args, **kwargs)

        if key in _ACTIONS:
            raise ValueError(f"action {key} is declared twice")
        _ACTIONS[key] = Action(key, title, run)
        setattr(run, "action", _ACTIONS[key])  # noqa: B010 -- the mark that laws look for; types know no such attribute
        return run

    return declare


@contextmanager
def _signed(by: Author, title: str) -> Iterator[None]:
    """Sign all changes of the outermost action; one called by another writes under the first one's name."""
    if _signing.get():
        yield
        return
    token = _signing.set(True)
    try:
        with pghistory.context(**by.signature, action=title):
            yield
    finally:
        _signing.reset(token)


def _subject(args: tuple[Any, ...]) -> str:
    return args[0].model._meta.label_lower if args and isinstance(args[0], models.QuerySet) else ""
