"""Changes of base and of specialty, guided (REP-34)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from xinglin.engines.access.menu import place
from xinglin.engines.access.pages import page
from xinglin.engines.history import audit

from .. import rules
from ..actions import change_specialty, receive
from ..forms import ContinuationForm, SpecialtyForm
from ..models import StatusChange, Training
from ..queries.moving import transfers_visible_to
from ..queries.parts import openings_of
from ..queries.records import trainings_visible_to
from ..rules.transitions import why_no_status
from .status import under


@page(rules.OPEN)
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """«接收»: what is known of somebody whom another base let go, and how his training goes on here."""
    actor = _actor(request)
    change = get_object_or_404(transfers_visible_to(actor), pk=pk)
    old = change.training
    audit.looked(old, by=actor)
    form = ContinuationForm(request.POST or None, initial=_proposed(old), institution_id=actor.unit_id)
    if request.method == "POST" and form.is_valid():
        rows = StatusChange._base_manager.filter(pk=pk)
        outcome = receive(rows, {pk: form.continuation()}, by=actor)
        if outcome.done:
            messages.success(request, f"已接收{old.person.name}，基本信息已沿用，请核对培训信息后上报。")
            return redirect("training:detail", pk=trainings_visible_to(actor).get(previous=old.pk).pk)
        form.add_error(None, next(iter(outcome.refused.values()), rules.GONE))
    place(request, "status:transfers", (f"接收：{old.person.name}", None))
    context = {"title": f"接收转入人员：{old.person.name}", "change": change, "old": old, "form": form}
    return render(request, "training/take.html", context, status=422 if form.errors else 200)


@page(rules.OPEN)
def specialty(request: HttpRequest, pk: int) -> HttpResponse:
    """«转培训专业» within the base: the old record ends and the new one begins, in one step."""
    actor = _actor(request)
    training = get_object_or_404(trainings_visible_to(actor), pk=pk)
    audit.looked(training, by=actor)
    form = SpecialtyForm(request.POST or None, initial=_proposed(training), institution_id=training.institution_id)
    why_not = why_no_status(training) or openings_of([training])[training.pk].barred
    if request.method == "POST" and form.is_valid():
        outcome = change_specialty(
            Training._base_manager.filter(pk=pk),
            {pk: form.continuation()},
            note=form.cleaned_data["note"] or "",
            by=actor,
        )
        if outcome.done:
            messages.success(request, "已转培训专业：原记录已退培，新记录已建立，请分别核对后上报。")
            return redirect("training:detail", pk=trainings_visible_to(actor).get(previous=pk).pk)
        form.add_error(None, next(iter(outcome.refused.values()), rules.GONE))
    under(request, training, "转培训专业")
    context = {"title": f"转培训专业：{training.person.name}", "training": training, "form": form, "why_not": why_not}
    return render(request, "training/change_specialty.html", context, status=422 if form.errors else 200)


def _proposed(old: Training) -> dict[str, Any]:
    """What probably stays: the years in all, and the day on which the training was to end."""
    return {"training_years": str(old.training_years or ""), "ends_on": old.ends_on}


def _actor(request: Any) -> Any:
    return request.actor
