"""What an import would do, row by row: new, changed (field, before, after) or unchanged (PLT-42, PLT-44)."""

from collections.abc import Mapping
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

    def drop(self, index: int) -> None:
        """The row was refused when it was to be saved."""
        if index in self.changed:
            del self.changed[index]
        else:
            self.new.remove(index)


def plan(checked: Checked, good: list[int], resolution: Resolution) -> Plan:
    """Sort the good rows; `resolution` has their positions in `good` as keys, and its refusals join the findings."""
    made = Plan()
    for position, index in enumerate(good):
        if position in resolution.refused:
            checked.refuse(index, *resolution.refused[position])
        elif (standing := resolution.existing.get(position)) is None:
            made.new.append(index)
        elif differences := list(_differences(checked.rows[index], standing)):
            made.changed[index] = differences
        else:
            made.unchanged.append(index)
    return made


def _differences(row: Mapping[str, Any], standing: Mapping[str, Any]) -> Any:
    """An empty cell is no difference: it never clears what stands."""
    for key, before in standing.items():
        after = row.get(key)
        if after is not None and after != before:
            yield key, before, after
