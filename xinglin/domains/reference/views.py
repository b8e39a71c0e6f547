"""One entry of a code list, one specialty: added and changed, with all it was ever called (REP-43)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from xinglin.engines.access.menu import place
from xinglin.engines.access.pages import page
from xinglin.engines.actions import Outcome, Refused

from . import actions, rules
from .enums import CODE_LISTS
from .forms import CodeEditForm, CodeForm, SpecialDayEditForm, SpecialDayForm, SpecialtyEditForm, SpecialtyForm
from .lists import scope_of, state_of
from .models import Code
from .queries import codes_visible_to, own_days, specialties_visible_to, versions_of


@page(rules.MANAGE)
def code_new(request: HttpRequest) -> HttpResponse:
    """An entry that was not there; the list asked for last is chosen already."""
    form = CodeForm(request.POST or None, initial={"table": request.GET.get("table", "")})
    return _answer(request, form, "reference:codes", "新增代码", save=actions.save_codes)


@page(rules.MANAGE)
def code_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name, order, synonyms or last day; the newest version is what is edited."""
    newest = versions_of(get_object_or_404(codes_visible_to(_actor(request)), pk=pk))
    code = _newest(newest)
    initial = {**{key: getattr(code, key) for key in ("label", "order", "parent_code", "valid_until")}}
    form = CodeEditForm(request.POST or None, initial=initial | {"synonyms": "、".join(code.synonyms)})
    about = [("代码表", CODE_LISTS[code.table].title), ("代码", code.code), ("标准", CODE_LISTS[code.table].standard)]
    versions = [(each.label, each.valid_from, each.valid_until, state_of(each)) for each in newest]
    return _answer(
        request,
        form,
        "reference:codes",
        f"编辑代码：{code.label}",
        save=actions.save_codes,
        fixed={"table": code.table, "code": code.code},
        about=about,
        versions=versions,
    )


@page(rules.MANAGE)
def specialty_new(request: HttpRequest) -> HttpResponse:
    """A specialty that was not there."""
    form = SpecialtyForm(request.POST or None)
    return _answer(request, form, "reference:specialties", "新增培训专业", save=actions.save_specialties)


@page(rules.MANAGE)
def specialty_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name from a day on, its last day, the times in which it is short."""
    specialty = get_object_or_404(specialties_visible_to(_actor(request)), pk=pk)
    names = list(specialty.names.order_by(F("valid_from").desc(nulls_last=True)))
    initial = {key: getattr(specialty, key) for key in ("category", "years", "valid_from", "valid_until")}
    initial["name"] = names[0].name if names else specialty.name
    shortages = list(specialty.shortages.order_by("-valid_from"))
    if shortages:
        initial |= {"shortage_from": shortages[0].valid_from, "shortage_until": shortages[0].valid_until}
    versions = [(each.name, each.valid_from, None, None) for each in names]
    return _answer(
        request,
        SpecialtyEditForm(request.POST or None, initial=initial),
        "reference:specialties",
        f"编辑培训专业：{specialty.name}",
        save=actions.save_specialties,
        fixed={"code": specialty.code},
        about=[("专业代码", specialty.code), ("现行名称", specialty.name)],
        versions=versions,
        shortages=shortages,
    )


@page(rules.DAYS)
def day_new(request: HttpRequest) -> HttpResponse:
    """A day that is arranged otherwise than the week says."""
    form = SpecialDayForm(request.POST or None)
    return _answer(request, form, "reference:days", "新增节假日", save=actions.save_days)


@page(rules.DAYS)
def day_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name, rest or work; the day itself is deleted and added."""
    each = get_object_or_404(own_days(_actor(request)), pk=pk)
    initial = {"kind": "worked" if each.is_working else "off", "name": each.name, "document": each.document}
    return _answer(
        request,
        SpecialDayEditForm(request.POST or None, initial=initial),
        "reference:days",
        f"编辑节假日：{each.day} {each.name}",
        save=actions.save_days,
        fixed={"day": each.day},
        about=[("日期", f"{each.day:%Y-%m-%d}"), ("适用范围", scope_of(each))],
    )


def _newest(versions: Any) -> Code:
    found: Code = versions.first()
    return found


def _answer(
    request: HttpRequest,
    form: Any,
    listing: str,
    title: str,
    *,
    save: Callable[..., Outcome],
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
    return render(request, "reference/edit.html", context, status=status)


def _actor(request: Any) -> Any:
    return request.actor
