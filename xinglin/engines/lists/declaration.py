"""What a list page is: columns, filters and actions over a query that takes the actor (docs/architecture.md)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.forms import Form
from django.urls import reverse

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.rights import Right
from xinglin.engines.actions import Outcome
from xinglin.engines.windows.queries import Opening

from .columns import Column
from .filters import Filter, FilterSet, filter_set
from .row_address import row_address

Why = Callable[..., str | None]
LISTS: dict[str, "List"] = {}
RESERVED = frozenset(("sort", "page", "per_page", "columns", "result"))  # see address.py


@dataclass(frozen=True, kw_only=True)
class Bulk:
    """An action for the ticked rows, or for one: among a list's `row_actions` it stands in every row.

    `why`: why the actor cannot use it now (window closed); the button is then greyed and says so (PLT-22).
    `may`: why it cannot be done to one row; greys the button of that row. The action itself judges again.
    `confirm`: what is asked before. `opinion`: label of a text that must be given; it goes to the action as `comment`.
    `draft(actor)`: what that text says unless somebody words it otherwise.
    `form`: asked on a page of its own for the ticked rows, with `confirm` above; its cleaned answers go to the action
    by name. `form_for(actor)`: makes it where what it offers depends on the actor.
    """

    title: str
    action: Callable[..., Outcome]
    right: Right
    why: Why | None = None
    may: Why | None = None
    confirm: str = ""
    opinion: str = ""
    draft: Callable[[Actor], str] | None = None
    form: type[Form] | None = None
    form_for: Callable[[Actor], Callable[..., Form]] | None = None
    tone: str = ""

    @property
    def key(self) -> str:
        """The action's own key, «training.reported»."""
        return self.action.action.key  # type: ignore[attr-defined]  # -- every action carries it

    @property
    def asks(self) -> bool:
        """Is there something to answer first, before any form?"""
        return bool(self.opinion or (self.confirm and not (self.form or self.form_for)))

    def form_of(self, actor: Actor) -> Callable[..., Form] | None:
        """Makes the form that the actor has to fill in, where there is one."""
        return self.form_for(actor) if self.form_for else self.form


@dataclass(frozen=True, kw_only=True)
class Link:
    """A way to another page: at the head of the page (`place="head"`) or in the tool bar (`"bar"`).

    `url`: name of an address, or a function of the actor. `why` as in Bulk.
    """

    title: str
    url: str | Callable[[Actor], str]
    right: Right
    why: Why | None = None
    icon: str = ""
    tone: str = ""
    place: str = "head"

    def address(self, actor: Actor) -> str:
        """Where it leads."""
        return self.url(actor) if callable(self.url) else reverse(self.url)


@dataclass(frozen=True, kw_only=True)
class RowLink:
    """A way from one row: `url` is the name of an address that takes its key, or a function of the row."""

    title: str
    url: str | Callable[[Any], str]
    right: Right
    may: Why | None = None

    def address(self, row: Any) -> str:
        """Where it leads."""
        return self.url(row) if callable(self.url) else row_address(row.pk, self.url)


@dataclass(frozen=True, kw_only=True)
class List:
    """A list page. `rows(actor)` is the visible query; everything starts from it, so a foreign row does not exist.

    `url`: name of the address of its page. `order`: look-ups of the rows' own order; the key decides between equals.
    `load(rows, actor)`: gives a page of rows what columns and rules need, in a constant number of statements.
    `opening(actor)`: the window whose state stands beside the title.
    `under`: name of the menu item's address below which it stands, where the menu itself does not lead to it.
    `cards`: rows become cards on a phone. `empty`: what it means when there is nothing, and what to do.
    """

    key: str
    title: str
    url: str
    right: Right
    rows: Callable[[Actor], QuerySet]
    columns: Sequence[Column]
    filters: Sequence[Filter] = ()
    bulk: Sequence[Bulk] = ()
    row_actions: Sequence[RowLink | Bulk] = ()
    links: Sequence[Link] = ()
    order: Sequence[str] = ()
    load: Callable[[list[Any], Actor], None] | None = None
    opening: Callable[[Actor], Opening | None] | None = None
    cards: bool = False
    first_filters: int = 4
    under: str = ""
    empty: str = "换一个条件再查询。"
    exports: bool = True
    by_key: dict[str, Column] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        if self.key in LISTS:
            raise ValueError(f"list {self.key} is declared twice")
        if taken := RESERVED & {each.key for each in self.filters}:
            raise ValueError(f"list {self.key} has filters that its address needs for itself: {taken}")
        if not any(column.fixed for column in self.columns):
            raise ValueError(f"list {self.key} needs a column that names the row: Show(…, fixed=True)")
        LISTS[self.key] = self
        for column in self.columns:
            self.by_key[column.key] = column

    @cached_property
    def naming(self) -> Column:
        """The column that says which row it is."""
        return next(column for column in self.columns if column.fixed)

    @cached_property
    def filter_class(self) -> type[FilterSet]:
        """The filters as django-filter knows them."""
        return filter_set(self.filters)

    def bulk_by_key(self, key: str) -> Bulk | None:
        """A bulk or row action by its key."""
        offered = [*self.bulk, *(each for each in self.row_actions if isinstance(each, Bulk))]
        return next((each for each in offered if each.key == key), None)

    @property
    def address(self) -> str:
        """Where its page is."""
        return reverse(self.url)

    def label(self, row: Any) -> str:
        """How a row is called («林清和»)."""
        return str(self.naming.read(row) or row.pk)
