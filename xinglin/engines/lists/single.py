"""Dialogs about one row of a list: what an action asks first, and the whole of a masked number (PLT-52)."""

from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control

from xinglin.engines.access.menu import place
from xinglin.engines.access.pages import signed_in_page

from . import actions
from .columns import Masked
from .declaration import LISTS, List
from .exporting import refused_workbook
from .queries import exports_visible_to, results_visible_to

WHY = "请选择或填写查看理由，理由会记入操作日志。"
REASONS = ("核对身份信息", "与本人联系", "处理本人申请", "配合上级核查")


def _listing(request: Any, key: str) -> List:
    listing = LISTS.get(key)
    if listing is None or not request.actor.may(listing.right):
        raise Http404
    return listing


def _answer(request: Any, name: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """The content of the dialog, or a page of its own for whoever comes without script."""
    frame = "lists/ask_part.html" if request.htmx else "lists/ask_page.html"
    response = render(request, frame, {"part": f"lists/{name}.html", **context}, status=status)
    patch_cache_control(response, private=True, no_store=True)
    return response


@signed_in_page
def act(request: Any, key: str, pk: int, name: str) -> HttpResponse:
    """The question before an action on one row; its form posts to the list's own page."""
    listing = _listing(request, key)
    bulk = listing.bulk_by_key(name)
    if bulk is None or not request.actor.may(bulk.right):
        raise Http404
    row = get_object_or_404(listing.rows(request.actor), pk=pk)
    place(request, listing.url, (bulk.title, None))
    action = f"{listing.address}?{request.GET.urlencode()}"
    context = {"title": bulk.title, "bulk": bulk, "row": row, "label": listing.label(row), "action": action}
    return _answer(request, "act", context)


@signed_in_page
def reveal(request: Any, key: str, pk: int, column: str) -> HttpResponse:
    """GET asks for the reason; POST notes it and shows the number, once."""
    listing = _listing(request, key)
    masked = listing.by_key.get(column)
    actor = request.actor
    if not isinstance(masked, Masked) or masked.whole is None or not (masked.reveal and actor.may(masked.reveal)):
        raise Http404
    row = get_object_or_404(listing.rows(actor), pk=pk)
    if not masked.whole(row):
        raise Http404
    place(request, listing.url, (f"查看{masked.title}", None))
    context = {"title": f"查看完整的{masked.title}", "label": listing.label(row), "reasons": REASONS}
    if request.method != "POST":
        return _answer(request, "reveal", context)
    reason = (request.POST.get("other") or request.POST.get("reason") or "").strip()
    if not reason:
        return _answer(request, "reveal", {**context, "problem": WHY}, status=422)
    outcome = actions.reveal(listing.rows(actor).filter(pk=pk), by=actor, column=masked, reason=reason)
    if not outcome.done:
        raise Http404
    return _answer(request, "revealed", {**context, "number": masked.whole(row)})


@signed_in_page
def refused(request: Any, pk: int) -> FileResponse:
    """The rows that a bulk action did not do, as a workbook: «下载未办理清单» (PLT-31)."""
    result = get_object_or_404(results_visible_to(request.actor), pk=pk)
    return refused_workbook(result)


@signed_in_page
def export(request: Any, pk: int) -> HttpResponse:
    """How far an export in the background is; htmx asks for the part that changes until it is over (PLT-45)."""
    run = get_object_or_404(exports_visible_to(request.actor), pk=pk)
    name = "lists/export_part.html" if request.headers.get("HX-Request") else "lists/export.html"
    listing = LISTS[run.arguments["listing"]]
    place(request, listing.url, ("导出", None))
    return render(request, name, {"title": run.title, "run": run, "list": listing})
