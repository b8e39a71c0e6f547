"""What domains above know of stints, shown beside them here: they append, since rotation knows nothing of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from xinglin.engines.access.actor import Actor


@dataclass(frozen=True)
class Beside:
    """Words and tone of a tag; `percent` where it is a progress, `url` where one can look closer."""

    words: str
    tone: str
    percent: int | None = None
    url: str = ""


# Key → what is told of these stints (keys); a constant number of statements.
BESIDE: dict[str, Callable[[Sequence[int]], dict[int, Beside]]] = {}
# Of lines of standards (keys), at a base: line → cases, skills and the like that it asks for, in words (ROT-01).
ASKED: list[Callable[[Sequence[int], int], dict[int, list[str]]]] = []
# Stays (keys) that are needed by something → the sentence why their entry cannot be undone.
NEEDED_STAYS: list[Callable[[Sequence[int]], dict[int, str]]] = []


def with_beside(stints: Sequence[Any], actor: Actor) -> None:
    """Give each stint `beside`: key → what is shown."""
    told = {key: ask([stint.pk for stint in stints]) for key, ask in BESIDE.items()}
    for stint in stints:
        stint.beside = {key: found[stint.pk] for key, found in told.items() if stint.pk in found}
