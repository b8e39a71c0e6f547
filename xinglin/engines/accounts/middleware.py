"""What stands between a request and the pages as far as accounts are concerned."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url

from xinglin.engines.access.pages import PUBLIC

from .entering import MUST_CHANGE

Next = Callable[[HttpRequest], HttpResponseBase]


class ClientAddress:
    """Behind a proxy of ours (BEHIND_PROXY) the address is the last one that the proxy wrote down, not the proxy's."""

    def __init__(self, get_response: Next):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.BEHIND_PROXY and (chain := request.headers.get("X-Forwarded-For")):
            request.META["REMOTE_ADDR"] = chain.rpartition(",")[2].strip()[:64]
        return self.get_response(request)


class AccountMiddleware:
    """Keeps the session alive while its owner works, and leads to «修改密码» whose password has expired (PLT-13, 17).

    A request that a page makes by itself (header X-Background, as on polled fragments) is no sign of its owner.
    """

    may_be_called_first = ("password", "logout")

    def __init__(self, get_response: Next):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated and "X-Background" not in request.headers:
            touch = getattr(request.session, "touch", None)
            if touch:
                touch()
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, _args: Any, _kwargs: Any) -> HttpResponseBase | None:
        if getattr(view, "access", None) in (PUBLIC, None) or not request.session.get(MUST_CHANGE):
            return None
        match = request.resolver_match
        if match.app_name == "accounts" and match.url_name in self.may_be_called_first:
            return None
        if request.headers.get("HX-Request"):
            return HttpResponse(headers={"HX-Redirect": resolve_url("accounts:password")})
        return redirect("accounts:password")
