"""What an address asks of figures: parts, division, order, drawing. Nothing else decides what a page shows."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from xinglin.engines.access.actor import Actor
from xinglin.engines.lists.filters import Filter, FilterSet, filter_set

from .declaration import Choices, Dimension, Figures

BY, ACROSS, SORT, DRAWN = "by", "across", "sort", "drawn"
DRAWINGS = {"rows": "条形图", "bar": "柱形图", "line": "折线图", "pie": "饼图"}
MANY = 8  # parts beside which names no longer find room under upright columns


class Question:
    """One address of some figures, as one actor may ask it."""

    def __init__(self, figures: Figures, actor: Actor, params: QueryDict) -> None:
        self.figures, self.actor, self.params = figures, actor, params

    @cached_property
    def choices(self) -> dict[str, Choices]:
        """Dimension key → its values for the actor; dimensions that divide nothing for him are left out."""
        found = {each.key: each.choices(self.actor) for each in self.figures.dimensions}
        return {key: choices for key, choices in found.items() if len(choices) > 1} or found

    @cached_property
    def dimensions(self) -> list[Dimension]:
        """Those the actor is offered."""
        return [each for each in self.figures.dimensions if each.key in self.choices]

    @cached_property
    def offered(self) -> Sequence[Filter]:
        """Fields of the filter panel."""
        return [*(each.filter() for each in self.dimensions), *self.figures.filters]

    @cached_property
    def filters(self) -> FilterSet:
        """The filter panel with what was asked."""
        return filter_set(self.offered)(self.params, self.figures.rows(self.actor), actor=self.actor)

    @cached_property
    def rows(self) -> QuerySet:
        """What is counted; nothing when a condition is not understood."""
        return self.filters.qs if self.filters.is_valid() else self.filters.queryset.none()

    @cached_property
    def by(self) -> Dimension:
        """What the lines of the table are; the first that is not narrowed to one part unless it is named."""
        named = self._named(BY)
        return named or next((each for each in self.dimensions if len(self.asked(each)) != 1), self.dimensions[0])

    @cached_property
    def across(self) -> Dimension | None:
        """What the columns are, if they are no measures."""
        named = self._named(ACROSS)
        return None if named is self.by else named

    @property
    def drawn(self) -> str:
        """The kind of drawing asked for; empty for the one that suits."""
        return self.params.get(DRAWN, "") if self.params.get(DRAWN) in DRAWINGS else ""

    @property
    def sort(self) -> str:
        """Number of the column that lines are sorted by, «-» for downwards; empty for their own order."""
        sort = self.params.get(SORT, "")
        return sort if sort.removeprefix("-").isdecimal() and len(sort) < 4 else ""

    def asked(self, dimension: Dimension) -> list[str]:
        """The parts of a dimension that the address names."""
        return [value for value in self.params.getlist(dimension.key) if value]

    @cached_property
    def conditions(self) -> list[tuple[str, str, str]]:
        """(title, words, address without it) of each part that is asked for, to be shown and taken away."""
        found = []
        for each in self.dimensions:
            words = {str(value): label for value, label in self.choices[each.key]}
            if known := [words[value] for value in self.asked(each) if value in words]:
                found.append((each.title, "、".join(known), self.query(**{each.key: None})))
        return found

    def query(self, **changes: Any) -> str:
        """This address with some of its parameters changed (None takes one away), in one spelling."""
        kept = QueryDict(mutable=True)
        for each in self.offered:
            for name, values in each.in_address(self.params).items():
                asked = values if name not in changes else [] if changes[name] is None else [str(changes[name])]
                if asked:
                    kept.setlist(name, asked)
        for name in (BY, ACROSS, SORT, DRAWN):
            value = changes[name] if name in changes else self.params.get(name)
            if value:
                kept[name] = str(value)
        return f"?{kept.urlencode(safe=',*~')}" if kept else "?"

    def _named(self, name: str) -> Dimension | None:
        return next((each for each in self.dimensions if each.key == self.params.get(name)), None)
