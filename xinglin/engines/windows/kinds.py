"""Kinds of windows, declared by the domains whose actions they hold."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from xinglin.engines.access.roles import Role

WINDOW_KINDS: dict[str, "WindowKind"] = {}
# Key of a kind → what says, province by province, why it is closed there whatever its windows say; one statement.
BARS: dict[str, Callable[[], Mapping[int, str]]] = {}
# Key of a kind → what gives its batches names: (year, batch, province) → «秋季招收»; one statement.
NAMES: dict[str, Callable[[], Mapping[tuple[int, int, int], str]]] = {}


@dataclass(frozen=True)
class WindowKind:
    """`key` in the database, `title` as on «时间安排» («招收信息上报»). `roles`: whom it concerns; None: everybody.

    `is_single`: there is one a year, of whose batch nobody speaks.
    """

    key: str
    title: str
    roles: frozenset[Role] | None = None
    is_single: bool = False

    def __post_init__(self) -> None:
        WINDOW_KINDS[self.key] = self
