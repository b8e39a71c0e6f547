"""What follows when the province has spoken of a 招生计划 (REC-02, PLT-71)."""

from collections.abc import Iterable

from django.db.models import F
from django.db.models.functions import Coalesce

from xinglin.engines.access.actor import Actor
from xinglin.engines.actions import on

from .. import events
from ..models import Place


@on(events.PLAN_APPROVED)
def numbers_brought_into_force(ids: Iterable[int], *, by: Actor, **facts: object) -> None:
    """What was granted is what bases may admit; the chain has locked the lines and judged them (`unapprovable`)."""
    Place._base_manager.filter(plan__in=list(ids)).update(approved=Coalesce(F("granted"), F("asked")))
