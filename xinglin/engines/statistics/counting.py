"""One statement counts; folding, totals, order and the drawing are made of its groups."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.core.cache import cache

from xinglin.engines.access.roles import PERSONAL

from .asking import BY, MANY, SORT, Question
from .declaration import Dimension

DRAWN_AT_MOST = 20  # parts in a drawing; the table has all
KEEP_SECONDS = 60
NONE = None  # the part of those that say nothing


@dataclass(frozen=True)
class Line:
    """One line of the table. `url`: where a click on it asks further; empty where there is nothing below."""

    title: str
    cells: list[int]
    url: str = ""

    @property
    def first(self) -> int:
        """The figure that is drawn."""
        return self.cells[0]


class Answer:
    """The figures that were asked for."""

    def __init__(self, question: Question) -> None:
        self.question, self.by, self.across = question, question.by, question.across
        self._figures = _kept(question)

    @cached_property
    def columns(self) -> list[tuple[Any, str]]:
        """(key, heading): the measures, or «合计» and the parts of the second dimension that occur."""
        if self.across is None:
            return [(each.key, each.title) for each in self.question.figures.measures]
        present = {column for cells in self._figures.values() for column in cells}
        total = (TOTAL, f"{self.question.figures.measures[0].title}合计")
        return [total, *(pair for pair in self._named(self.across) if pair[0] in present)]

    @cached_property
    def lines(self) -> list[Line]:
        """The parts in the order asked for; parts of which there is nothing are left out."""
        found = [
            Line(title, [cells.get(column, 0) for column, _ in self.columns], self._further(value))
            for value, title in self._named(self.by)
            if (cells := self._figures.get(value))
        ]
        sort = self.question.sort
        at = int(sort.removeprefix("-")) if sort else 0
        if at < len(self.columns) and (sort or not self.by.ordered):
            found.sort(key=lambda line: line.cells[at], reverse=not sort or sort.startswith("-"))
        return found

    @cached_property
    def total(self) -> Line:
        """The last line."""
        return Line("合计", [sum(line.cells[at] for line in self.lines) for at in range(len(self.columns))])

    @property
    def shares(self) -> list[str]:
        """Line by line its percentage of the whole."""
        return [f"{100 * line.first / self.total.first:.1f}%" if self.total.first else "" for line in self.lines]

    @property
    def heads(self) -> list[dict[str, str]]:
        """Headings with the address that sorts by them: downwards, upwards, and back to the own order."""
        turns = {"": "-{}", "down": "{}", "up": ""}
        heads = []
        for at, (_, title) in enumerate(self.columns):
            state = {f"-{at}": "down", f"{at}": "up"}.get(self.question.sort, "")
            url = self.question.query(**{SORT: turns[state].format(at)})
            heads.append({"title": title, "state": state, "url": url})
        return heads

    @property
    def kind(self) -> str:
        """The drawing asked for, else the one that suits."""
        own = "line" if self.by.line else "rows" if len(self.lines) > MANY else "bar"
        return self.question.drawn or own

    @property
    def drawing(self) -> dict[str, Any]:
        """What <c-chart> takes; the largest parts alone where there are many."""
        lines = self.lines[:DRAWN_AT_MOST]
        places = range(1, len(self.columns)) if self.across else range(1)
        series = [{"name": self.columns[at][1], "values": [line.cells[at] for line in lines]} for at in places]
        return {
            "kind": self.kind,
            "stacked": self.across is not None,
            "labels": [line.title for line in lines],
            "series": series,
            "links": [line.url for line in lines],
            "unit": self.question.figures.unit,
        }

    @property
    def undrawn(self) -> int:
        """How many parts only the table has."""
        return max(0, len(self.lines) - DRAWN_AT_MOST)

    def _named(self, dimension: Dimension) -> Iterable[tuple[Any, str]]:
        choices = self.question.choices[dimension.key]
        known = {value for value, _ in choices}
        present = {value for cells in self._figures.values() for value in cells if value != TOTAL}
        others = (present if dimension is self.across else self._figures.keys()) - known
        return [*choices, *((value, dimension.unnamed) for value in others)]

    def _further(self, value: Any) -> str:
        """Within this part, by the next dimension that still divides."""
        if value is NONE:
            return ""
        offered = {each.key: each for each in self.question.dimensions}
        down = offered.get(self.by.down)
        while down and len(self.question.asked(down)) == 1:
            down = offered.get(down.down)
        return self.question.query(**{self.by.key: value, BY: down.key, SORT: None}) if down else ""


TOTAL = "合计"


def _kept(question: Question) -> dict[Any, dict[Any, int]]:
    """The same question is counted again only when something has changed, or after a minute."""
    figures, actor = question.figures, question.actor
    if figures.version is None:
        return _counted(question)
    across = question.across.key if question.across else ""
    sees = (actor.unit_id, actor.role, actor.may(figures.right), actor.account_id if actor.role in PERSONAL else None)
    asked = question.query(by=question.by.key, across=across, sort=None, drawn=None)
    key = f"{figures.key} {figures.version()} {sees} {asked}"
    key = f"statistics:{sha256(key.encode()).hexdigest()}"
    found: dict[Any, dict[Any, int]] | None = cache.get(key)
    if found is None:
        found = _counted(question)
        cache.set(key, found, KEEP_SECONDS)
    return found


def _counted(question: Question) -> dict[Any, dict[Any, int]]:
    """Part → column → figure. One statement."""
    measures = question.figures.measures if question.across is None else question.figures.measures[:1]
    divided = [each for each in (question.by, question.across) if each]
    paths = [each.path for each in divided] + [each.where for each in measures if each.where]
    aggregates = {str(each.aggregate): f"n_{each.key}" for each in measures}  # measures may share one
    groups = question.rows.order_by().values(*dict.fromkeys(paths))
    found = groups.annotate(**{aggregates[str(each.aggregate)]: each.aggregate for each in measures})
    parts = {each.key: _known(question, each) for each in divided}
    figures: dict[Any, dict[Any, int]] = {}
    for row in found:
        cells = figures.setdefault(parts[question.by.key](row[question.by.path]), {})
        across = question.across
        columns = (TOTAL, parts[across.key](row[across.path])) if across else ()
        for each in measures:
            if not each.where or row[each.where] in each.values:
                for column in columns or (each.key,):
                    cells[column] = cells.get(column, 0) + (row[aggregates[str(each.aggregate)]] or 0)
    return figures


def _known(question: Question, dimension: Dimension) -> Any:
    """What a value of the column is counted under: its part; None for what says nothing or is not known."""
    known = {value for value, _ in question.choices[dimension.key]}
    folded: Mapping[Any, Any] | None = dimension.fold(question.actor) if dimension.fold else None

    def part(value: Any) -> Any:
        value = folded.get(value) if folded is not None else value
        return value if value in known else NONE

    return part
