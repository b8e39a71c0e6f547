"""What stands in the left menu, declared by whoever owns the page; portals put it together (PLT-130)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from .actor import Actor
from .rights import Right

MENU: list["MenuItem"] = []


@dataclass(frozen=True, kw_only=True)
class MenuItem:
    """`section` is the small grey title, `group` the first level, `title` the page; without a group it stands alone.

    `url` is the name of an address; `rights`: one of them is enough, none means everybody. `order` sorts sections,
    groups and items (an item stands where its lowest says). `badge(actor)`: what waits to be worked off, as a
    query, of which at most a hundred rows are counted, or as a number. `shown(actor)`: whether it stands there now,
    where a right alone does not say so.
    """

    title: str
    url: str
    rights: Sequence[Right] = ()
    section: str = ""
    group: str = ""
    icon: str = "list"
    order: int = 100
    badge: "Callable[[Actor], QuerySet[Any] | int] | None" = None
    shown: Callable[[Actor], bool] | None = None

    def __post_init__(self) -> None:
        MENU.append(self)

    def is_for(self, actor: Actor) -> bool:
        """May the actor's role go there?"""
        may = not self.rights or any(actor.may(right) for right in self.rights)
        return may and (self.shown is None or self.shown(actor))


@dataclass(frozen=True)
class Place:
    """Where a page stands that the menu does not lead to: under which item, and what follows in the breadcrumb."""

    under: str
    trail: Sequence[tuple[str, str | None]] = ()


def place(request: object, under: str, *trail: tuple[str, str | None]) -> None:
    """Said by a view: `place(request, "training:intake", ("林清和", None))` ends the breadcrumb with a name."""
    request.place = Place(under, trail)  # type: ignore[attr-defined]  # -- read by portals.frame
