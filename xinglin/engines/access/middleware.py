"""Puts the actor on the request, switches the guard on, and turns away whoever a view was not declared for."""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render, resolve_url

from xinglin.engines.actions.trust import guarded

from .actor import actor_of, memberships_of
from .pages import PUBLIC
from .remembering import remembering

SESSION_KEY = "membership"
READING = ("GET", "HEAD")
OF_ANY_IDENTITY = ("access:switch_identity", "access:switch_identity_to", "accounts:logout")
SWITCHED = (
    "本页是以您的另一身份打开的：您已在别的页面切换身份，或原来的身份已到期、停用。"
    "请核对右上角的身份，切换到要办理的身份后刷新本页再办理。"
)


class ActorMiddleware:
    """`request.actor` is the current identity or None; `request.memberships` all identities of the account (PLT-02)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.actor = None  # type: ignore[attr-defined]  # -- the attribute this middleware exists for
        request.memberships = []  # type: ignore[attr-defined]  # -- likewise
        if request.user.is_authenticated:
            self._identify(request)
        with guarded(), remembering() if request.method in READING else nullcontext():
            return self.get_response(request)

    def _identify(self, request: Any) -> None:
        request.memberships = memberships_of(request.user.pk)
        chosen = request.session.get(SESSION_KEY)
        current = next((m for m in request.memberships if m.pk == chosen), None) or next(
            iter(request.memberships), None
        )
        if current:
            request.actor = actor_of(current, address=request.META.get("REMOTE_ADDR", ""))

    def process_view(self, request: Any, view: Any, _args: Any, _kwargs: Any) -> HttpResponseBase | None:
        """Deny by default."""
        access = getattr(view, "access", None)
        if access is None:
            raise Http404
        if access == PUBLIC:
            return None
        if request.actor:
            return _of_another_identity(request)
        if request.headers.get("HX-Request"):
            return HttpResponse(status=401, headers={"X-Login": resolve_url(settings.LOGIN_URL)})
        return redirect_to_login(_page_of(request), settings.LOGIN_URL)


def _of_another_identity(request: Any) -> HttpResponseBase | None:
    """What a page sends that was opened as somebody else is not done: nobody reports for the hospital next door because
    he switched in another tab, or because the identity that he had borrowed ended meanwhile (PLT-02).
    """
    opened_as = request.headers.get("X-Opened-As") or request.POST.get("opened_as")
    is_of_no_matter = request.method in READING or request.resolver_match.view_name in OF_ANY_IDENTITY
    if is_of_no_matter or opened_as in (None, "", str(request.actor.membership_id)):
        return None
    if request.headers.get("HX-Request"):
        return HttpResponse(f"没有办理。{SWITCHED}", status=409, content_type="text/plain; charset=utf-8")
    return render(request, "409.html", {"why": SWITCHED}, status=409)


def _page_of(request: HttpRequest) -> str:
    """Where to come back to: the page asked for, or the one whose form was sent; its draft waits there (PLT-131)."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    sent_from = urlsplit(request.headers.get("Referer", ""))
    if sent_from.netloc != request.get_host():
        return resolve_url(settings.LOGIN_REDIRECT_URL)
    return sent_from._replace(scheme="", netloc="").geturl()


class PlainText:
    """Refuses what no keyboard sends and no database takes: a NUL character, in whatever field, is answered 400."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> None:
        """Before any view reads it."""
        for name, values in (*request.GET.lists(), *request.POST.lists()):
            if any("\0" in text for text in (name, *values)):
                raise BadRequest("NUL character")
