"""How a view says who may call it. A view that says nothing answers nobody (PLT-04)."""

import functools
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from .rights import Right

View = Callable[..., HttpResponseBase]
PUBLIC = "public"
SIGNED_IN = "signed-in"


def page(*rights: Right) -> Callable[[View], View]:
    """Only for roles that hold one of the rights; others get 403, and 404 for single records through `…_visible_to`."""

    def declare(view: View) -> View:
        @functools.wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not any(request.actor.may(right) for right in rights):  # type: ignore[attr-defined]  # -- set by ActorMiddleware
                raise PermissionDenied
            return view(request, *args, **kwargs)

        answer.access = rights  # type: ignore[attr-defined]  # -- read by the middleware and by the contracts
        return answer

    return declare


def public_page(view: View) -> View:
    """For everybody, signed in or not."""
    view.access = PUBLIC  # type: ignore[attr-defined]  # -- read by the middleware
    return view


def signed_in_page(view: View) -> View:
    """For every account, whatever its role: one's own home, password, messages."""
    view.access = SIGNED_IN  # type: ignore[attr-defined]  # -- read by the middleware
    return view
