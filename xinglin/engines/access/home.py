"""Blocks of the home page and sources of the search, declared by domains; portals put them together (PLT-70)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from .actor import Actor
from .rights import Right

HOME_BLOCKS: list["HomeBlock"] = []
SEARCHES: list["Search"] = []


@dataclass(frozen=True, kw_only=True)
class HomeBlock:
    """A part of the home page: progress, a drawn flow, contacts.

    `right`: who sees it, None for everybody. `context(actor)` gives the template's variables, or None when there is
    nothing to show. `wide`: across the page, else in the left column under the wide ones; `side`: in the right column.
    `more`: name of the address where there is more of it, shown to whom the menu leads there.
    """

    title: str
    right: Right | None
    template: str
    context: Callable[[Actor], dict[str, Any] | None]
    order: int = 100
    place: str = "main"  # wide | main | side
    more: str = ""

    def __post_init__(self) -> None:
        HOME_BLOCKS.append(self)

    def is_for(self, actor: Actor) -> bool:
        """May the actor's role see it?"""
        return self.right is None or actor.may(self.right)


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One thing found: what it is called, what tells it from others of the name, and where it is."""

    title: str
    about: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Search:
    """Something the top bar's search finds. `find(actor, words)` looks only among what the actor may see (PLT-04).

    `words` is what was typed, or the token of a whole document number. It yields at most `LIMIT` hits.
    """

    title: str
    right: Right
    find: Callable[[Actor, str], Iterable[Hit]]
    order: int = 100

    def __post_init__(self) -> None:
        SEARCHES.append(self)


LIMIT = 20
