"""«带教评价» on the resident's phone: what is to be rated, and the questionnaire (FAC-09)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.menu import place
from xinglin.engines.access.pages import page
from xinglin.engines.actions import Refused

from .. import rules
from ..actions.answering import give_answers
from ..forms import RatingForm
from ..queries.asking import given_among, may_rate, own_stays, place_of, province_of, questionnaires_for, rules_of


@page(rules.RATE)
def mine(request: HttpRequest) -> HttpResponse:
    """One's rotations that are over: to be rated, rated, or too late. What was answered is nowhere to be seen."""
    stays: list[Any] = list(own_stays(_actor(request)))
    given, ruled = given_among(stays), rules_of(stays)
    waiting, done = [], []
    for stay in stays:
        if stay.pk in given:
            done.append((stay, ("已评价", "green")))
        elif may_rate(stay, ruled):
            done.append((stay, ("已截止", "grey")))
        else:
            year = stay.left_on.year
            waiting.append((stay, rules.closes_on(ruled[province_of(stay), year], year)))
    return render(request, "ratings/mine.html", {"title": "带教评价", "waiting": waiting, "done": done})


@page(rules.RATE)
@sensitive_post_parameters()  # no report of an error holds an answer
def rate(request: HttpRequest, pk: int) -> HttpResponse:
    """The questionnaire of one rotation; sent once, and then nobody can open it again."""
    actor = _actor(request)
    stay: Any = get_object_or_404(own_stays(actor), pk=pk)
    institution, _, year = key = place_of(stay)
    ruled = rules_of([stay])
    form = RatingForm(request.POST or None, items=questionnaires_for([key])[institution, year].items)
    why_not = "这段轮转已经评价过。" if given_among([stay]) else may_rate(stay, ruled)
    if request.method == "POST" and form.is_valid():
        try:
            give_answers([{"stay": stay.pk, **form.answer()}], by=actor).only()
        except Refused as refused:
            form.add_error(None, refused.why)
        else:
            messages.success(request, "评价已匿名提交。结果在年度汇总后、评价人数达到规定时才显示。")
            return redirect("ratings:mine")
    place(request, "ratings:mine", (stay.stint.teaching.supervisor.person.name, None))
    context = {"title": "评价带教老师", "form": form, "stay": stay, "why_not": why_not}
    context["minimum"] = ruled[province_of(stay), year].minimum
    return render(request, "ratings/rate.html", context, status=422 if form.errors else 200)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]  # -- set by ActorMiddleware
    return actor
