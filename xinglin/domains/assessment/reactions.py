"""What this domain does about what it announces itself."""

from collections.abc import Iterable

from xinglin.engines.access.actor import Actor
from xinglin.engines.actions import on

from . import events
from .actions.agencies import make_agencies
from .actions.standing import settle


@on(events.APPLICATION_APPROVED)
def approved_ones_act_as_agencies(ids: Iterable[int], *, by: Actor, **_facts: object) -> None:
    """Their account can be switched to the agency from now on."""
    make_agencies(ids, by=by)


@on(events.SUBMITTED)
@on(events.WITHDRAWN)
@on(events.MOVED_ON)
@on(events.RETURNED)
@on(events.APPROVED)
def standing_follows_the_case(ids: Iterable[int], *, by: Actor, **_facts: object) -> None:
    """Progress and result are worked out anew (ASM-22)."""
    settle(ids, by=by)
