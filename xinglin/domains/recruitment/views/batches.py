"""Batches: the page of one, new and changed ones, their examination, more time for single units (REC-01, PLT-22)."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.menu import place
from xinglin.engines.access.models import Unit, UnitKind
from xinglin.engines.access.pages import page
from xinglin.engines.actions import Refused
from xinglin.engines.windows import actions as windows_actions
from xinglin.engines.windows.models import WindowExtension
from xinglin.engines.windows.queries import shown
from xinglin.engines.windows.rules import may_revoke

from ..actions import batches as actions
from ..enums import Confirming, Method
from ..fields.batches import BATCH, SCORE_PART
from ..forms.batches import BatchForm, DatesForm, ScoreParts, StageExtensionForm, initial_windows
from ..lists.batches import TONES, categories_of, kind_of
from ..models import Batch
from ..queries.batches import batches_dated_by, batches_kept_by, batches_visible_to, extensions_of, used, windows_of
from ..queries.timing import Timings
from ..rules import batches as rules
from ..windows import STAGES

SETTINGS = (*(f.key for f in BATCH), "owner_id")
USUAL = {
    "method": Method.BY_BASE,
    "confirming": Confirming.CITY_THEN_PROVINCE,
    "preferences": 1,
    "several_specialties": False,
    "release_hours": 12,
    "release_limit": 20,
    "publicity_days": 7,
    "is_trial": False,
}


@page(rules.TIMING)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """What everybody who has to do with a batch may read: its stages, whom it is for, the 招收说明."""
    actor = _actor(request)
    batch = get_object_or_404(batches_visible_to(actor), pk=pk)
    timings = Timings([batch])
    openings = [timings.opening(batch, kind, actor.unit.institution_id) for kind in STAGES]
    keeps = batches_kept_by(actor).filter(pk=pk).exists()
    place(request, "recruitment:batches" if keeps else "recruitment:times", (batch.name, None))
    context = {
        "title": batch.name,
        "batch": batch,
        "kind": kind_of(batch),
        "stages": [(opening, TONES[opening.state]) for opening in openings],
        "categories": categories_of(batch),
        "parts": list(batch.score_parts.all()),
        "keeps": keeps,
        "dates": batches_dated_by(actor).filter(pk=pk).exists(),
        "extensions": _extensions(batch) if keeps else [],
    }
    return render(request, "recruitment/setup/batch.html", context)


@page(rules.BATCHES)
def new(request: HttpRequest) -> HttpResponse:
    """«新建招收批次»."""
    initial = {**USUAL, "intake_year": localdate().year, "owner_id": _actor(request).unit.province_id}
    return _edit(request, "新建招收批次", initial)


@page(rules.BATCHES)
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """A new batch like one that stands, a year later: settings, examination, and the days of its stages."""
    source = get_object_or_404(batches_kept_by(_actor(request)), pk=pk)
    year = source.intake_year + 1
    named = source.name.replace(str(source.intake_year), str(year))
    initial = {name: getattr(source, name) for name in SETTINGS} | {"intake_year": year, "name": named}
    days = initial_windows(windows_of([source])[source.pk])
    initial |= {key: _next_year(value) if isinstance(value, date) else value for key, value in days.items()}
    return _edit(request, f"复制招收批次：{source.name}", initial, source=source)


@page(rules.BATCHES)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Its settings and windows; the year stays."""
    batch = get_object_or_404(batches_kept_by(_actor(request)), pk=pk)
    initial = {name: getattr(batch, name) for name in SETTINGS} | initial_windows(windows_of([batch])[pk])
    return _edit(request, f"编辑招收批次：{batch.name}", initial, batch=batch)


@page(rules.DATES)
def dates(request: HttpRequest, pk: int) -> HttpResponse:
    """The city that runs it changes its windows."""
    actor = _actor(request)
    batch = get_object_or_404(batches_dated_by(actor), pk=pk)
    form = DatesForm(request.POST or None, initial=initial_windows(windows_of([batch])[pk]))
    if request.method == "POST" and form.is_valid():
        try:
            outcome = actions.save_dates(Batch.objects.filter(pk=pk), {pk: form.windows()}, by=actor)
            outcome.only()
        except Refused as refused:
            form.add_error(None, refused.why)
        else:
            messages.success(request, "已保存。" if outcome.done else "没有需要保存的修改。")
            return redirect("recruitment:batch", pk=pk)
    title = f"调整时间：{batch.name}"
    place(request, "recruitment:times", (title, None))
    context = {"title": title, "form": form, "back": "recruitment:times"}
    return render(request, "recruitment/setup/batch_edit.html", context, status=422 if form.errors else 200)


def _edit(
    request: HttpRequest,
    title: str,
    initial: dict[str, Any],
    *,
    batch: Batch | None = None,
    source: Batch | None = None,
) -> HttpResponse:
    actor = _actor(request)
    province = Unit.objects.get(pk=actor.unit.province_id or 0)
    form = BatchForm(request.POST or None, initial=initial, province=province)
    if batch:
        form.fields["intake_year"].disabled = True
    if request.method == "POST" and form.is_valid():
        row = form.row() | ({"pk": batch.pk} if batch else {}) | ({"copy_of": source.pk} if source else {})
        try:
            outcome = actions.save_batches([row], by=actor)
            outcome.only()
        except Refused as refused:
            form.add_error(None, refused.why)
        else:
            messages.success(request, "已保存。" if outcome.done else "没有需要保存的修改。")
            return redirect("recruitment:batch", pk=outcome.records[0])
    place(request, "recruitment:batches", (title, None))
    settled = sorted(_settled(batch)) if batch else []
    context = {
        "title": title,
        "form": form,
        "source": source,
        "settled": settled,
        "back": "recruitment:batches",
    }
    return render(request, "recruitment/setup/batch_edit.html", context, status=422 if form.errors else 200)


def _settled(batch: Batch) -> set[str]:
    """Why some settings stay as they are."""
    facts = used([batch.pk])[batch.pk]
    return {
        f"{because}，“{title}”不能再修改"
        for settled, title, because in rules.SETTLED.values()
        if getattr(facts, settled)
    }


def _next_year(day: date) -> date:
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


@page(rules.BATCHES)
def score_parts(request: HttpRequest, pk: int) -> HttpResponse:
    """«考核项目»: the parts of the offline examination with their ranges and weights (REC-24)."""
    batch = get_object_or_404(batches_kept_by(_actor(request)), pk=pk)
    keys = [f.key for f in SCORE_PART]
    standing = [{key: _plain(getattr(part, key)) for key in keys} for part in batch.score_parts.all()]
    forms = ScoreParts(request.POST or None, initial=standing)
    problem = ""
    if request.method == "POST" and forms.is_valid():
        try:
            actions.save_score_parts(Batch.objects.filter(pk=pk), forms.rows, by=_actor(request)).only()
        except Refused as refused:
            problem = refused.why
        else:
            messages.success(request, f"已保存 {len(forms.rows)} 个考核项目。")
            return redirect("recruitment:batch", pk=pk)
    place(request, "recruitment:batches", (f"考核项目：{batch.name}", None))
    context = {"title": f"考核项目：{batch.name}", "forms": forms, "batch": batch, "problem": problem}
    wrong = problem or any(form.errors for form in forms)
    return render(request, "recruitment/setup/score_parts.html", context, status=422 if wrong else 200)


def _plain(value: Any) -> Any:
    """60.00 is shown as 60."""
    return int(value) if value is not None and not isinstance(value, str | int) and value == int(value) else value


@page(rules.BATCHES)
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """«延长»: more time for one unit in one stage, with the reason; who has it already (PLT-22)."""
    actor = _actor(request)
    batch = get_object_or_404(batches_kept_by(actor), pk=pk)
    windows = windows_of([batch])[pk]
    stages = [(kind.key, kind.title) for kind in STAGES if kind.key in windows]
    form = StageExtensionForm(request.POST or None, stages=stages, units=_extendable(batch))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        one = Unit.objects.filter(pk=given["unit"].pk)
        window, until = windows[given["stage"]], given["ends_at"]
        try:
            windows_actions.extend(one, window=window, ends_at=until, reason=given["reason"], by=actor).only()
        except Refused as refused:
            form.add_error(None, refused.why)
        else:
            messages.success(request, f"已将“{given['unit'].name}”延长至 {shown(until, is_end=True)}。")
            return redirect("recruitment:batch_extend", pk=pk)
    place(request, "recruitment:batches", (f"延长：{batch.name}", None))
    extensions = [(*told, may_revoke(told[0], actor)) for told in _extensions(batch)]
    context = {"title": f"延长：{batch.name}", "form": form, "batch": batch, "extensions": extensions}
    return render(request, "recruitment/setup/extend.html", context, status=422 if form.errors else 200)


@page(rules.BATCHES)
@require_POST
def revoke(request: HttpRequest, pk: int, extension: int) -> HttpResponse:
    """«取消延长» of one unit."""
    batch = get_object_or_404(batches_kept_by(_actor(request)), pk=pk)
    mine = WindowExtension.objects.filter(pk__in=[each.pk for each, _ in extensions_of(batch)])
    found = get_object_or_404(mine.select_related("unit"), pk=extension)
    outcome = windows_actions.revoke(mine.filter(pk=extension), by=_actor(request))
    for why in outcome.refused.values():
        messages.error(request, why)
    if outcome.done:
        messages.success(request, f"已取消“{found.unit.name}”的延长，按原时间办理。")
    return redirect("recruitment:batch_extend", pk=pk)


def _extensions(batch: Batch) -> list[tuple[WindowExtension, str, str]]:
    """Who has more time, in which stage, until when."""
    return [(each, title, shown(each.ends_at, is_end=True)) for each, title in extensions_of(batch)]


def _extendable(batch: Batch) -> Any:
    """Bases and cities below the one that runs it; a window of their own is what these may have."""
    below = Unit.objects.filter(path__startswith=batch.owner.path or "-", is_active=True)
    kinds = (UnitKind.INSTITUTION, UnitKind.CITY)
    return below.filter(kind__in=kinds).select_related("province").order_by("name")


def _actor(request: Any) -> Actor:
    return request.actor
