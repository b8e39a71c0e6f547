"""录入成绩 of a month's leavers, and by which weights they count (ROT-08)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate

from xinglin.domains.rotation.public import Stay
from xinglin.engines.access.menu import place
from xinglin.engines.access.pages import page
from xinglin.engines.actions import Refused
from xinglin.engines.fields import clean_row

from .. import rules
from ..actions.assessing import keep_rules, save_scores
from ..fields import RULE, SCORES
from ..forms import MonthForm, RuleForm
from ..queries.assessing import current_rule, leavers, rules_visible_to
from ..queries.records import teachers_of
from ..rules import assessing


@page(rules.SCORE)
def scores(request: HttpRequest) -> HttpResponse:
    """One table for all who leave in a month; what is wrong stays as it was typed, with the reason."""
    actor = _actor(request)
    form = MonthForm(request.GET or None)
    month = form.chosen() if form.is_bound else localdate().replace(day=1)
    stays = list(leavers(actor, month))
    told: dict[int, dict[str, str]] = {}
    if request.method == "POST":
        values, told = _read(request, stays)
        outcome = save_scores(Stay._base_manager.filter(pk__in=values), values, by=actor)
        told |= {pk: {"": why} for pk, why in outcome.refused.items()}
        if outcome.done:
            messages.success(request, f"已保存 {len(outcome.done)} 人的成绩。三项都录入的，请带教老师签字。")
        if not told:
            return redirect(request.get_full_path())
        stays = list(leavers(actor, month))  # with what was saved of the others: they are sent again with the next save
    place(request, "logbook:assessments", ("录入成绩", None))
    context = {
        "title": "录入出科考核成绩",
        "form": MonthForm({"month": f"{month:%Y-%m}"}),
        "month": month,
        "rows": _rows(request, stays, told),
        "rule": current_rule(actor),
        "told": told,
    }
    return render(request, "logbook/scores.html", context, status=422 if told else 200)


def _read(request: HttpRequest, stays: list[Stay]) -> tuple[dict[int, dict[str, Any]], dict[int, dict[str, str]]]:
    """Stay → scores as typed, of those that can still be changed; stay → key → what is wrong."""
    values, told = {}, {}
    for stay in stays:
        raw = {field.key: request.POST.get(f"{field.key}-{stay.pk}", "") for field in SCORES}
        assessment = getattr(stay, "assessment", None)
        if assessing.may_score(assessment) or not (assessment or any(raw.values())):
            continue
        cleaned, wrong = clean_row(SCORES, raw)
        if wrong:
            told[stay.pk] = wrong
        else:
            values[stay.pk] = cleaned
    return values, told


def _rows(request: HttpRequest, stays: list[Stay], told: dict[int, dict[str, str]]) -> list[dict[str, Any]]:
    """What the table shows of each stay."""
    teachers, rows = teachers_of(stays), []
    for stay in stays:
        assessment, wrong = getattr(stay, "assessment", None), told.get(stay.pk, {})
        cells = []
        for field in SCORES:
            name, standing = f"{field.key}-{stay.pk}", getattr(assessment, field.key, None)
            shown = request.POST.get(name, "") if stay.pk in told else field.show(standing)
            cells.append({"field": field, "name": name, "value": shown, "error": wrong.get(field.key, "")})
        rows.append(
            {
                "stay": stay,
                "cells": cells,
                "error": wrong.get("", ""),
                "teacher": teachers.get(stay.pk, ""),
                "why_not": assessing.may_score(assessment) or "",
                "tag": assessing.result_tag(assessment),
                "total": assessing.figure(getattr(assessment, "total", None)),
            }
        )
    return rows


@page(rules.RULES)
def assessment_rules(request: HttpRequest) -> HttpResponse:
    """Weights and passing mark, from a day on."""
    actor = _actor(request)
    held = current_rule(actor)
    initial = {field.key: getattr(held, field.key) for field in RULE} | {"valid_from": localdate()}
    form = RuleForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            keep_rules([form.cleaned_data], by=actor).only()
        except Refused as refused:
            form.add_error(None, refused.why)
        else:
            messages.success(request, "出科考核办法已保存，启用日期以后录入的成绩按新办法计算。")
            return redirect("logbook:rules")
    place(request, "logbook:assessments", ("出科考核办法", None))
    context = {"title": "出科考核办法", "form": form, "held": held, "earlier": list(rules_visible_to(actor))}
    return render(request, "logbook/rules.html", context, status=422 if form.errors else 200)


def _actor(request: Any) -> Any:
    return request.actor
