"""«数据体检»: the step before «上报» (REP-50)."""

import functools
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from xinglin.engines.access.menu import place
from xinglin.engines.access.pages import View, page
from xinglin.engines.lists.views import list_view

from .. import rules
from ..actions.checking import examine_trainings
from ..lists.findings import FINDINGS
from ..queries.checkups import examinable, freshness, groups


@page(rules.VIEW)
def checkup(request: HttpRequest) -> HttpResponse:
    """What was found, kind by kind, and how fresh it is; by POST the base's records are examined anew."""
    actor: Any = request.actor  # type: ignore[attr-defined]  # -- set by ActorMiddleware
    if request.method == "POST" and actor.may(rules.REPORT):
        outcome = examine_trainings(examinable(actor), by=actor)
        messages.success(request, f"已体检 {len(outcome.done)} 人，结果如下。")
        return redirect("checkup:home")
    context = {
        "title": "数据体检",
        "freshness": freshness(actor),
        "groups": groups(actor),
        "may_examine": actor.may(rules.REPORT),
    }
    return render(request, "training/checkup.html", context)


def _below(view: View) -> View:
    """The list stands below the page of the kinds, in the breadcrumb too."""

    @functools.wraps(view)
    def answer(request: HttpRequest) -> Any:
        place(request, "checkup:home", (FINDINGS.title, None))
        return view(request)

    return answer


findings = _below(list_view(FINDINGS))
