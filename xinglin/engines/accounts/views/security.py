"""«安全参数», and a lost second factor taken away (PLT-17)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from xinglin.engines.access.menu import place
from xinglin.engines.access.pages import page

from .. import actions, figures, second
from ..models import Account, SecurityFigure
from ..queries import memberships_by_account
from ..rules import RESET_PASSWORDS, SECURITY, may_reset_second, may_set_figures, sees_account
from ..security_forms import FiguresForm
from .answers import only, why_not

SHOWN_CHANGES = 50


@page(SECURITY)
@never_cache
def figures_page(request: Any) -> HttpResponse:
    """The figures in force, to be changed with a reason, and what was changed before."""
    why = may_set_figures(request.actor)
    form = FiguresForm(request.POST or None)
    if form.is_valid() and not why:
        outcome = actions.set_figures(form.wanted(), by=request.actor, reason=form.cleaned_data["reason"])
        if not outcome.refused:
            number = len(outcome.done)
            messages.success(request, f"已修改 {number} 项，几秒钟内在全系统生效。" if number else "没有改动。")
            return redirect("accounts:figures")
        form.add_error(None, why_not(outcome))
    changes = SecurityFigure.objects.select_related("set_by").order_by("-set_at", "-pk")[:SHOWN_CHANGES]
    rows = [{"row": row, **_words(row)} for row in changes if row.key in figures.FIGURES]
    context = {"title": "安全参数", "form": form, "changes": rows, "why": why}
    return render(request, "accounts/figures.html", context)


@page(RESET_PASSWORDS, SECURITY)
@never_cache
def reset_second(request: Any, account_id: int) -> HttpResponse:
    """GET asks, POST does."""
    account = Account.objects.filter(pk=account_id).first()
    held = memberships_by_account([account_id])[account_id]
    if account is None or not sees_account(held, request.actor):
        raise Http404
    place(request, "portals:home", ("重置二次验证", None))
    context = {
        "title": "重置二次验证",
        "account": account,
        "why": may_reset_second(account, held, request.actor),
        "is_protected": second.is_protected(account),
    }
    if request.method == "POST":
        outcome = actions.reset_second_factors(only(account), by=request.actor)
        context |= {"done": bool(outcome.done), "why": None if outcome.done else why_not(outcome)}
    return render(request, "accounts/reset_second.html", context)


def _words(row: SecurityFigure) -> dict[str, str]:
    figure = figures.FIGURES[row.key]
    return {"title": figure.title, "before": figure.words(row.before), "after": figure.words(row.value)}
