"""How every action is called: with n rows, by whom, and by whom in vain. Declared beside each other, one by one.

An action that is not here fails the contracts: whoever declares one adds a call in calls_of_domains.py or
calls_of_engines.py. A call makes its rows in `country.hospital` and answers with what is to be done to them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from tests.contracts.world import World
from tests.walk import resident
from xinglin.domains.training.models import Training
from xinglin.engines.access.actor import Actor, system_actor
from xinglin.engines.access.roles import Role
from xinglin.engines.actions import Outcome

MANY = 50
Verb = Callable[[Actor], Outcome]


@dataclass
class Crowd:
    """A world with many complete, unreported records at one hospital."""

    world: World
    trainings: Sequence[Training]

    def rows(self, number: int) -> "QuerySet[Training]":
        """The first so many records."""
        return Training.objects.filter(pk__in=[t.pk for t in self.trainings[:number]])

    def accounts(self, number: int) -> list[int]:
        """Accounts of the first so many residents."""
        return [t.person.account_id or 0 for t in self.trainings[:number]]


Who = Callable[[Crowd], Actor]


def base(crowd: Crowd) -> Actor:
    """教学部 of the hospital."""
    return crowd.world.country.base


def next_door(crowd: Crowd) -> Actor:
    """教学部 of the hospital next door."""
    return crowd.world.country.base_next_door


def far(crowd: Crowd) -> Actor:
    """教学部 of the hospital in the other province."""
    return crowd.world.country.base_far


def reviewer(crowd: Crowd) -> Actor:
    """Of the hospital's province."""
    return crowd.world.country.reviewer


def other_reviewer(crowd: Crowd) -> Actor:
    """Of the other province."""
    return crowd.world.country.other_reviewer


def nation(crowd: Crowd) -> Actor:
    """国家管理员."""
    return crowd.world.country.actor(crowd.world.country.nation, Role.NATION_ADMIN)


def other_province(crowd: Crowd) -> Actor:
    """省级管理员 of the other province."""
    return crowd.world.country.actor(crowd.world.country.other_province, Role.PROVINCE_ADMIN)


def owner(crowd: Crowd) -> Actor:
    """The first resident."""
    return resident(crowd.trainings[0])


def somebody_else(crowd: Crowd) -> Actor:
    """A resident of the same hospital who is not among the crowd."""
    return resident(crowd.world.records["approved"])


def supervisor(crowd: Crowd) -> Actor:
    """带教老师 of the hospital, who may import nothing."""
    return crowd.world.country.actor(crowd.world.country.hospital, Role.SUPERVISOR)


def system(_crowd: Crowd) -> Actor:
    """Commands and jobs."""
    return system_actor()


@dataclass(frozen=True)
class Call:
    """`by` may, for `stranger` the rows do not exist. `most`: 1 where an action is about oneself.

    Without a stranger there is nothing to protect: `why` says so.
    """

    made: Callable[[Crowd, int], Verb]
    by: Who
    stranger: Who | None
    most: int
    why: str


CALLS: dict[str, Call] = {}
# Why an action has no stranger.
INNER = "called only by other actions, which have narrowed the set"
ONES_OWN = "writes only what is one's own"
JOB = "called only by jobs, which look for the rows themselves"


def call(
    key: str, *, by: Who = base, stranger: Who | None = next_door, most: int = MANY, why: str = ""
) -> Callable[[Callable[[Crowd, int], Verb]], None]:
    """Say how the action of this key is called."""

    def declare(made: Callable[[Crowd, int], Verb]) -> None:
        assert key not in CALLS
        assert (stranger is None) == bool(why)
        CALLS[key] = Call(made, by, stranger, most, why)

    return declare
