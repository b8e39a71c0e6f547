"""An empty cell of the grid is given a department, and a resident's electives are chosen (ROT-02, ROT-04)."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from xinglin.engines.access.menu import place
from xinglin.engines.access.pages import page
from xinglin.engines.access.visible import visible
from xinglin.engines.actions import Refused

from .. import rules
from ..actions.placing import choose_electives, place_stints
from ..forms import StintForm
from ..models import PlannedResident
from ..queries.edits import Watched
from ..queries.electives import Choice, choices_of
from ..queries.plans import candidates_visible_to
from ..queries.standards import own_departments
from .changes import tell_conflicts


@page(rules.PLAN)
def stint_new(request: HttpRequest, pk: int) -> HttpResponse:
    """安排轮转 for one resident of a draft, from the half month that was clicked."""
    actor = _actor(request)
    rows = visible(PlannedResident, actor, rules.PLAN).select_related("plan", "training__person", "standard")
    found = get_object_or_404(rows, pk=pk)
    params = request.GET.copy()
    first = params.pop("first", [""])[-1]
    back = f"{reverse('rotation:plan', args=[found.plan_id])}?{params.urlencode()}"
    form = StintForm(request.POST or None, resident=found, departments=own_departments(actor), initial={"first": first})
    if request.method == "POST" and form.is_valid():
        watched = Watched(found.plan)
        try:
            place_stints(rows.filter(pk=pk), **form.cleaned_data, by=actor).only()
        except Refused as refused:
            form.add_error(None, refused.why)
        else:
            messages.success(request, "已安排，可在计划页“撤销上一步”。")
            tell_conflicts(request, watched)
            return redirect(back)
    name = found.training.person.name
    place(request, "rotation:plans", (found.plan.name, back), (name, None))
    context = {"title": f"安排轮转：{name}", "form": form, "back": back, "why_not": rules.may_edit(found.plan)}
    return render(request, "rotation/stint_new.html", context, status=422 if form.errors else 200)


@page(rules.PLAN)
def electives(request: HttpRequest, pk: int) -> HttpResponse:
    """选科: for each line with more than one department, how many months where."""
    actor = _actor(request)
    found = get_object_or_404(candidates_visible_to(actor), pk=pk)
    wrong = ""
    if request.method == "POST":
        try:
            line, chosen = _chosen(request)
            choose_electives(candidates_visible_to(actor).filter(pk=pk), line=line, departments=chosen, by=actor).only()
        except Refused as refused:
            wrong = refused.why
        else:
            messages.success(request, "选科已保存，以后编排的轮转计划按此安排。")
            return redirect(request.path)
    name = found.person.name
    place(request, "rotation:trainings", (name, None))
    choices = [_as_written(each, request) if wrong else each for each in choices_of(found)]
    context = {"title": f"选科：{name}", "training": found, "choices": choices, "wrong": wrong}
    return render(request, "rotation/electives.html", context, status=422 if wrong else 200)


def _as_written(choice: Choice, request: HttpRequest) -> Choice:
    """With the months that were sent, if they are of this line."""
    if request.POST.get("line") != str(choice.line.pk):
        return choice
    written = [(unit, request.POST.get(f"months:{unit.pk}", "")) for unit, _ in choice.offered]
    return replace(choice, offered=written, is_wrong=True)


def _chosen(request: HttpRequest) -> tuple[int, list[tuple[int, int]]]:
    """The line, and (department, half months) of what was filled in; Refused where it cannot be understood."""
    line, chosen = request.POST.get("line", ""), []
    if not (line.isascii() and line.isdigit() and len(line) < 13):
        raise Refused("请先选择标准科室。")
    for key in request.POST:
        department, months = key.removeprefix("months:"), request.POST.get(key, "")
        if key == department or not months.strip():
            continue
        if not (department.isascii() and department.isdigit() and len(department) < 13):
            raise Refused("只能选择本基地启用的科室，请重新选择。")
        number = _half_months(months)
        if number is None:
            raise Refused("请填写月数，可以是整月或半月，如 2 或 0.5。")
        if number:
            chosen.append((int(department), number))
    return int(line), chosen


def _half_months(months: str) -> int | None:
    try:
        doubled = float(months) * 2
    except ValueError:
        return None
    return int(doubled) if doubled in range(73) else None


def _actor(request: Any) -> Any:
    return request.actor
