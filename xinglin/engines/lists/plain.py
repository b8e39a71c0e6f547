"""Rows of an export as plain values: making a model object and its relations of each would take twice as long."""

from collections.abc import Callable, Collection, Sequence
from operator import itemgetter
from types import SimpleNamespace
from typing import Any

from .columns import Column, Masked

Values = tuple[Any, ...]
Cell = Callable[[Values], Any]


class Plan:
    """What to select for these columns, and how a row of the workbook is made of it.

    `whole`: columns exported unmasked. Raises LookupError for a function column that does not say what it reads.
    """

    def __init__(self, columns: Sequence[Column], whole: Collection[Column] = ()) -> None:
        self._places: dict[str, int] = {}
        self.cells = [self._whole(each) if each in whole else self._cell(each) for each in columns]

    @property
    def paths(self) -> list[str]:
        """For `values_list`."""
        return list(self._places)

    def row(self, values: Values) -> list[Any]:
        """The cells of one row."""
        return [cell(values) for cell in self.cells]

    def _place(self, path: str) -> int:
        return self._places.setdefault(path, len(self._places))

    def _cell(self, column: Column) -> Cell:
        if isinstance(column.at, str):
            at, text = self._place(column.at), column.text
            if column.unless:
                hides = self._place(column.unless)
                return lambda values: "" if values[hides] or values[at] is None else text(values[at])
            if type(column).text is Column.text:
                return itemgetter(at)
            return lambda values: "" if values[at] is None else text(values[at])
        if not column.reads:
            raise LookupError(f"column {column.key} does not say what it reads")
        make, export = self._object(column.reads), column.export
        return lambda values: export(make(values))

    def _whole(self, column: Column) -> Cell:
        if not isinstance(column, Masked) or not isinstance(column.plain, str) or column.unless:
            raise LookupError(f"column {column.key} has no path to the whole number")
        at = self._place(column.plain)
        return lambda values: getattr(values[at], "plain", values[at])  # a cipher decrypts itself

    def _object(self, paths: Sequence[str], before: str = "") -> Callable[[Values], SimpleNamespace]:
        """Something like the row, that has what the paths name and nothing else."""
        own = [(path, self._place(before + path)) for path in paths if "__" not in path]
        relations = []
        for name in dict.fromkeys(path.partition("__")[0] for path in paths if "__" in path):
            within = [path.partition("__")[2] for path in paths if path.startswith(f"{name}__")]
            key = self._place(f"{before}{name}__pk")
            relations.append((name, key, self._object(within, f"{before}{name}__")))

        def make(values: Values) -> SimpleNamespace:
            made = SimpleNamespace(**{name: values[at] for name, at in own})
            for name, key, related in relations:
                setattr(made, name, None if values[key] is None else related(values))
            return made

        return make
