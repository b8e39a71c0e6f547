"""Pages of the authority: cycles with their windows, rules, applications of agencies (ASM-02, ASM-05, ASM-21)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate

from xinglin.engines.access.menu import place
from xinglin.engines.access.models import Unit
from xinglin.engines.access.pages import page
from xinglin.engines.actions import Outcome, Refused
from xinglin.engines.review.pages import ReviewPage, review_view
from xinglin.engines.windows.forms import period_of
from xinglin.engines.windows.models import Window

from .. import actions, rules, windows
from ..actions import NewCycle
from ..chains import AGENCY_APPLICATION
from ..forms import CycleForm, ReasonForm, RulesForm, TransferForm, next_cycle, window_forms
from ..models import Cycle, Physician, ProvinceRules
from ..queries.cycles import (
    applications_visible_to,
    cycles_visible_to,
    institutions_under,
    openings_of_cycle,
    rules_of,
)
from ..queries.physicians import physicians_visible_to
from .answers import actor_of, answer


@page(rules.SET_CYCLE)
def cycle_new(request: HttpRequest) -> HttpResponse:
    """«新增考核周期»: its period and its windows."""
    years = rules_of(actor_of(request).unit.province_id).cycle_years
    last = cycles_visible_to(actor_of(request)).order_by("-ends_on").first()
    return _cycle_form(request, None, next_cycle(years, last.ends_on if last else None))


@page(rules.SET_CYCLE)
def cycle_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Other times; the year stays, since what was done is kept under it."""
    cycle = get_object_or_404(cycles_visible_to(actor_of(request)), pk=pk)
    return _cycle_form(request, cycle, {"starts_on": cycle.starts_on, "ends_on": cycle.ends_on, "year": cycle.year})


def _cycle_form(request: HttpRequest, cycle: Cycle | None, initial: dict[str, Any]) -> HttpResponse:
    form, parts = CycleForm(request.POST or None, initial=initial), _window_forms(request, cycle)
    if cycle:
        form.fields["year"].disabled = True
    elif form.is_valid() and cycles_visible_to(actor_of(request)).filter(year=form.cleaned_data["year"]).exists():
        form.add_error("year", f"{form.cleaned_data['year']} 年的周期已经设置，请返回列表编辑那一个。")
    if request.method == "POST" and all([form.is_valid(), *(part.is_valid() for part in parts)]):
        times = {part.kind.key: (part.cleaned_data["starts_at"], part.cleaned_data["ends_at"]) for part in parts}
        province = Unit.objects.get(pk=actor_of(request).unit.province_id)
        given = {name: form.cleaned_data[name] for name in ("year", "starts_on", "ends_on")}
        try:
            actions.set_cycles([NewCycle(province=province, windows=times, **given)], by=actor_of(request)).only()
        except Refused as refused:
            form.add_error(None, refused.why)
        else:
            messages.success(request, "考核周期和时间安排已保存。")
            return redirect("assessment:cycles")
    title = f"编辑{cycle}" if cycle else "新增考核周期"
    place(request, "assessment:cycles", (title, None))
    status = 422 if form.errors or any(part.errors for part in parts) else 200
    context = {"title": title, "form": form, "parts": parts, "listing": "assessment:cycles"}
    return render(request, "assessment/cycle_edit.html", context, status=status)


def _window_forms(request: HttpRequest, cycle: Cycle | None) -> list[Any]:
    keys = [kind.key for kind in windows.CYCLE_WINDOWS]
    rows = Window.objects.filter(kind__in=keys, year=cycle.year, unit=cycle.province_id, batch=1) if cycle else ()
    return window_forms(request.POST or None, {row.kind: period_of(row) for row in rows})


@page(rules.SUPERVISE)
def cycle(request: HttpRequest, pk: int) -> HttpResponse:
    """One cycle with its windows as the unit finds them."""
    actor = actor_of(request)
    found = get_object_or_404(cycles_visible_to(actor), pk=pk)
    place(request, "assessment:cycles", (str(found), None))
    context = {
        "title": str(found),
        "cycle": found,
        "openings": openings_of_cycle(found, actor.unit),
        "may_edit": actor.may(rules.SET_CYCLE) and not found.closed_at,
    }
    return render(request, "assessment/cycle.html", context)


@page(rules.SUPERVISE)
def province_rules(request: HttpRequest) -> HttpResponse:
    """«考核规则»: the figures that hold, and those set for a day (ASM-21)."""
    actor = actor_of(request)
    now = rules_of(actor.unit.province_id)
    names = ("cycle_years", "commended_years", "clean_years", "resits", "is_connected")
    initial = {"starts_on": localdate(), **{name: getattr(now, name) for name in names}}
    form = RulesForm(request.POST or None, initial=initial)
    if request.method == "POST" and not actor.may(rules.SET_CYCLE):
        form.add_error(None, "考核规则由省级管理员设置。")

    def save(given: dict[str, Any]) -> Outcome:
        return actions.set_rules([given], by=actor)

    return answer(
        request,
        form,
        save,
        listing="assessment:cycles",
        title="考核规则",
        template="assessment/rules.html",
        then="assessment:rules",
        standing=ProvinceRules.objects.filter(province=actor.unit.province_id),
        may_set=actor.may(rules.SET_CYCLE),
    )


@page(rules.SET_CYCLE)
def reason_new(request: HttpRequest) -> HttpResponse:
    """«新增情形» of the province."""
    form = ReasonForm(request.POST or None, initial={"starts_on": localdate()})

    def save(given: dict[str, Any]) -> Outcome:
        return actions.add_reasons([given], by=actor_of(request))

    return answer(request, form, save, listing="assessment:reasons", title="新增情形")


@page(rules.MANAGE)
def transfer(request: HttpRequest) -> HttpResponse:
    """«变更医师主执业机构», found by the whole document number, where no registry says so (ASM-11)."""
    actor = actor_of(request)
    form = TransferForm(request.POST or None, institutions=institutions_under(actor))

    def save(given: dict[str, Any]) -> Outcome:
        found = physicians_visible_to(actor).filter(given["physician"])
        keys = list(found.order_by().values_list("pk", flat=True))
        if len(keys) != 1:
            raise Refused("在您的管理范围内没有找到这个证件号码的医师，请核对完整的证件号码。")
        mine = Physician._base_manager.filter(pk__in=keys)
        return actions.transfer_physicians(mine, institution=given["institution"], by=actor)

    return answer(request, form, save, listing="assessment:institutions", title="变更医师主执业机构")


REVIEWING = ReviewPage(
    chain=AGENCY_APPLICATION,
    rights=(rules.REVIEW_AGENCIES,),
    rows=applications_visible_to,
    address="assessment:application",
    listing="assessment:applications",
    facts=lambda each: [str(each.cycle), each.authority.name],
)
application = review_view(REVIEWING)
