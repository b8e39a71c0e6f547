"""Announcements: what a domain says, and what higher ones do about it, in the same transaction. No model signals."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from xinglin.engines.history.author import Author

Reaction = Callable[..., None]


@dataclass(eq=False)
class Event:
    """`key` for the printed map, `title` for people. Announced with a set of ids, never row by row."""

    key: str
    title: str
    reactions: list[Reaction] = field(default_factory=list)

    def __post_init__(self) -> None:
        EVENTS[self.key] = self

    def announce(self, ids: Iterable[int], *, by: Author, **facts: object) -> None:
        """Run all reactions now; an empty set is not announced."""
        ids = list(ids)
        if ids:
            for reaction in self.reactions:
                reaction(ids, by=by, **facts)


EVENTS: dict[str, Event] = {}


def on(event: Event) -> Callable[[Reaction], Reaction]:
    """`@on(people.CHANGED) def personal_information_changed(ids, *, by): …` in a domain's `reactions.py`."""

    def register(reaction: Reaction) -> Reaction:
        event.reactions.append(reaction)
        return reaction

    return register
