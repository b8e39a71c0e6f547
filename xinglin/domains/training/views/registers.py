"""What a line of a register leads to: 更新字段详情, somebody in 异常人员名单, 招收信息原件 (REP-12, 13, 36, 37)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from xinglin.engines.access.menu import place
from xinglin.engines.access.pages import page

from .. import rules
from ..enums import TrainingStatus
from ..queries.history import changes_of
from ..queries.leaving import note_leaving
from ..queries.original import original_beside_present
from ..queries.records import trainings_visible_to
from ..queries.registers import approved_steps, note_own, withdrawals_visible_to
from ..queries.updates import name_people, updates_visible_to


@page(rules.VIEW)
def update(request: HttpRequest, pk: int) -> HttpResponse:
    """«更新字段详情»: what one write changed, field by field (PLT-60)."""
    actor = _actor(request)
    entry: Any = get_object_or_404(updates_visible_to(actor), pk=pk)
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


@page(rules.WITHDRAWALS)
def withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    """Of one's own people the whole record; of others what the list says, and the approved course of the status."""
    actor = _actor(request)
    change: Any = get_object_or_404(withdrawals_visible_to(actor), pk=pk)
    note_own([change], actor)
    if change.is_own:
        return redirect("training:detail", pk=change.training_id)
    place(request, "training:withdrawals", (change.training.person.name, None))
    context = {
        "title": change.training.person.name,
        "change": change,
        "training": change.training,
        "steps": approved_steps(change.training_id),
    }
    return render(request, "training/withdrawal.html", context)


@page(rules.VIEW)
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """«招收信息原件» beside what the record now says, differences marked."""
    records = trainings_visible_to(_actor(request)).exclude(original=None).select_related("original")
    training = get_object_or_404(records, pk=pk)
    note_leaving(training, _actor(request))
    place(request, "training:past", (training.person.name, None))
    parts = original_beside_present(training, _actor(request))
    context = {
        "title": f"招收信息原件：{training.person.name}",
        "training": training,
        "parts": parts,
        "changed": [line for _, lines in parts for line in lines if line.is_changed],
    }
    return render(request, "training/original.html", context)


def _actor(request: Any) -> Any:
    return request.actor
