"""When a field is asked for at all: the server judges by these conditions, and a page follows them while one types."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Is:
    """Another field holds one of these values (or, with `not_`, none of them). An empty one counts as no value."""

    do_not_call_in_templates = True  # a page reads its words

    key: str
    values: tuple[Any, ...]
    not_: bool = False

    def __call__(self, row: Mapping[str, Any]) -> bool:
        return (row.get(self.key) in self.values) != self.not_

    @property
    def words(self) -> str:
        """«licensing_exam=licensed», as web/src/islands/conditions.ts reads it; truth values as forms send them."""
        sent = {True: "1", False: "0"}
        return f"{self.key}{'!=' if self.not_ else '='}{'|'.join(str(sent.get(v, v)) for v in self.values)}"


@dataclass(frozen=True)
class Filled:
    """Another field is not empty."""

    do_not_call_in_templates = True  # a page reads its words

    key: str

    def __call__(self, row: Mapping[str, Any]) -> bool:
        return bool(row.get(self.key))

    @property
    def words(self) -> str:
        """«practice_number!=»."""
        return f"{self.key}!="


@dataclass(frozen=True)
class All:
    """Every one of some conditions holds."""

    do_not_call_in_templates = True  # a page reads its words

    conditions: tuple[Is | Filled, ...]

    def __call__(self, row: Mapping[str, Any]) -> bool:
        return all(condition(row) for condition in self.conditions)

    @property
    def words(self) -> str:
        """The conditions, one after another with «&» between."""
        return "&".join(condition.words for condition in self.conditions)


def is_(key: str, *values: Any) -> Is:
    """`when=is_("resident_category", "COMPANY", "ENTRUST")`"""
    return Is(key, values)


def is_not(key: str, *values: Any) -> Is:
    """`when=is_not("is_studying", True)`"""
    return Is(key, values, not_=True)
