"""One number that a base asks beside the standard, or more than it (ROT-01, ROT-09)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from xinglin.engines.access.menu import place
from xinglin.engines.access.pages import page
from xinglin.engines.actions import Refused

from .. import rules
from ..actions.requiring import import_requirements
from ..forms import RequirementForm
from ..models import Requirement
from ..queries.progress import requirements_visible_to
from ..queries.requiring import line_title, lines_named


@page(rules.REQUIRE)
def requirement_new(request: HttpRequest) -> HttpResponse:
    """«新增要求»."""
    return _form(request, None, "新增培训要求")


@page(rules.REQUIRE)
def requirement(request: HttpRequest, pk: int) -> HttpResponse:
    """Another number: of one's own, or more than the standard asks, which then stands before it."""
    found = get_object_or_404(requirements_visible_to(request.actor), pk=pk)  # type: ignore[attr-defined]  # -- set by the middleware
    return _form(request, found, "修改培训要求")


def _form(request: Any, found: Requirement | None, title: str) -> HttpResponse:
    lines = lines_named(found.line_id if found else None)
    initial = (
        {key: getattr(found, key) for key in ("kind", "name", "number")} | {"line": found.line_id} if found else {}
    )
    titles = [(pk, line_title(line)) for pk, line in lines.items()]
    form = RequirementForm(request.POST or None, lines=titles, stands=found is not None, initial=initial)
    if request.method == "POST" and form.is_valid():
        line = lines[form.cleaned_data["line"]]
        of_line = {"specialty": line.standard.specialty.code, "version": line.standard.version}
        row = {**form.cleaned_data, **of_line, "department": line.department}
        try:
            import_requirements([row], by=request.actor).only()
        except Refused as refused:
            form.add_error(None, refused.why)
        else:
            messages.success(request, "已保存，学员的培训进度即按新的数量计算。")
            return redirect("logbook:requirements")
    place(request, "logbook:requirements", (title, None))
    context = {"title": title, "form": form, "listing": "logbook:requirements", "words": "保存"}
    return render(request, "rotation/form.html", context, status=422 if form.errors else 200)
