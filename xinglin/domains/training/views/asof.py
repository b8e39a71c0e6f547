"""«按日期查看»: a record as it stood at the end of a day, also one that was deleted since (PLT-61)."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate

from xinglin.engines.access.menu import place
from xinglin.engines.access.pages import page
from xinglin.engines.history import audit
from xinglin.engines.review.copies import Section

from .. import rules
from ..models import Training
from ..queries.asof import past_of, sections_at


@page(rules.VIEW)
def on_day(request: HttpRequest, pk: int) -> HttpResponse:
    """`?day=2026-10-01`; today when none is given. A day in the future is today."""
    past = past_of(pk, _actor(request))
    if past is None:
        raise Http404
    audit.looked(Training(pk=pk), by=_actor(request))
    day, problem = _day(request.GET.get("day", ""))
    leads_back = None if past.deleted_at else reverse("training:detail", args=[pk])
    place(request, "training:intake", (past.name, leads_back), ("按日期查看", None))
    tabs: dict[str, list[Section]] = {}
    for section in sections_at(past, day):
        tabs.setdefault(section.get("tab") or section["title"], []).append(section)
    context = {"title": f"按日期查看：{past.name}", "past": past, "day": day, "problem": problem, "tabs": tabs}
    return render(request, "training/on_day.html", context, status=422 if problem else 200)


def _day(asked: str) -> tuple[date, str]:
    today = localdate()
    try:
        return (min(date.fromisoformat(asked), today) if asked else today), ""
    except ValueError:
        return today, "日期的格式不正确，请按 2026-10-01 的格式填写。下面显示的是今天。"


def _actor(request: Any) -> Any:
    return request.actor
