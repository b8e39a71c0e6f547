"""One stint of a plan: where it stands, and what can be done to it in a draft (ROT-04)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from xinglin.engines.access.menu import place
from xinglin.engines.access.pages import page
from xinglin.engines.actions import Outcome, Refused

from .. import rules
from ..actions import editing
from ..forms import MoveForm
from ..models import Stint
from ..queries.conflicts import conflicts_of
from ..queries.edits import Watched
from ..queries.grid import described
from ..queries.plans import stints_visible_to
from ..queries.standards import own_departments
from .changes import answer, tell_conflicts

JOINED = ("resident__plan", "resident__training__person", "resident__training__specialty", "department", "line")


@page(rules.PLAN)
def stint(request: Any, pk: int) -> HttpResponse:
    """What it is, the same resident's others, who is elsewhere at the same time, and the ways to change it."""
    actor = _actor(request)
    found = get_object_or_404(stints_visible_to(actor).select_related(*JOINED), pk=pk)
    back = f"{reverse('rotation:plan', args=[found.resident.plan_id])}?{request.GET.urlencode()}"
    is_refused = False
    if request.method == "POST":
        watched = Watched(found.resident.plan)
        is_refused = not _do(request, found, watched)
        if "from_grid" in request.POST and request.htmx:
            return answer(request, watched)
    if request.method == "POST" and ("from_grid" in request.POST or not is_refused):
        stays = "from_grid" not in request.POST and Stint._base_manager.filter(pk=pk).exists()
        return redirect(request.get_full_path() if stays else back)
    plan, name = found.resident.plan, found.resident.training.person.name
    own = stints_visible_to(actor).filter(resident=found.resident).select_related("department", "line")
    same = stints_visible_to(actor).filter(resident__plan=plan, first=found.first, half_months=found.half_months)
    place(request, "rotation:plans", (plan.name, back), (name, None))
    context = {
        "title": f"{name}：{found.department.name}",
        "stint": found,
        "described": described(found),
        "why_not": rules.may_edit(plan) or "",
        "why_fixed": rules.may_edit(plan) or rules.may_change(found) or "",
        "move": MoveForm(
            plan=plan, length=found.half_months, initial={"first": request.POST.get("first", found.first)}
        ),
        "own": list(own.order_by("first")),
        "others": list(
            same.exclude(resident=found.resident).select_related("department", "resident__training__person")
        ),
        "splits": [(n, f"{n / 2:g} 个月 + {(found.half_months - n) / 2:g} 个月") for n in range(1, found.half_months)],
        "departments": list(own_departments(actor)),
        "conflicts": [each for each in conflicts_of(plan) if _touches(each, found)],
        "back": back,
    }
    return render(request, "rotation/stint.html", context, status=422 if is_refused else 200)


def _touches(conflict: Any, found: Stint) -> bool:
    """Is it about this resident, or about this department at this time?"""
    months = range(found.first // 2, (found.first + found.half_months - 1) // 2 + 1)
    return conflict.resident == found.resident_id or any((found.department_id, m) in conflict.cells for m in months)


def _do(request: HttpRequest, found: Stint, watched: Watched) -> bool:
    """Change it as asked, and say so, or say why not; was it done?"""
    verbs: dict[str, Callable[..., Outcome]] = {
        "move": editing.move_stints,
        "swap": editing.swap_stints,
        "split": editing.split_stints,
        "reassign": editing.reassign_stints,
        "lock": editing.lock_stints,
        "unlock": editing.unlock_stints,
        "remove": editing.remove_stints,
    }
    verb = verbs.get(request.POST.get("do", ""))
    if verb is None:
        raise Http404
    try:
        verb(Stint._base_manager.filter(pk=found.pk), **_facts(request), by=_actor(request)).only()
    except Refused as refused:
        messages.error(request, refused.why)
        return False
    messages.success(request, "已调整，可在计划页“撤销上一步”。")
    tell_conflicts(request, watched)
    return True


def _facts(request: HttpRequest) -> dict[str, Any]:
    """What each way of changing asks for; Refused where it is missing."""
    wanted = {"move": "first", "swap": "other", "split": "after", "reassign": "department"}
    name = wanted.get(request.POST.get("do", ""))
    if name is None:
        return {}
    value = request.POST.get(name, "")
    if not value.isascii() or not value.isdigit() or len(value) > 12:
        raise Refused("请先选择再办理。")
    if name == "department":
        chosen = own_departments(_actor(request)).filter(pk=value).first()
        if chosen is None:
            raise Refused("只能选择本基地启用的科室，请重新选择。")
        return {name: chosen}
    return {name: int(value)}


def _actor(request: Any) -> Any:
    return request.actor
