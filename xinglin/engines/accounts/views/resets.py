"""«重置密码» from above (PLT-14): a dialog that asks, and what to hand over afterwards."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from xinglin.engines.access.menu import place
from xinglin.engines.access.pages import page

from .. import actions, initial
from ..models import Account
from ..queries import memberships_by_account
from ..rules import RESET_PASSWORDS, is_under, may_reset
from .answers import only, why_not


@page(RESET_PASSWORDS)
@never_cache
def reset(request: Any, account_id: int) -> HttpResponse:
    """GET asks, POST does. An account with no role under one's unit does not exist here."""
    actor = request.actor
    account = Account.objects.filter(pk=account_id).first()
    held = memberships_by_account([account_id])[account_id]
    if account is None or not any(is_under(membership, actor) for membership in held):
        raise Http404
    place(request, "portals:home", ("重置密码", None))
    context = {"title": "重置密码", "account": account, "why": may_reset(held, actor)}
    if request.method == "POST":
        outcome = actions.reset_passwords(only(account), by=actor)
        account.refresh_from_db()
        context |= {
            "done": bool(outcome.done),
            "why": None if outcome.done else why_not(outcome),
            "one_time": outcome.one_time.get(account.pk, ""),
            "known": initial.words(account),
        }
    is_part = request.headers.get("HX-Request")
    return render(request, "accounts/reset_part.html" if is_part else "accounts/reset.html", context)
