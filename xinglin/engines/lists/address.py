"""What an address asks of a list: filters, order, page, columns. Nothing else decides what a page shows (PLT-50)."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from xinglin.engines.access.actor import Actor
from xinglin.engines.actions import Refused

from .columns import Column
from .declaration import List, Why
from .filters import FilterSet

SIZES = (20, 50, 100)
SORT, PAGE, SIZE, COLUMNS, RESULT = "sort", "page", "per_page", "columns", "result"
KEPT = (SORT, SIZE, COLUMNS)  # what stays when other rows are asked for


class Asked:
    """One address of one list, as one actor may ask it. `remembered`: columns chosen the last time."""

    def __init__(self, listing: List, actor: Actor, params: QueryDict, remembered: Sequence[str] = ()) -> None:
        self.listing, self.actor, self.params = listing, actor, params
        self.remembered = remembered
        self._reasons: dict[Why, str | None] = {}

    @cached_property
    def visible(self) -> QuerySet:
        """All rows of the list that the actor sees."""
        return self.listing.rows(self.actor)

    def understood(self) -> None:
        """Raises Refused when a condition of the address is not understood: then nothing is done to any row."""
        if not self.filters.is_valid():
            raise Refused("查询条件有误，没有办理。请修改标红的条件，重新查询后再试。")

    def why(self, rule: Why | None) -> str | None:
        """Why the actor cannot do something now; buttons that share a rule ask it once."""
        if rule is None:
            return None
        if rule not in self._reasons:
            self._reasons[rule] = rule(self.actor)
        return self._reasons[rule]

    @cached_property
    def filters(self) -> FilterSet:
        """The filter panel with what was asked."""
        return self.listing.filter_class(self.params, self.visible, actor=self.actor)

    @cached_property
    def rows(self) -> QuerySet:
        """All rows that match; none when a condition is not understood, so that nothing is done to the wrong ones."""
        return self.filters.qs if self.filters.is_valid() else self.filters.queryset.none()

    def joined(self, rows: QuerySet) -> QuerySet:
        """The rows together with what the columns read, so that no column asks for each row."""
        needs = sorted({need for column in self.columns for need in column.needs})
        return rows.select_related(*needs) if needs else rows

    @cached_property
    def ordered(self) -> QuerySet:
        """The rows in the order asked for; the key decides between equals."""
        descending = self.sort.startswith("-")
        column = self.listing.by_key.get(self.sort.lstrip("-"))
        asked = column.order if column else ()
        turned = [path.removeprefix("-") if path.startswith("-") else f"-{path}" for path in asked]
        order = [*(turned if descending else asked), *([] if asked else self.listing.order)]
        last = "pk" if order and not order[-1].startswith("-") else "-pk"
        return self.rows.order_by(*order, *([] if {"pk", "-pk", "id", "-id"} & set(order) else [last]))

    @property
    def sort(self) -> str:
        """Key of the column it is sorted by, with «-» for downwards; empty for the list's own order."""
        sort = self.params.get(SORT, "")
        column = self.listing.by_key.get(sort.removeprefix("-"))
        return sort if column is not None and column.order else ""

    @property
    def page(self) -> str:
        """The page's number as it was written."""
        return self.params.get(PAGE, "1")

    @property
    def size(self) -> int:
        """Rows a page: 20, 50 or 100."""
        size = self.params.get(SIZE, "")
        return int(size) if size in map(str, SIZES) else SIZES[0]

    @cached_property
    def columns(self) -> list[Column]:
        """Chosen columns in the list's order: of the address, else of the last time, else the usual ones."""
        asked = self.params.get(COLUMNS, "").split(",") if self.params.get(COLUMNS) else self.remembered
        known = set(asked) & self.listing.by_key.keys()
        return [
            each
            for each in self.listing.columns
            if each.fixed or (each.key in known if known else each.is_chosen(self.actor))
        ]

    def query(self, **changes: Any) -> str:
        """This address with sort, page, per_page, columns or result changed (None takes one away), in one spelling."""
        kept = QueryDict(mutable=True)
        for each in self.listing.filters:
            for name, values in each.in_address(self.params).items():
                if values:
                    kept.setlist(name, values)
        for name in (SORT, SIZE, COLUMNS, PAGE, RESULT):
            value = changes[name] if name in changes else self.params.get(name) if name != RESULT else None
            if value:
                kept[name] = str(value)
        return f"?{kept.urlencode(safe=',*~')}" if kept else "?"
