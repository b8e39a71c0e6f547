"""我的培训记录 of a resident, one entry of it, and the same record as others see it (ROT-09)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate

from xinglin.domains.training.public import Training
from xinglin.engines.access.menu import place
from xinglin.engines.access.pages import page
from xinglin.engines.actions import Refused
from xinglin.engines.history import audit

from .. import rules
from ..actions.recording import change_entries, record_entries
from ..fields import ENTRY
from ..forms import EntryForm, NewEntryForm
from ..models import Entry
from ..queries.progress import begun_and_later, names_known, narrowed, progress_of
from ..queries.records import (
    entries_visible_to,
    own_entries,
    own_stays,
    stays_visible_to,
    teachers_of,
    trainings_visible_to,
)
from ..rules.assessing import result_tag

LATEST = 10


@page(rules.OWN)
def mine(request: HttpRequest) -> HttpResponse:
    """How far one is, line by line, with a way to record from each."""
    actor = _actor(request)
    stays = list(own_stays(actor))
    training = stays[0].stint.resident.training if stays else None
    entries = own_entries(actor)
    place(request, "logbook:mine")
    return _shown(request, training, stays, entries, "我的培训记录", is_own=True)


@page(rules.RECORDS)
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """The record of one resident, for his supervisor, department and base; each sees the stays that are his to see."""
    actor = _actor(request)
    training = get_object_or_404(trainings_visible_to(actor), pk=pk)
    audit.looked(training, by=actor)
    stays = stays_visible_to(actor, rules.RECORDS).filter(stint__resident__training=training)
    entries = entries_visible_to(actor).filter(training=training)
    place(request, "logbook:residents", (training.person.name, None))
    return _shown(request, training, list(stays.order_by("-entered_on")), entries, training.person.name, is_own=False)


def _shown(
    request: HttpRequest, training: Training | None, stays: list[Any], entries: Any, title: str, *, is_own: bool
) -> HttpResponse:
    by_stint, progress = {stay.stint_id: stay for stay in stays}, None
    if training:
        progress = narrowed(progress_of([training.pk])[training.pk], by_stint, _actor(request))
    begun, later = begun_and_later(progress, by_stint) if progress else ([], [])
    teachers = teachers_of(stays)
    context = {
        "title": title,
        "training": training,
        "is_own": is_own,
        "today": localdate(),
        "progress": progress,
        "begun": begun,
        "later": later,
        "stays": [(stay, teachers.get(stay.pk, ""), _result(stay, is_own=is_own)) for stay in stays],
        "latest": list(entries.order_by("-happened_on", "-pk")[:LATEST]),
        "returned": entries.filter(state="returned").count() if is_own else 0,
    }
    return render(request, "logbook/record.html", context)


def _result(stay: Any, *, is_own: bool) -> Any:
    """(assessment, words, tone); a resident reads scores once both have signed."""
    assessment = getattr(stay, "assessment", None)
    if is_own and not (assessment and assessment.is_final):
        return None, "未完成", "grey"
    return assessment, *result_tag(assessment)


@page(rules.OWN)
def entry_new(request: HttpRequest) -> HttpResponse:
    """One more; the address may say of which stay, kind and name."""
    actor = _actor(request)
    stays = list(own_stays(actor))
    asked = {key: request.GET.get(key, "") for key in ("stay", "kind", "name")}
    initial = {"happened_on": localdate(), "number": 1, **{key: value for key, value in asked.items() if value}}
    form = NewEntryForm(request.POST or None, stays=stays, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            record_entries([form.cleaned_data], by=actor).only()
        except Refused as refused:
            form.add_error(None, refused.why)
        else:
            messages.success(request, "已登记，等带教老师确认。")
            again = request.POST.get("do") == "again"
            return redirect(request.get_full_path() if again else "logbook:mine")
    place(request, "logbook:mine", ("登记", None))
    return _form(request, form, "登记培训记录", stays)


@page(rules.OWN)
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own, to be changed until it is confirmed."""
    actor = _actor(request)
    found = get_object_or_404(own_entries(actor), pk=pk)
    initial = {field.key: getattr(found, field.key) for field in ENTRY}
    form = EntryForm(request.POST or None, stays=[], initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            rows = Entry._base_manager.filter(pk=pk)
            change_entries(rows, {pk: form.cleaned_data}, by=actor).only()
        except Refused as refused:
            form.add_error(None, refused.why)
        else:
            messages.success(request, "已保存，等带教老师确认。")
            return redirect("logbook:entries")
    place(request, "logbook:entries", (found.name, None))
    return _form(request, form, "修改培训记录", list(own_stays(actor)), found)


def _form(request: HttpRequest, form: Any, title: str, stays: list[Any], found: Entry | None = None) -> HttpResponse:
    training = stays[0].stint.resident.training_id if stays else 0
    context = {
        "title": title,
        "form": form,
        "entry": found,
        "stays": stays,
        "names": names_known(progress_of([training])[training]),
        "back": reverse("logbook:entries" if found else "logbook:mine"),
    }
    return render(request, "logbook/entry.html", context, status=422 if form.errors else 200)


def _actor(request: Any) -> Any:
    return request.actor
