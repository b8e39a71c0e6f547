"""One line of a register: what an update changed, and what is known of somebody in 异常人员名单 (REP-36, REP-37)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from xinglin.engines.access.menu import place
from xinglin.engines.access.pages import page

from .. import rules
from ..enums import TrainingStatus
from ..queries.history import changes_of
from ..queries.records import trainings_visible_to
from ..queries.updates import name_people, updates_visible_to


@page(rules.VIEW)
def update(request: HttpRequest, pk: int) -> HttpResponse:
    """«更新字段详情»: what one write changed, field by field (PLT-60)."""
    actor = _actor(request)
    entry = get_object_or_404(updates_visible_to(actor), pk=pk)
    name_people([entry])
    name = entry.known.name if entry.known else ""
    place(request, "training:updates", ("更新字段详情", None))
    context = {
        "title": f"更新字段详情：{name}",
        "entry": entry,
        "status": TrainingStatus(entry.status).label,
        "changes": changes_of(entry),
        "stands": trainings_visible_to(actor).filter(pk=entry.training_id).exists(),
    }
    return render(request, "training/update.html", context)


def _actor(request: Any) -> Any:
    return request.actor
