"""自动排班: the planner asked for a plan, how far it is, what it found, side by side, and adopted (ROT-20, ROT-21)."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from xinglin.engines.access.menu import place
from xinglin.engines.access.pages import page
from xinglin.engines.actions import Outcome, Refused
from xinglin.kit.half_months import first_day
from xinglin.kit.row_keys import row_key

from .. import rules
from ..actions.planning import draft_plans
from ..actions.proposing import adopt_stints, relax_capacities, start_proposals, stop_proposals
from ..enums import Goal, PlanState, ProposalState
from ..forms import SearchForm
from ..models import PlannedResident, Proposal, RotationPlan
from ..queries import proposals as q
from ..queries.plans import plans_visible_to
from ..rules import proposing

SHOWN = 30  # residents in a list of moves
TONES = {
    ProposalState.WAITING: "grey",
    ProposalState.RUNNING: "blue",
    ProposalState.DONE: "green",
    ProposalState.STOPPED: "orange",
    ProposalState.FAILED: "red",
    ProposalState.INTERRUPTED: "red",
}


@page(rules.PLAN)
def proposals(request: HttpRequest, pk: int) -> HttpResponse:
    """Of one plan: a new search, those going on, and those done side by side."""
    actor = _actor(request)
    plan = get_object_or_404(plans_visible_to(actor), pk=pk)
    found = list(q.proposals_visible_to(actor).filter(plan=plan).order_by("-number")[:12])
    is_busy = any(not each.is_over for each in found)
    people = PlannedResident._base_manager.filter(plan=plan).count()
    form = SearchForm(request.POST or None, initial={"number": 1, "seconds": 60, "seed": _next_seed(found)})
    if request.method == "POST" and form.is_valid() and _started(request, plan, form):
        return redirect(request.path)
    place(request, "rotation:plans", (plan.name, reverse("rotation:plan", args=[pk])), ("自动排班", None))
    context = {
        "title": f"自动排班：{plan.name}",
        "plan": plan,
        "form": form,
        "goals": [
            (goal.value, goal.label, proposing.may_propose(plan, goal, people, is_busy))
            for goal in (Goal.ANEW, Goal.FEW_CHANGES)
        ],
        "sides": q.side_by_side(sorted((each for each in found if each.stints), key=lambda each: each.number)),
        "others": [(each, *_tag(each)) for each in found if not each.stints and each.is_over],
        "running": [_running(each) for each in found if not each.is_over],
    }
    return render(request, "rotation/proposals.html", context, status=422 if form.errors else 200)


def _next_seed(found: list[Proposal]) -> int:
    return max((each.seed for each in found), default=0) + 1


def _started(request: HttpRequest, plan: RotationPlan, form: SearchForm) -> bool:
    goal = request.POST.get("goal", "")
    if goal not in Goal.values:
        raise Http404
    try:
        start_proposals(
            RotationPlan._base_manager.filter(pk=plan.pk), asked=form.asked(goal), by=_actor(request)
        ).only()
    except Refused as refused:
        form.add_error(None, refused.why)
        return False
    messages.success(request, "已开始计算，可以离开本页，完成后会收到消息。")
    return True


def _running(proposal: Proposal) -> dict[str, Any]:
    return {"proposal": proposal, "words": q.progress_words(proposal), "seconds": round(proposal.elapsed)}


def _tag(proposal: Proposal) -> tuple[str, str]:
    state = ProposalState(proposal.state)
    return state.label, TONES[state]


@page(rules.PLAN)
@require_GET
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The bar of one search alone; when it is over the page is read anew."""
    found = get_object_or_404(q.proposals_visible_to(_actor(request)), pk=pk)
    response = render(request, "rotation/proposal_progress.html", _running(found))
    if found.is_over:
        response.headers["HX-Refresh"] = "true"
    return response


@page(rules.PLAN)
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them: what it exceeds and why, who would move, and what can be done with it."""
    actor = _actor(request)
    found = get_object_or_404(q.proposals_visible_to(actor), pk=pk)
    if request.method == "POST":
        return _do(request, found)
    plan = found.plan
    here = reverse("rotation:proposals", args=[plan.pk])
    place(
        request,
        "rotation:plans",
        (plan.name, reverse("rotation:plan", args=[plan.pk])),
        ("自动排班", here),
        (f"方案 {found.number}", None),
    )
    words, tone = q.verdict(found)
    moves = q.moves(found) if found.stints else []
    others = q.proposals_visible_to(actor).filter(plan=plan, stints__isnull=False).exclude(pk=pk)
    other = others.filter(number=row_key(request.GET.get("with"))).first()
    elsewhere = q.elsewhere(found, other) if other else []
    context = {
        "title": f"{plan.name}：方案 {found.number}",
        "proposal": found,
        "state": _tag(found),
        "unit": q.months_of_person(found),
        "verdict": words,
        "tone": tone,
        "running": None if found.is_over else _running(found),
        "figures": q.figures_of(found),
        "beyond": q.beyond(found),
        "moves": moves[:SHOWN],
        "moving": len(moves),
        "others": others.order_by("number"),
        "other": other,
        "elsewhere": elsewhere[:SHOWN],
        "elsewhere_number": len(elsewhere),
        "may_relax": actor.may(rules.MAP) and not proposing.may_relax(found, _clashes(found), 1, False),
        "why_not": proposing.why_not_used(found),
        "is_in_force": plan.state == PlanState.PUBLISHED,
        "back": here,
    }
    return render(request, "rotation/proposal.html", context)


def _clashes(found: Proposal) -> list[dict[str, Any]]:
    """Those that a change of capacity would mend."""
    return [each for each in found.figures.get("clashes", []) if each["raise_by"] or each["cut_by"]]


def _do(request: HttpRequest, found: Proposal) -> HttpResponse:
    rows, by = Proposal._base_manager.filter(pk=found.pk), _actor(request)
    back = redirect("rotation:proposal", pk=found.pk)
    try:
        match request.POST.get("do"):
            case "stop":
                stop_proposals(rows, by=by).only()
                is_over = rows.exclude(finished_at=None).exists()
                messages.success(request, "已停止。" if is_over else "正在停止，已找到的最好方案会保留。")
            case "adopt":
                return redirect("rotation:plan", pk=_adopted(request, found))
            case "relax":
                outcome = relax_capacities(rows, by=by)
                outcome.only()
                messages.success(request, "容量已放宽，正在重新自动排班。")
                return redirect("rotation:proposal", pk=outcome.records[found.pk])
            case _:
                raise Http404
    except Refused as refused:
        messages.error(request, refused.why)
    return back


def _adopted(request: HttpRequest, found: Proposal) -> int:
    """The draft that has it now: the plan itself, or a newer version of one in force. Raises Refused."""
    by, plan = _actor(request), found.plan
    with transaction.atomic():
        target = plan.pk if plan.state == PlanState.DRAFT else _newer(plan, by)
        outcome: Outcome = adopt_stints(PlannedResident._base_manager.filter(plan=target), proposal=found.pk, by=by)
        if outcome.refused:
            raise Refused(next(iter(outcome.refused.values())))
    words = (
        "已采用，可继续调整，或“撤销上一步”恢复。"
        if target == plan.pk
        else "已按方案建立新版本，核对后发布即替代现行计划。"
    )
    messages.success(request, words)
    return target


def _newer(plan: RotationPlan, by: Any) -> int:
    versions = plans_visible_to(by).filter(name__startswith=plan.name[:40]).count()
    row = {
        "name": f"{plan.name[:50]} 调整 {versions}",
        "first_month": first_day(plan.first),
        "months": plan.half_months // 2,
        "based_on": plan.pk,
    }
    outcome = draft_plans([row], by=by)
    outcome.only()
    return outcome.records[0]


def _actor(request: Any) -> Any:
    return request.actor
