"""Kinds of windows, declared by the domains whose actions they hold."""

from dataclasses import dataclass

WINDOW_KINDS: dict[str, "WindowKind"] = {}


@dataclass(frozen=True)
class WindowKind:
    """`key` in the database, `title` as on «时间安排» («招收信息上报»)."""

    key: str
    title: str

    def __post_init__(self) -> None:
        WINDOW_KINDS[self.key] = self
