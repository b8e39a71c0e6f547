"""What follows when the province has spoken of a 招生计划 (REC-02, PLT-71)."""

from collections.abc import Callable, Iterable

from django.db.models import F
from django.db.models.functions import Coalesce

from xinglin.engines.access.actor import Actor
from xinglin.engines.actions import on
from xinglin.engines.notices.models import Topic

from .. import events
from ..actions.telling import _tell_bases
from ..models import Place, Plan


@on(events.PLAN_APPROVED)
def numbers_brought_into_force(ids: Iterable[int], *, by: Actor, **facts: object) -> None:
    """What was granted is what bases may admit; the chain has locked the lines and judged them (`unapprovable`)."""
    Place._base_manager.filter(plan__in=list(ids)).update(approved=Coalesce(F("granted"), F("asked")))


@on(events.PLAN_APPROVED)
def bases_told_of_approved_plans(ids: Iterable[int], *, by: Actor, **facts: object) -> None:
    """The bases concerned find it in their inbox, one message for a whole selection."""
    _tell(ids, "招生计划审核通过", lambda of: f"{by.unit_name}已通过{of}，核定的人数请点击查看。", Topic.APPROVED, by)


@on(events.PLAN_RETURNED)
def bases_told_of_returned_plans(ids: Iterable[int], *, by: Actor, comment: str = "", **facts: object) -> None:
    """Likewise."""
    _tell(ids, "招生计划被退回修改", lambda of: f"{by.unit_name}退回{of}：{comment}", Topic.RETURNED, by)


def _tell(ids: Iterable[int], title: str, body: Callable[[str], str], topic: Topic, by: Actor) -> None:
    """`body` of the names of their batches."""
    found = Plan._base_manager.filter(pk__in=list(ids)).order_by("batch__number")
    decided = list(found.values_list("institution", "batch", "batch__name"))
    batches = "、".join(f"“{name}”" for name in dict.fromkeys(name for _, _, name in decided))
    concerned = [(base, batch) for base, batch, _ in decided if base]
    _tell_bases(concerned, "recruitment:plan", "recruitment:plans", title, body(batches), topic, by)
