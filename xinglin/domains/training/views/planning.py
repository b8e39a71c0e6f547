"""«安排新年度»: intake and review of a year and batch in one go, with the dates of the year before (REP-43, PLT-21)."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.menu import place
from xinglin.engines.access.models import Unit
from xinglin.engines.access.pages import page
from xinglin.engines.windows.actions import Timing, schedule
from xinglin.engines.windows.forms import DayInput, PlainForm, end_of, period_of, scope_label
from xinglin.engines.windows.kinds import WINDOW_KINDS
from xinglin.engines.windows.models import Window
from xinglin.engines.windows.rules import SCHEDULE
from xinglin.kit.calendar import start_of

from ..queries.schedule import KINDS, schedule_visible_to, scopes_of


class PlanForm(PlainForm):
    """Year, batch, for whom, and the first and last day of each kind; a kind left empty is not scheduled."""

    year = forms.IntegerField(label="年份", min_value=2014, max_value=2099)
    batch = forms.IntegerField(label="批次", min_value=1, max_value=99)
    unit = forms.ModelChoiceField(queryset=Unit.objects.none(), label="适用范围", empty_label=None)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["unit"].queryset, fields["unit"].label_from_instance = scopes_of(actor), scope_label
        for kind in KINDS:
            for end, word in (("starts_on", "开始日期"), ("ends_on", "结束日期")):
                fields[f"{kind.key}_{end}"] = forms.DateField(label=word, widget=DayInput, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for kind in KINDS:
            first, last = given.get(f"{kind.key}_starts_on"), given.get(f"{kind.key}_ends_on")
            if bool(first) != bool(last):
                empty = "ends_on" if first else "starts_on"
                self.add_error(f"{kind.key}_{empty}", f"“{kind.title}”的开始和结束日期请一并填写，或都留空。")
            elif first and last and last < first:
                self.add_error(f"{kind.key}_ends_on", f"“{kind.title}”结束日期 {last} 早于开始日期 {first}，请修改。")
        if not self.errors and not self.timings():
            self.add_error(None, "还没有填写任何日期，请至少安排一个事项。")
        for new in () if self.errors else self.timings():
            if Window.objects.filter(kind=new.kind, year=new.year, batch=new.batch, unit=new.unit).exists():
                title = WINDOW_KINDS[new.kind].title
                self.add_error(
                    f"{new.kind}_starts_on",
                    f"{new.year} 年第 {new.batch} 批“{title}”已经安排，请在列表中编辑那一条，或改填批次。",
                )
        return given

    def sections(self) -> list[tuple[str, list[Any]]]:
        """What it is for, and the days of each kind."""
        days = [(kind.title, [self[f"{kind.key}_{end}"] for end in ("starts_on", "ends_on")]) for kind in KINDS]
        return [("年度与范围", [self["year"], self["batch"], self["unit"]]), *days]

    def timings(self) -> list[Timing]:
        """What is to be scheduled, from the first moment of the first day to the last of the last."""
        given = self.cleaned_data
        return [
            Timing(
                kind=kind.key,
                year=given["year"],
                batch=given["batch"],
                unit=given["unit"],
                starts_at=start_of(given[f"{kind.key}_starts_on"]),
                ends_at=end_of(given[f"{kind.key}_ends_on"], None),
            )
            for kind in KINDS
            if given.get(f"{kind.key}_starts_on") and given.get(f"{kind.key}_ends_on")
        ]


@page(SCHEDULE)
def plan(request: HttpRequest) -> HttpResponse:
    """All or nothing: what may not be scheduled is said, and then nothing is."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # -- set by ActorMiddleware
    last = _last(actor)
    form = PlanForm(request.POST or None, actor=actor, initial=_a_year_later(last))
    if request.method == "POST" and form.is_valid() and _scheduled(form, actor):
        messages.success(request, f"已安排 {form.cleaned_data['year']} 年第 {form.cleaned_data['batch']} 批的时间。")
        return redirect("schedule:list")
    place(request, "schedule:list", ("安排新年度", None))
    context = {"title": "安排新年度", "form": form, "copied": last[0].year if last else None}
    return render(request, "training/schedule_plan.html", context, status=422 if form.errors else 200)


def _scheduled(form: Any, actor: Actor) -> bool:
    with transaction.atomic():
        outcome = schedule(form.timings(), by=actor)
        for why in set(outcome.refused.values()):
            form.add_error(None, why)
        if outcome.refused:
            transaction.set_rollback(True)
    return not outcome.refused


def _last(actor: Actor) -> list[Window]:
    """The first batch of the newest year scheduled, as it holds for the actor."""
    mine = list(schedule_visible_to(actor).filter(batch=1).order_by("-year", "unit__path"))
    own = [window for window in mine if window.year == mine[0].year]
    return list({window.kind: window for window in reversed(own)}.values())


def _a_year_later(windows: list[Window]) -> dict[str, Any]:
    found: dict[str, Any] = {"batch": 1, "year": windows[0].year + 1 if windows else localdate().year}
    for window in windows:
        period = period_of(window)
        found |= {f"{window.kind}_{end}": _next_year(period[end]) for end in ("starts_on", "ends_on")}
    return found


def _next_year(day: date) -> date:
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
