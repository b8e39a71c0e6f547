"""What an import would do, row by row: new, changed (field, before, after) or unchanged (PLT-42, PLT-44)."""

from bisect import bisect_left, insort
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .checking import Checked
from .sheet import Resolution


@dataclass
class Plan:
    """Indexes of the good rows by what becomes of them."""

    new: list[int] = field(default_factory=list)
    changed: dict[int, list[tuple[str, Any, Any]]] = field(default_factory=dict)  # [(column key, before, after)]
    unchanged: list[int] = field(default_factory=list)

    @property
    def to_save(self) -> list[int]:
        """The rows that `save` gets, in the order of the file."""
        return sorted([*self.new, *self.changed])

    def add(self, checked: Checked, indexes: list[int], resolution: Resolution) -> None:
        """Sort good rows; keys of `resolution` are positions in `indexes`, and its refusals join the findings."""
        for position, index in enumerate(indexes):
            if position in resolution.refused:
                checked.refuse(index, *resolution.refused[position])
            elif (standing := resolution.existing.get(position)) is None:
                self.new.append(index)
            elif differences := list(_differences(checked.rows[index], standing)):
                self.changed[index] = differences
            else:
                self.unchanged.append(index)

    def drop(self, index: int) -> None:
        """The row was refused when it was to be saved."""
        if index in self.changed:
            del self.changed[index]
        else:
            del self.new[bisect_left(self.new, index)]

    def found_unchanged(self, index: int) -> None:
        """When the row was to be saved it stood there already: somebody else had just saved the same."""
        self.drop(index)
        insort(self.unchanged, index)


def _differences(row: Mapping[str, Any], standing: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """An empty cell is no difference: it never clears what stands."""
    for key, before in standing.items():
        after = row.get(key)
        if after is not None and after != before:
            yield key, before, after
