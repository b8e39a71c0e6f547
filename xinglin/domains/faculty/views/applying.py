"""师资报名申请: «我要报名» in three steps — 选择批次, 核对条件, 提交 (FAC-03, FAC-04)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from xinglin.engines.access.menu import place
from xinglin.engines.access.pages import page
from xinglin.engines.actions import Refused
from xinglin.kit import calendar

from .. import rules
from ..actions.applying import discard_applications, start_applications, submit_applications
from ..enums import ApplicationState, Recommendation
from ..lists.appointing import TONES
from ..models import Application, Supervisor
from ..queries.appointing import own_applications, rounds_offered
from ..queries.supervisors import judged
from ..rules.eligibility import obstacle
from .answers import actor_of
from .own import profile_of

STEPS = ("选择报名批次", "核对师资条件", "提交报名")


def state_of(application: Application) -> tuple[str, str]:
    """What the supervisor sees: 未提交, 已提交, and what became of it."""
    if application.state == ApplicationState.DRAFT:
        return "未提交", "grey"
    if application.recommendation == Recommendation.NONE:
        return "已提交", "blue"
    recommendation = Recommendation(application.recommendation)
    return recommendation.label, TONES[recommendation]


@page(rules.OWN)
def home(request: HttpRequest) -> HttpResponse:
    """One's applications with their states."""
    profile = profile_of(request)
    gaps = profile.titles()
    rows = list(own_applications(actor_of(request)))
    context = {
        "title": "师资报名申请",
        "cards": [(row, state_of(row)) for row in rows],
        "why": f"师资信息还不完整，缺 {len(gaps)} 项。" if gaps else "",
    }
    return render(request, "faculty/own/applications.html", context)


@page(rules.OWN)
def new(request: HttpRequest) -> HttpResponse:
    """Step one: the round."""
    profile, actor = profile_of(request), actor_of(request)
    supervisor, today = profile.supervisor, calendar.today()
    offered = list(rounds_offered(supervisor.institution_id).order_by("opens_on"))
    if request.method == "POST":
        chosen = next((each for each in offered if str(each.pk) == request.POST.get("round")), None)
        try:
            if chosen is None:
                raise Refused("请选择报名批次。")
            mine = Supervisor._base_manager.filter(pk=supervisor.pk)
            outcome = start_applications(mine, opened=chosen, by=actor)
            return redirect("faculty:own_application", outcome.records[outcome.only()])
        except Refused as refused:
            messages.error(request, refused.why)
            return redirect("faculty:own_application_new")
    gaps = profile.titles()
    choices = [(each, rules.may_apply(supervisor, each, gaps, today)) for each in offered]
    place(request, "faculty:own_applications", ("我要报名", None))
    context = {"title": "我要报名", "steps": STEPS, "step": 1, "choices": choices, "supervisor": supervisor}
    return render(request, "faculty/own/round.html", context)


@page(rules.OWN)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Steps two and three: every condition with its figures, and «提交»; afterwards what became of it."""
    application = _own(request, pk)
    profile = profile_of(request)
    found = judged([application.supervisor])[application.supervisor_id]
    why = rules.may_apply(profile.supervisor, application.round, profile.titles(), calendar.today())
    is_draft = application.state == ApplicationState.DRAFT
    place(request, "faculty:own_applications", (application.round.name, None))
    context = {
        "title": application.round.name,
        "application": application,
        "state": state_of(application),
        "findings": found,
        "why": (why or obstacle(found)) if is_draft else None,
        "steps": STEPS,
        "step": 2 if is_draft else 4,
    }
    return render(request, "faculty/own/application.html", context)


@page(rules.OWN)
@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """«提交»."""
    return _done(request, pk, submit_applications, "报名已提交，教学部审核后会通知您。", "faculty:own_application")


@page(rules.OWN)
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """«删除草稿»."""
    return _done(request, pk, discard_applications, "报名草稿已删除。", "")


def _done(request: HttpRequest, pk: int, act: Any, told: str, onwards: str) -> HttpResponse:
    rows = Application._base_manager.filter(pk=_own(request, pk).pk)
    try:
        act(rows, by=actor_of(request)).only()
        messages.success(request, told)
    except Refused as refused:
        messages.error(request, refused.why)
        return redirect("faculty:own_application", pk)
    return redirect(onwards, pk) if onwards else redirect("faculty:own_applications")


def _own(request: HttpRequest, pk: int) -> Application:
    return get_object_or_404(own_applications(actor_of(request)), pk=pk)
