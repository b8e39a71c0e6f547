"""What is counted, and by what: data that a domain declares (docs/architecture.md, PLT-110)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Aggregate, Q, QuerySet
from django.urls import reverse

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.rights import Right
from xinglin.engines.lists.filters import Filter, Pick

FIGURES: dict[str, "Figures"] = {}
Choices = Sequence[tuple[Any, str]]
Fold = Callable[[Actor], Mapping[Any, Any]]


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """One way to divide what is counted; it is a filter too, so that a click on one part asks within it.

    `at`: the column (else the key). `choices(actor)`: its values as the actor may see them, in their order; who has
    but one is not offered the dimension. `down`: key of the dimension that a click on a part leads to.
    `fold(actor)`: value of the column → value of the dimension, where several of the first make one of the second
    (bases of a city). `ordered`: parts stand in the order of the choices and not by size; `line`: drawn as a line.
    """

    key: str
    title: str
    choices: Callable[[Actor], Choices]
    at: str = ""
    down: str = ""
    fold: Fold | None = None
    ordered: bool = False
    line: bool = False
    unnamed: str = "未填写"

    @property
    def path(self) -> str:
        """Where its values are read."""
        return self.at or self.key

    def filter(self) -> Filter:
        """The filter panel's field of this dimension."""
        return _Part(self)


class _Part(Pick):
    """Any of some parts of a dimension."""

    def __init__(self, dimension: Dimension) -> None:
        super().__init__(dimension.key, dimension.title, choices_for=dimension.choices, at=dimension.path)
        self.dimension = dimension

    def condition(self, value: list[str]) -> Q:
        if self.dimension.fold is None:
            return super().condition(value)
        folded = self.dimension.fold(self.parent.actor)
        return Q(**{f"{self.at}__in": [key for key, part in folded.items() if str(part) in value]})


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What is added up: an aggregate whose figures of parts add up to that of the whole (a count, a sum).

    With `where` and `values` it adds up those rows alone whose column `where` has one of the values. That is read as
    one more group of the same statement: over many rows much cheaper than a condition for each measure.
    """

    key: str
    title: str
    aggregate: Aggregate
    where: str = ""
    values: frozenset[Any] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Figures:
    """A page of statistics. `rows(actor)` is the visible query, so that nobody counts what he may not see (PLT-04).

    `url`: name of the address of its page. `measures`: the first is the one that is drawn and divided further.
    `unit`: what is counted («人»). `source`: the sentence that says what the figures rest on. `filters`: further ones
    than the dimensions. `version()`: something that changes whenever a figure may; an answer is then kept for a minute
    as long as it stays the same.
    """

    key: str
    title: str
    url: str
    right: Right
    rows: Callable[[Actor], QuerySet]
    dimensions: Sequence[Dimension]
    measures: Sequence[Measure]
    unit: str = "人"
    source: str = ""
    filters: Sequence[Filter] = ()
    version: Callable[[], Any] | None = None
    empty: str = "还没有可以统计的数据。"

    def __post_init__(self) -> None:
        if self.key in FIGURES:
            raise ValueError(f"figures {self.key} are declared twice")
        keys = [each.key for each in self.dimensions]
        if {each.down for each in self.dimensions if each.down} - set(keys) or len(keys) > len(set(keys)):
            raise ValueError(f"figures {self.key}: a dimension stands twice, or leads to one that is not there")
        FIGURES[self.key] = self

    @property
    def address(self) -> str:
        """Where its page is."""
        return reverse(self.url)
