"""What follows when an application after admission was decided: it takes effect, and who applied is told (PLT-71)."""

from collections.abc import Callable, Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone

from xinglin.engines.access.actor import Actor
from xinglin.engines.actions import Outcome, Refused, on
from xinglin.engines.notices.actions import notify
from xinglin.engines.notices.models import Topic

from .. import events
from ..actions.carrying import carry_out_changes, carry_out_reductions, carry_out_statuses
from ..actions.telling import _tell_bases
from ..models import InformationChange, LengthReduction, StatusRequest

TITLES = {LengthReduction: "培训年限减免", InformationChange: "学员信息变更申请", StatusRequest: "学员培训状态变更申请"}
RETURNED = "被退回修改"
PAGES = {
    InformationChange: ("following:change", "following:changes"),
    StatusRequest: ("following:status", "following:statuses"),
}


def _approved(model: type[Any], carry_out: Callable[..., Outcome]) -> Callable[..., None]:
    def taken_effect(ids: Iterable[int], *, by: Actor, **facts: object) -> None:
        """It takes effect with the approval, or the approval does not stand (the chain has rehearsed it)."""
        rows = model._base_manager.filter(pk__in=list(ids))
        outcome = carry_out(rows, by=by)
        if outcome.refused:
            raise Refused(next(iter(outcome.refused.values())))
        rows.update(done_at=timezone.now())
        _tell(model, ids, "审核通过，已生效", "", Topic.APPROVED, by)

    return taken_effect


def _returned(model: type[Any]) -> Callable[..., None]:
    def told(ids: Iterable[int], *, by: Actor, comment: str = "", **facts: object) -> None:
        """Whoever applied finds the opinion in the inbox."""
        _tell(model, ids, RETURNED, comment, Topic.RETURNED, by)

    return told


def _rejected(model: type[Any]) -> Callable[..., None]:
    def ended(ids: Iterable[int], *, by: Actor, comment: str = "", **facts: object) -> None:
        """It has come to an end; another may be written."""
        model._base_manager.filter(pk__in=list(ids)).update(ended_at=timezone.now())
        _tell(model, ids, "未通过", comment, Topic.RETURNED, by)

    return ended


def _tell(model: type[Any], ids: Iterable[int], what: str, comment: str, topic: Topic, by: Actor) -> None:
    """One message for a whole selection: the residents of a reduction, the bases of what they applied for."""
    rows = model._base_manager.filter(pk__in=list(ids)).order_by()
    title, body = f"{TITLES[model]}{what}", f"{by.unit_name}：{comment}" if comment else by.unit_name
    if model is LengthReduction:
        mine = rows.exclude(training__person__account=None).values_list("training__person__account", flat=True)
        page = reverse("following:own_reduction" if what == RETURNED else "following:own")
        notify(list(mine), title, body, page, by=by, topic=topic)
    else:
        _tell_bases(rows.values_list("institution", "pk"), *PAGES[model], title, body, topic, by)


on(events.REDUCTION_APPROVED)(_approved(LengthReduction, carry_out_reductions))
on(events.CHANGE_APPROVED)(_approved(InformationChange, carry_out_changes))
on(events.STATUS_APPROVED)(_approved(StatusRequest, carry_out_statuses))
on(events.REDUCTION_RETURNED)(_returned(LengthReduction))
on(events.CHANGE_RETURNED)(_returned(InformationChange))
on(events.STATUS_RETURNED)(_returned(StatusRequest))
on(events.REDUCTION_REJECTED)(_rejected(LengthReduction))
on(events.CHANGE_REJECTED)(_rejected(InformationChange))
on(events.STATUS_REJECTED)(_rejected(StatusRequest))
