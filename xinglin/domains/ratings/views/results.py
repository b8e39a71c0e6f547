"""Results as supervisors, departments and the teaching department read them, and what is set (FAC-09)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.menu import place
from xinglin.engines.access.pages import page
from xinglin.engines.actions import Outcome, Refused
from xinglin.kit import calendar

from .. import rules
from ..actions.setup import set_questionnaires, set_rules
from ..forms import QuestionnaireForm, RuleForm
from ..lists.results import state_tag, verdict_tag
from ..models import Result
from ..queries.asking import questionnaires_for, rules_for
from ..queries.results import lines_of, own_results, results_visible_to


@page(rules.OWN)
def own(request: HttpRequest) -> HttpResponse:
    """«我的带教评价»: one's own results of closed years."""
    context = {"title": "我的带教评价", "results": [_shown(each) for each in own_results(_actor(request))]}
    return render(request, "ratings/own.html", context)


@page(rules.VIEW)
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """One supervisor in one department and year."""
    actor = _actor(request)
    row = get_object_or_404(results_visible_to(actor), pk=pk)
    place(request, "ratings:results", (row.supervisor.person.name, None))
    context = {"title": f"{row.supervisor.person.name}：{row.year} 年度带教评价", "result": _shown(row)}
    return render(request, "ratings/result.html", {**context, "reads": actor.may(rules.READ)})


def _shown(row: Result) -> dict[str, Any]:
    return {"row": row, "lines": lines_of(row), "verdict": verdict_tag(row), "state": state_tag(row)}


@page(rules.QUESTIONS)
def questionnaire_new(request: HttpRequest) -> HttpResponse:
    """«设置评价表»: what holds now stands in the form already."""
    actor, unit, year = _actor(request), _actor(request).unit, calendar.today().year
    key = unit.institution_id or 0
    now = questionnaires_for([(key, unit.province_id, year + 1)])[key, year + 1]
    form = QuestionnaireForm(request.POST or None, initial={"first_year": year + 1, "items": "\n".join(now.items)})
    note = "自启用年度起，本单位的住院医师按新的评价表评价；没有另行设置的，使用上一级的评价表。"
    return _set(request, form, lambda row: set_questionnaires([row], by=actor), "ratings:questionnaires", note)


@page(rules.FIGURES)
def rule_new(request: HttpRequest) -> HttpResponse:
    """«设置评价规则»."""
    actor, year = _actor(request), calendar.today().year
    province = actor.unit.province_id
    now = rules_for([(province, year + 1)])[province, year + 1]
    figures = {key: getattr(now, key) for key in ("minimum", "pass_mark", "closing_days")}
    form = RuleForm(request.POST or None, initial={"first_year": year + 1, **figures})
    note = "评价人数少于最少评价人数的，不显示结果，年度结果为未评定，不影响师资条件。"
    return _set(request, form, lambda row: set_rules([row], by=actor), "ratings:rules", note)


def _set(
    request: HttpRequest, form: Any, save: Callable[[dict[str, Any]], Outcome], listing: str, note: str
) -> HttpResponse:
    title = "设置评价表" if listing == "ratings:questionnaires" else "设置评价规则"
    if request.method == "POST" and form.is_valid():
        try:
            save(form.cleaned_data).only()
        except Refused as refused:
            form.add_error(None, refused.why)
        else:
            messages.success(request, "已保存。")
            return redirect(listing)
    place(request, listing, (title, None))
    context = {"title": title, "form": form, "listing": listing, "note": note}
    return render(request, "ratings/edit.html", context, status=422 if form.errors else 200)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]  # -- set by ActorMiddleware
    return actor
