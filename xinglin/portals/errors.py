"""Pages for what went wrong: what happened, why, what to do (PLT-130). None of them asks the database."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from xinglin.engines.access.pages import public_page


def _page(status: int, reason: str = "") -> HttpResponse:
    """The page without context processors: they would ask who is there, and that may be what failed."""
    frame = {"urls": {"login": reverse("accounts:login")}}
    return HttpResponse(render_to_string(f"{status}.html", {"reason": reason, "frame": frame}), status=status)


@public_page
def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """400"""
    return _page(400)


@public_page
def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """403; a view may give the sentence: `raise PermissionDenied("…")`."""
    return _page(403, str(exception or ""))


@public_page
def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404, the same for what does not exist and what is not one's own (PLT-04)."""
    return _page(404)


@public_page
def server_error(request: HttpRequest) -> HttpResponse:
    """500"""
    return _page(500)


@public_page
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or sent from elsewhere; what was typed is still in the browser."""
    return _page(403, "安全校验已过期：返回上一页，刷新后重新提交即可。")
