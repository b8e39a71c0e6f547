"""What training does when people's records change (REP-09, REP-32)."""

from collections.abc import Iterable

from xinglin.domains.people.public import CHANGED
from xinglin.engines.access.actor import Actor
from xinglin.engines.actions import on

from .actions.saving import personal_changed


@on(CHANGED)
def personal_information_changed(ids: Iterable[int], *, by: Actor) -> None:
    """The record is no longer what was reported, and a returned one is corrected."""
    personal_changed(ids, by=by)
