"""What stands between a request and the pages as far as accounts are concerned."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url

from xinglin.engines.access.pages import PUBLIC

from .entering import MUST_CHANGE, MUST_PROTECT

Next = Callable[[HttpRequest], HttpResponseBase]


class ClientAddress:
    """Behind a proxy of ours (BEHIND_PROXY) the address is the last one that the proxy wrote down, not the proxy's."""

    def __init__(self, get_response: Next):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.BEHIND_PROXY and (chain := request.headers.get("X-Forwarded-For")):
            request.META["REMOTE_ADDR"] = chain.rpartition(",")[2].strip()[:64]
        return self.get_response(request)


# Session key → the page that has to be finished first, and which pages may be called until then.
FIRST = {
    MUST_CHANGE: ("accounts:password", {"password", "logout"}),
    MUST_PROTECT: ("accounts:factors", {"factors", "app", "passkey", "passkey_options", "logout"}),
}


class AccountMiddleware:
    """Keeps the session alive while its owner works, and leads to what he must do first (PLT-13, 17).

    A request that a page makes by itself (header X-Background, as on polled fragments) is no sign of its owner.
    """

    def __init__(self, get_response: Next):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated and "X-Background" not in request.headers:
            touch = getattr(request.session, "touch", None)
            if touch:
                touch()
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, _args: Any, _kwargs: Any) -> HttpResponseBase | None:
        first = next((FIRST[key] for key in FIRST if request.session.get(key)), None)
        if first is None or getattr(view, "access", None) in (PUBLIC, None):
            return None
        page, may_be_called = first
        match = request.resolver_match
        if match.app_name == "accounts" and match.url_name in may_be_called:
            return None
        if request.headers.get("HX-Request"):
            return HttpResponse(headers={"HX-Redirect": resolve_url(page)})
        return redirect(page)
