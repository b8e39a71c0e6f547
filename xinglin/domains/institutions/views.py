"""Bases, programmes, affiliate sites and reporting modes: one at a time (REP-43)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from xinglin.engines.access.menu import place
from xinglin.engines.access.models import Unit, UnitKind
from xinglin.engines.access.pages import page
from xinglin.engines.actions import Outcome, Refused

from . import actions, rules
from .forms import (
    AffiliationForm,
    CapacityForm,
    DepartmentForm,
    HospitalEditForm,
    HospitalForm,
    ProgrammeForm,
    StaffForm,
    SwitchForm,
)
from .queries import (
    affiliations_visible_to,
    bases_under,
    bases_visible_to,
    is_charged,
    programmes_visible_to,
)
from .queries.departments import departments_visible_to


@page(rules.MANAGE)
def base_new(request: HttpRequest) -> HttpResponse:
    """«登记机构»: a hospital that was not there, as a training base or an affiliate site."""
    form = HospitalForm(request.POST or None, actor=_actor(request))
    return _answer(request, form, "institutions:bases", "登记机构", actions.save_hospitals, why_not=_why_not(request))


@page(rules.MANAGE)
def base_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Its profile and name; its former names, specialties and affiliate sites stand below."""
    actor = _actor(request)
    hospital = get_object_or_404(bases_visible_to(actor), pk=pk)
    profile = ("credit_code", "base_level", "base_code", "level", "kind", "is_military")
    initial = {key: getattr(hospital, key) for key in profile}
    initial |= {"name": hospital.unit.name, "short_name": hospital.unit.short_name}
    return _answer(
        request,
        HospitalEditForm(request.POST or None, initial=initial, actor=actor),
        "institutions:bases",
        f"编辑机构：{hospital.unit.name}",
        actions.save_hospitals,
        fixed={"pk": hospital.pk},
        why_not=_why_not(request),
        hospital=hospital,
        former=hospital.unit.former_names.all(),
        programmes=programmes_visible_to(actor).filter(institution=hospital.unit_id).order_by("specialty__code"),
        sites=affiliations_visible_to(actor).filter(base=hospital.unit_id).order_by("site__name"),
    )


@page(rules.MANAGE)
def programme_new(request: HttpRequest) -> HttpResponse:
    """«新增专业基地»."""
    form = ProgrammeForm(request.POST or None, offered={"institution": _bases(request)})
    title = "新增专业基地"
    return _answer(request, form, "institutions:programmes", title, actions.save_programmes, why_not=_why_not(request))


@page(rules.MANAGE)
def programme_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Its capacity."""
    base = get_object_or_404(programmes_visible_to(_actor(request)), pk=pk)
    form = CapacityForm(request.POST or None, initial={"least": base.least, "capacity": base.capacity})
    return _answer(
        request,
        form,
        "institutions:programmes",
        f"编辑容量：{base.institution.name} {base.unit.name}",
        actions.save_programmes,
        fixed={"institution": base.institution_id, "specialty": base.specialty.code},
        why_not=_why_not(request),
    )


@page(rules.MANAGE)
def affiliation_new(request: HttpRequest) -> HttpResponse:
    """«登记协同单位»: the site may lie in another province."""
    everywhere = Unit.objects.filter(kind=UnitKind.INSTITUTION, is_active=True).exclude(hospital=None)
    offered = {"base": _bases(request), "site": everywhere.select_related("province").order_by("name")}
    form = AffiliationForm(request.POST or None, offered=offered)
    title = "登记协同单位"
    return _answer(request, form, "institutions:affiliations", title, actions.affiliate, why_not=_why_not(request))


@page(rules.APPLY_MODE)
def mode_new(request: HttpRequest) -> HttpResponse:
    """«申请切换报送方式»."""
    actor = _actor(request)
    form = SwitchForm(request.POST or None, actor=actor, initial={"province": str(actor.unit.province_id or "")})

    def apply(rows: Any, *, by: Any) -> Outcome:
        return actions.apply_modes([{**row, "province": int(row["province"])} for row in rows], by=by)

    return _answer(request, form, "institutions:modes", "申请切换报送方式", apply)


@page(rules.DEPARTMENTS)
def department_new(request: HttpRequest) -> HttpResponse:
    """«新增科室»."""
    form = DepartmentForm(request.POST or None)
    return _answer(request, form, "institutions:departments", "新增科室", actions.save_departments)


@page(rules.DEPARTMENTS)
def department_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name."""
    unit = get_object_or_404(departments_visible_to(_actor(request)), pk=pk)
    form = DepartmentForm(request.POST or None, initial={"name": unit.name})
    title, save = f"编辑科室：{unit.name}", actions.save_departments
    return _answer(request, form, "institutions:departments", title, save, fixed={"pk": unit.pk})


@page(rules.DEPARTMENTS)
def staff_new(request: HttpRequest) -> HttpResponse:
    """«任命科主任、教学秘书»."""
    offered = {"department": departments_visible_to(_actor(request)).filter(is_active=True).order_by("name")}
    form = StaffForm(request.POST or None, offered=offered)
    return _answer(request, form, "institutions:staff", "任命科主任、教学秘书", actions.appoint_staff)


def _bases(request: HttpRequest) -> Any:
    return bases_under(_actor(request).unit).select_related("province").order_by("name")


def _why_not(request: HttpRequest) -> str | None:
    actor = _actor(request)
    return rules.may_maintain(actor.unit, actor, is_charged(actor))


def _answer(
    request: HttpRequest,
    form: Any,
    listing: str,
    title: str,
    save: Callable[..., Outcome],
    *,
    fixed: dict[str, Any] | None = None,
    **context: Any,
) -> HttpResponse:
    """The form; what is not refused is saved, and one is back on the list."""
    if request.method == "POST" and form.is_valid():
        try:
            outcome = save([{**form.cleaned_data, **(fixed or {})}], by=_actor(request))
            outcome.only()
        except Refused as refused:
            form.add_error(None, refused.why)
        else:
            messages.success(request, "已保存。" if outcome.done else "没有需要保存的修改。")
            return redirect(listing)
    place(request, listing, (title, None))
    status = 422 if form.errors else 200
    context |= {"title": title, "form": form, "listing": listing}
    return render(request, "institutions/edit.html", context, status=status)


def _actor(request: Any) -> Any:
    return request.actor
