"""轮转专业规范浏览: a standard, and for the base which of its departments serve each line (ROT-01)."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from xinglin.domains.reference.public import RotationLine
from xinglin.engines.access.menu import place
from xinglin.engines.access.pages import page
from xinglin.engines.actions import Refused
from xinglin.kit.row_keys import row_key

from .. import rules
from ..actions.setup import map_lines
from ..queries.standards import lines_of, own_departments, standards_visible_to, unlike_printed

ROWS = 12  # departments of one line: the paediatric group names as many


@page(rules.STANDARDS)
def standard(request: HttpRequest, pk: int) -> HttpResponse:
    """All its lines, with the departments of one's own base."""
    actor = _actor(request)
    found = get_object_or_404(standards_visible_to(actor), pk=pk)
    lines = lines_of(found, actor)
    total = sum((each.line.months for each in lines), Decimal(0))
    place(request, "rotation:standards", (f"{found.specialty.name}（{found.version}）", None))
    context = {
        "title": f"{found.specialty.name}轮转专业规范",
        "standard": found,
        "lines": lines,
        "total": total,
        "unlike": unlike_printed(found, total),
        "unserved": sum(1 for each in lines if not each.departments and each.line.months),
        "may_map": actor.may(rules.MAP),
        "has_stages": any(each.line.stage for each in lines),
    }
    return render(request, "rotation/standard.html", context)


@page(rules.MAP)
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """Which departments of the base serve a line, and for how long."""
    actor = _actor(request)
    found = get_object_or_404(RotationLine.objects.select_related("standard__specialty"), pk=pk)
    own = list(own_departments(actor))
    problem, given = "", [(each.department_id, f"{each.half_months / 2:g}") for each in _served(found, actor)]
    if request.method == "POST":
        given = list(zip(request.POST.getlist("department"), request.POST.getlist("months"), strict=False))
        problem = _saved(request, found, given)
        if not problem:
            return redirect("rotation:standard", pk=found.standard_id)
    name = f"{found.standard.specialty.name}（{found.standard.version}）"
    place(
        request,
        "rotation:standards",
        (name, reverse("rotation:standard", args=[found.standard_id])),
        ("对应科室", None),
    )
    rows = [(str(department), months) for department, months in given][:ROWS]
    context = {
        "title": f"对应科室：{found.department}",
        "line": found,
        "rows": [*rows, *[("", "")] * max(1, min(4, ROWS - len(rows)))],
        "departments": own,
        "problem": problem,
    }
    return render(request, "rotation/line.html", context, status=422 if problem else 200)


def _served(found: RotationLine, actor: Any) -> Any:
    return next(each.departments for each in lines_of(found.standard, actor) if each.line.pk == found.pk)


def _saved(request: HttpRequest, found: RotationLine, given: list[tuple[str, str]]) -> str:
    """What is wrong, or nothing when it was saved."""
    chosen = []
    for department, months in given[:ROWS]:
        if not department:
            continue
        half_months = _half_months(months)
        if not row_key(department) or half_months is None:
            return "请填写月数，可以是整月或半月，如 2 或 0.5；只供选择的科室填 0。"
        chosen.append((row_key(department), half_months))
    try:
        map_lines({found.pk: chosen}, by=_actor(request)).only()
    except Refused as refused:
        return refused.why
    messages.success(request, f"{found.department}：对应科室已保存。")
    return ""


def _half_months(months: str) -> int | None:
    try:
        doubled = float(months or "0") * 2
    except ValueError:
        return None
    return int(doubled) if doubled in range(73) else None


def _actor(request: Any) -> Any:
    return request.actor
