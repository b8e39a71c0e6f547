"""What waits for somebody: declared by domains, counted for the actor (PLT-70)."""

from collections.abc import Callable
from dataclasses import dataclass

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.rights import Right

TODOS: dict[str, "ToDo"] = {}


@dataclass(frozen=True)
class ToDo:
    """One line of 待处理任务: «待审核的上报信息» with how many the actor has, and where «去处理» leads."""

    key: str
    title: str
    right: Right
    count: Callable[[Actor], int]
    url: Callable[[Actor], str]
    urgent: bool = False

    def __post_init__(self) -> None:
        if self.key in TODOS:
            raise ValueError(f"to-do {self.key} is declared twice")
        TODOS[self.key] = self


@dataclass(frozen=True)
class Waiting:
    """A to-do as one actor has it."""

    key: str
    title: str
    count: int
    url: str
    urgent: bool


def todos_for(actor: Actor) -> list[Waiting]:
    """What the actor's current role has to do, urgent first; what is done is left out. One count a kind."""
    mine = [todo for todo in TODOS.values() if actor.may(todo.right)]
    counted = [(todo, todo.count(actor)) for todo in mine]
    waiting = [Waiting(todo.key, todo.title, count, todo.url(actor), todo.urgent) for todo, count in counted if count]
    return sorted(waiting, key=lambda todo: not todo.urgent)
