"""«时间安排»: windows set and changed, and more time for single organisations (REP-02, REP-43, PLT-20 to PLT-22)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from xinglin.engines.access.menu import place
from xinglin.engines.access.models import Unit
from xinglin.engines.access.pages import page
from xinglin.engines.actions import Refused
from xinglin.engines.windows import actions
from xinglin.engines.windows.actions import Timing
from xinglin.engines.windows.forms import ExtensionForm, PeriodForm, TimingForm, period_of
from xinglin.engines.windows.kinds import WINDOW_KINDS
from xinglin.engines.windows.models import Window, WindowExtension
from xinglin.engines.windows.queries import shown
from xinglin.engines.windows.rules import SCHEDULE, may_revoke, may_schedule

from ..lists.schedule import scope_of, state_of
from ..queries.schedule import KINDS, extendable_units, extensions_visible_to, schedule_visible_to, scopes_of


@page(SCHEDULE)
def new(request: HttpRequest) -> HttpResponse:
    """A window that was not there."""
    form = TimingForm(request.POST or None, kinds=KINDS, scopes=scopes_of(_actor(request)))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        names = ("kind", "year", "batch", "unit", "starts_at", "ends_at")
        if _scheduled(request, form, Timing(**{name: given[name] for name in names})):
            return redirect("schedule:list")
    return _answer(request, "training/schedule_edit.html", {"title": "新增时间安排", "form": form})


@page(SCHEDULE)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Other times for a window; what it is for stays."""
    window = _visible(request, pk)
    why_not = may_schedule(window.unit, window.starts_at, window.ends_at, _actor(request))
    form = PeriodForm(request.POST or None, initial=period_of(window))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        new = Timing(
            kind=window.kind,
            year=window.year,
            batch=window.batch,
            unit=window.unit,
            starts_at=given["starts_at"],
            ends_at=given["ends_at"],
        )
        if _scheduled(request, form, new):
            return redirect("schedule:list")
    context = {"title": "编辑时间安排", "form": form, "why_not": why_not, **_about(window)}
    return _answer(request, "training/schedule_edit.html", context)


def _scheduled(request: HttpRequest, form: Any, new: Timing) -> bool:
    outcome = actions.schedule([new], by=_actor(request))
    for why in outcome.refused.values():
        form.add_error(None, why)
    if outcome.done:
        messages.success(request, f"已安排：{shown(new.starts_at)} 至 {shown(new.ends_at, is_end=True)}。")
    elif outcome.unchanged:
        messages.info(request, "时间没有变化。")
    return not outcome.refused


@page(SCHEDULE)
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """«为单位延长时间»: who has more time and why, and a form for one more."""
    actor, window = _actor(request), _visible(request, pk)
    form = ExtensionForm(request.POST or None, units=extendable_units(actor))
    if request.method == "POST" and form.is_valid() and _extended(request, form, window):
        return redirect("schedule:extend", pk=pk)
    extensions = [
        (extension, shown(extension.ends_at, is_end=True), may_revoke(extension, actor))
        for extension in extensions_visible_to(actor).filter(window=window.pk)
    ]
    context = {"title": "为单位延长时间", "form": form, "extensions": extensions, **_about(window)}
    return _answer(request, "training/schedule_extend.html", context)


def _extended(request: HttpRequest, form: Any, window: Window) -> bool:
    given = form.cleaned_data
    one = Unit.objects.filter(pk=given["unit"].pk)
    try:
        outcome = actions.extend(
            one, window=window, ends_at=given["ends_at"], reason=given["reason"], by=_actor(request)
        )
        outcome.only()
    except Refused as refused:
        form.add_error(None, refused.why)
        return False
    messages.success(request, f"已将“{given['unit'].name}”延长至 {shown(given['ends_at'], is_end=True)}。")
    return True


@page(SCHEDULE)
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """«取消延长» of one organisation."""
    found = get_object_or_404(extensions_visible_to(_actor(request)), pk=pk)
    outcome = actions.revoke(WindowExtension.objects.filter(pk=pk), by=_actor(request))
    for why in outcome.refused.values():
        messages.error(request, why)
    if outcome.done:
        messages.success(request, f"已取消“{found.unit.name}”的延长，按原时间办理。")
    return redirect("schedule:extend", pk=found.window_id)


def _about(window: Any) -> dict[str, Any]:
    """What both pages say of the window."""
    label, tone = state_of(window)
    return {
        "window": window,
        "kind": WINDOW_KINDS[window.kind],
        "scope": scope_of(window),
        "span": f"{shown(window.starts_at)} 至 {shown(window.ends_at, is_end=True)}",
        "state": {"label": label, "tone": tone},
    }


def _answer(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    place(request, "schedule:list", (context["title"], None))
    status = 422 if context["form"].errors else 200
    return render(request, template, context, status=status)


def _visible(request: HttpRequest, pk: int) -> Any:
    return get_object_or_404(schedule_visible_to(_actor(request)), pk=pk)


def _actor(request: Any) -> Any:
    return request.actor
