"""What a planner sees of a plan beside its filters, and what a change by hand brings anew of it (ROT-03, ROT-04)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from xinglin.engines.lists.row_address import row_address

from .. import rules
from ..forms import GridForm
from ..models import Edit, RotationPlan
from ..queries import grid
from ..queries.conflicts import Conflict, marks_of
from ..queries.edits import Watched, edits_seen, last_edit
from ..queries.plans import plans_visible_to
from ..queries.standards import own_departments
from .cells import Lines

VIEWS = {"resident": "按人员查看", "department": "按科室查看", "day": "按日期查看"}
SHOWN_CONFLICTS = 50


@dataclass
class Kind:
    """Conflicts of one kind: how many, and the first of them, each with the page where it is mended."""

    title: str
    number: int = 0
    shown: list[tuple[Conflict, str]] = field(default_factory=list)

    @property
    def hidden(self) -> int:
        """How many more there are."""
        return self.number - len(self.shown)


def kinds_of(conflicts: list[Conflict], found: RotationPlan) -> list[Kind]:
    kinds: dict[str, Kind] = {}
    for each in conflicts:
        kind = kinds.setdefault(each.kind, Kind(each.kind))
        kind.number += 1
        if kind.number <= SHOWN_CONFLICTS:
            kind.shown.append((each, _where(each, found)))
    return list(kinds.values())


def _where(conflict: Conflict, found: RotationPlan) -> str:
    if conflict.stint:
        return row_address(conflict.stint, "rotation:stint")
    month = min((month for _, month in conflict.cells), default=found.first // 2)
    department = min((department for department, _ in conflict.cells), default=0)
    asked = {"view": "department", "department": department} if department else {"name": conflict.about}
    return f"?{urlencode({**asked, 'month': month})}"


def grid_form(request: HttpRequest, found: RotationPlan) -> GridForm:
    """The filters of the grid that a page shows, or was opened from."""
    actor, view = _actor(request), request.GET.get("view", "")
    plans = plans_visible_to(actor).order_by("-created_at", "-pk")
    departments = list(own_departments(actor))
    shown = view if view in VIEWS else "resident"
    return GridForm(request.GET, plan=found, plans=plans, departments=departments, view=shown)


def lines_of(
    rows: Iterable[grid.Row], request: HttpRequest, found: RotationPlan, *, anew: bool = False
) -> list[SafeString]:
    """A line of the grid for each."""
    may_open = _actor(request).may(rules.PLAN)
    lines = Lines(may_open=may_open, may_place=may_open and not rules.may_edit(found), anew=anew)
    return [lines.line(row) for row in rows]


def state_of(found: RotationPlan, conflicts: list[Conflict]) -> dict[str, Any]:
    """What is wrong in it and what was changed last, for its page."""
    return {
        "kinds": kinds_of(conflicts, found),
        "edits": list(Edit.objects.filter(plan=found)[:10]),
        "last_edit": last_edit(found),
        "seen": edits_seen(found),
    }


def answer(request: HttpRequest, watched: Watched) -> HttpResponse:
    """Messages, conflicts, the last changes and those lines of the grid that are others now, each in its place. The
    whole page where it cannot be told which: somebody else has changed the plan meanwhile, or the filters ask where
    people are.
    """
    form, found = grid_form(request, watched.plan), watched.plan
    asked = form.asked()
    is_known = request.POST.get("seen") == watched.seen
    if not is_known or form.shown != "resident" or asked.department:
        return HttpResponse(headers={"HX-Refresh": "true"})
    keys = watched.residents()
    rows = grid.by_resident(found, asked, _actor(request), marks_of(watched.after), keys) if keys else []
    context = {
        "plan": found,
        "told": list(messages.get_messages(request)),
        "rows": lines_of(rows, request, found, anew=True),
        **state_of(found, watched.after),
    }
    return render(request, "rotation/changed.html", context)


def tell_conflicts(request: HttpRequest, watched: Watched) -> None:
    """Say what a change has brought, so that nobody has to look for it (ROT-04)."""
    if words := watched.changed():
        messages.warning(request, words)


def _actor(request: Any) -> Any:
    return request.actor
