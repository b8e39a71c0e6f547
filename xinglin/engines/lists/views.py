"""The one view of all list pages."""

from tempfile import TemporaryFile
from typing import Any

from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    QueryDict,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers

from xinglin.engines.access.menu import place
from xinglin.engines.access.pages import View, page
from xinglin.engines.actions import Refused
from xinglin.kit.row_keys import row_key

from . import actions
from .address import KEPT, RESULT, Asked
from .declaration import List
from .exporting import file_name, may_export_whole, write
from .performing import Unanswered, perform
from .queries import columns_chosen, reasons_of, results_visible_to
from .table import Table
from .tasks import export_soon

AT_ONCE = 5000  # rows that are exported while one waits: about a second


SHOWN_REFUSED = 50  # on the page; the workbook has all
SHOWN_CHOSEN = 20  # names above a form


def list_view(listing: List) -> View:
    """The page of a list: its rows by GET, as a whole page or as the part that changes (htmx); its actions by POST."""

    @page(listing.right)
    def answer(request: HttpRequest) -> HttpResponseBase:
        if listing.under:
            place(request, listing.under, (listing.title, None))
        return _act(request, listing) if request.method == "POST" else _show(request, listing)

    answer.listing = listing  # type: ignore[attr-defined]  # -- read by the contracts
    return answer


def _asked(request: Any, listing: List, params: QueryDict | None = None) -> Asked:
    remembered = columns_chosen(listing.key, request.actor)
    return Asked(listing, request.actor, request.GET if params is None else params, remembered)


def _show(request: Any, listing: List, *, problem: str = "", status: int = 200) -> HttpResponse:
    asked = _asked(request, listing)
    context = {
        "title": listing.title,
        "list": listing,
        "asked": asked,
        "table": Table(asked, request.POST),
        "here": asked.query(),
        "reset": request.path,
        "opening": listing.opening(request.actor) if listing.opening else None,
        "links": _links(asked),
        "whole_export": may_export_whole(listing, request.actor),
        "problem": problem,
        **_result(request, listing),
    }
    is_part = request.htmx.target == "list" and not request.htmx.history_restore_request
    response = render(request, "lists/body.html" if is_part else "lists/page.html", context, status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _links(asked: Asked) -> list[dict[str, Any]]:
    return [
        {"link": link, "url": link.address(asked.actor), "why": asked.why(link.why)}
        for link in asked.listing.links
        if asked.actor.may(link.right)
    ]


def _result(request: Any, listing: List) -> dict[str, Any]:
    key = row_key(request.GET.get(RESULT))
    result = results_visible_to(request.actor).filter(pk=key).first() if key else None
    if result is None:
        return {}
    where = getattr(listing.naming, "address", "")
    told = [
        (label, why, reverse(where, args=[key]) if isinstance(where, str) and where else "")
        for label, why, key in result.refused[:SHOWN_REFUSED]
    ]
    return {"result": result, "told": told, "reasons": reasons_of(result)}


def _act(request: Any, listing: List) -> HttpResponseBase:
    """What the buttons of the page post: `do` says which."""
    try:
        match request.POST.get("do", ""):
            case "filter":
                return _filter(request, listing)
            case "columns":
                return _choose_columns(request, listing, request.POST.getlist("column"))
            case "usual_columns":
                return _choose_columns(request, listing, [])
            case "export":
                return _export(request, _asked(request, listing))
            case key:
                asked = _asked(request, listing)
                result = perform(asked, key, request.POST)
                return HttpResponseRedirect(request.path + asked.query(result=result.pk))
    except Refused as refused:
        return _show(request, listing, problem=refused.why, status=422)
    except Unanswered as question:
        return _put(request, listing, question)


def _put(request: Any, listing: List, question: Unanswered) -> HttpResponse:
    """The form of a bulk action, for the rows that were ticked; the button below it posts both to the list."""
    asked, total = _asked(request, listing), question.rows.count()
    place(request, listing.url, (question.bulk.title, None))
    context = {
        "title": question.bulk.title,
        "bulk": question.bulk,
        "form": question.form,
        "here": request.path + asked.query(),
        "all_matching": request.POST.get("all_matching") == "1",
        "ids": request.POST.getlist("ids"),
        "total": total,
        "labels": [listing.label(row) for row in question.rows[:SHOWN_CHOSEN]],
        "more": max(0, total - SHOWN_CHOSEN),
    }
    return render(request, "lists/form.html", context, status=422 if question.form.errors else 200)


def _export(request: Any, asked: Asked) -> HttpResponseBase:
    """A workbook at once, or from the background when it is large."""
    if not asked.listing.exports:
        raise Http404
    asked.understood()
    whole, reason = request.POST.get("whole") == "1", request.POST.get("reason", "").strip()
    if asked.rows.count() > AT_ONCE:
        run_id = export_soon(asked, whole=whole, reason=reason)
        return HttpResponseRedirect(reverse("lists:export", args=[run_id]))
    file = TemporaryFile(suffix=".xlsx")  # noqa: SIM115 -- the response closes it
    write(asked, file, whole=whole, reason=reason)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=file_name(asked.listing))


def _filter(request: Any, listing: List) -> HttpResponse:
    """The panel posts, and is answered with the address: so numbers of people stay out of it (see numbers.py)."""
    params = request.POST.copy()
    for name in KEPT:
        params.setlist(name, request.GET.getlist(name))
    return HttpResponseRedirect(request.path + Asked(listing, request.actor, params).query(page=None))


def _choose_columns(request: Any, listing: List, keys: list[str]) -> HttpResponse:
    chosen = [key for key in keys if key in listing.by_key]
    actions.choose_columns({listing.key: chosen}, by=request.actor)
    return HttpResponseRedirect(request.path + _asked(request, listing).query(columns=",".join(chosen)))
