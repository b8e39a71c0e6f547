"""培训状态 of one resident: its history, a change of it, and taking back what nobody approved yet (REP-33)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from xinglin.engines.access.menu import place
from xinglin.engines.access.pages import page
from xinglin.engines.actions import Refused
from xinglin.engines.history import audit

from .. import rules
from ..actions import change_status, take_back_status
from ..forms import OneStatusForm
from ..models import Training
from ..queries.leaving import note_leaving
from ..queries.parts import openings_of
from ..queries.records import trainings_visible_to
from ..queries.status import bases_to_go_to, changes_of, elsewhere, status_tag
from ..rules.transitions import may_take_back_status, why_no_status


@page(rules.VIEW)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The history of the status, and for the base the form of the next change."""
    actor = _actor(request)
    training = get_object_or_404(trainings_visible_to(actor).select_related("next__institution"), pk=pk)
    audit.looked(training, by=actor)
    note_leaving(training, actor)
    form, status = None, 200
    if actor.may(rules.CHANGE_STATUS) and why_no_status(training) is None:
        form = OneStatusForm(request.POST or None, training=training, bases=bases_to_go_to(training))
        if request.method == "POST":
            if form.is_valid() and _changed(request, training, form):
                return redirect("status:show", pk=pk)
            status = 422
    under(request, training, "培训状态")
    context = {
        "title": f"培训状态：{training.person.name}",
        "training": training,
        "tag": status_tag(training),
        "form": form,
        "why_not": why_no_status(training) if actor.may(rules.CHANGE_STATUS) else "",
        **_history(training, actor),
    }
    return render(request, "training/status.html", context, status=status)


def _history(training: Training, actor: Any) -> dict[str, Any]:
    """The changes, the newest first; the last one with why it cannot be taken back, for those who might."""
    changes = changes_of([training])[training.pk][::-1]
    last = changes[0] if changes else None
    if last is None or not actor.may(rules.CHANGE_STATUS):
        return {"changes": changes, "last": None}
    other = elsewhere([training]).get(training.pk)
    return {
        "changes": changes,
        "last": last,
        "why_kept": may_take_back_status(training, last, actor, elsewhere=other),
    }


def under(request: HttpRequest, training: Training, title: str) -> None:
    """Where a page about the record stands: below its details, in the list of its part."""
    is_managed = rules.is_managed(training, openings_of([training])[training.pk])
    details = (training.person.name, reverse("training:detail", args=[training.pk]))
    place(request, "training:managed" if is_managed else "training:intake", details, (title, None))


def _changed(request: HttpRequest, training: Training, form: Any) -> bool:
    outcome = change_status(Training._base_manager.filter(pk=training.pk), by=_actor(request), **form.answers())
    if why := outcome.refused.get(training.pk):
        form.add_error(None, why)
        return False
    messages.success(request, "培训状态已变更，请核对后重新上报；省级审核通过后生效。")
    return True


@page(rules.CHANGE_STATUS)
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """«撤销变更»."""
    get_object_or_404(trainings_visible_to(_actor(request)), pk=pk)
    try:
        take_back_status(Training._base_manager.filter(pk=pk), by=_actor(request)).only()
    except Refused as refused:
        messages.error(request, refused.why)
    else:
        messages.success(request, "已撤销最近一次培训状态变更。")
    return redirect("status:show", pk=pk)


def _actor(request: Any) -> Any:
    return request.actor
