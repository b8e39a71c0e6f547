"""The one view of all statistics."""

from tempfile import TemporaryFile
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers

from xinglin.engines.access.pages import View, page

from .asking import ACROSS, BY, DRAWINGS, DRAWN, SORT, Question
from .counting import Answer
from .declaration import Figures
from .exporting import file_name, write

SHOWN = 200  # lines on the page; the workbook has all


def figures_view(figures: Figures) -> View:
    """The page of some figures: by GET all or what changes (htmx), by POST the filter panel and the workbook."""

    @page(figures.right)
    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.method != "POST":
            return _show(request, figures)
        if request.POST.get("do") == "export":
            return _export(request, figures)
        return _filter(request, figures)

    answer.figures = figures  # type: ignore[attr-defined]  # -- read by the contracts
    return answer


def _show(request: Any, figures: Figures) -> HttpResponse:
    question = Question(figures, request.actor, request.GET)
    answer = Answer(question)
    context = {
        "title": figures.title,
        "figures": figures,
        "question": question,
        "answer": answer,
        "here": question.query(),
        "dimensions": _ways(question, BY, question.by),
        "divisions": _ways(question, ACROSS, question.across),
        "undivided": question.query(**{ACROSS: None, SORT: None}),
        "drawings": [
            {"title": title, "url": question.query(**{DRAWN: key}), "current": key == answer.kind}
            for key, title in DRAWINGS.items()
        ],
        "lines": list(zip(answer.lines, answer.shares, strict=True))[:SHOWN],
        "hidden": max(0, len(answer.lines) - SHOWN),
    }
    is_part = request.htmx.target == "statistics" and not request.htmx.history_restore_request
    response = render(request, "statistics/body.html" if is_part else "statistics/page.html", context)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _ways(question: Question, name: str, present: Any) -> list[dict[str, Any]]:
    """The dimensions as links, for the lines (BY) or the columns (ACROSS), which must be another."""
    return [
        {
            "title": each.title,
            "url": question.query(**{name: each.key, SORT: None}),
            "current": each is present,
        }
        for each in question.dimensions
        if name == BY or each is not question.by
    ]


def _filter(request: Any, figures: Figures) -> HttpResponse:
    """The panel posts, and is answered with the address."""
    params = request.POST.copy()
    for name in (BY, ACROSS, SORT, DRAWN):
        params.setlist(name, request.GET.getlist(name))
    return HttpResponseRedirect(request.path + Question(figures, request.actor, params).query())


def _export(request: Any, figures: Figures) -> FileResponse:
    answer = Answer(Question(figures, request.actor, request.GET))
    file = TemporaryFile(suffix=".xlsx")  # noqa: SIM115 -- the response closes it
    write(answer, file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=file_name(answer))
