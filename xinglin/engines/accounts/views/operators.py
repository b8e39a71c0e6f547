"""«操作员管理»: open, change and lend; the list stands in the portals (PLT-05)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from xinglin.engines.access.actions import Loan, change_operators, lend
from xinglin.engines.access.menu import place
from xinglin.engines.access.operators import operators_visible_to
from xinglin.engines.access.pages import page
from xinglin.engines.access.rules import OPERATORS

from .. import actions
from ..models import Account
from ..operator_forms import LoanForm, NewOperatorForm, OperatorForm
from .answers import why_not

LIST = "portals:operators"


@page(OPERATORS)
@never_cache
def new(request: Any) -> HttpResponse:
    """«新增操作员»; afterwards the one-time password, once."""
    place(request, LIST, ("新增操作员", None))
    form = NewOperatorForm(request.POST or None, actor=request.actor)
    if form.is_valid():
        operator = form.operator()
        outcome = actions.open_operators([operator], by=request.actor)
        if outcome.done:
            context = {"title": "操作员已开通", "operator": operator, "one_time": outcome.one_time[0]}
            return render(request, "accounts/operator_opened.html", context)
        form.add_error(None, why_not(outcome))
    return render(request, "accounts/operator.html", {"title": "新增操作员", "form": form, "button": "新增操作员"})


@page(OPERATORS)
@never_cache
def edit(request: Any, operator_id: int) -> HttpResponse:
    """Other rights, another end."""
    chosen = operators_visible_to(request.actor).filter(pk=operator_id)
    membership = chosen.select_related("account").first()
    if membership is None:
        raise Http404
    place(request, LIST, (membership.account.name, None))
    form = OperatorForm(request.POST or None, actor=request.actor, membership=membership)
    if form.is_valid():
        given = form.cleaned_data
        outcome = change_operators(chosen, by=request.actor, rights=given["rights"], ends_at=given["ends_on"])
        if outcome.done:
            messages.success(request, f"{membership.account.name}的权限和期限已修改，立即生效。")
            return redirect(LIST)
        form.add_error(None, why_not(outcome))
    title = f"修改权限：{membership.account.name}"
    return render(request, "accounts/operator.html", {"title": title, "form": form, "button": "保存"})


@page(OPERATORS)
@never_cache
def loan(request: Any) -> HttpResponse:
    """«出借身份»: one's own role for somebody else, for a time."""
    place(request, LIST, ("出借身份", None))
    form = LoanForm(request.POST or None, actor=request.actor)
    if form.is_valid():
        given = form.cleaned_data
        borrower = Account.objects.by_login(given["login"])
        new_loan = Loan(borrower.pk if borrower else 0, given["rights"], given["starts_on"], given["ends_on"])
        outcome = lend([new_loan], by=request.actor, reason=given["reason"])
        if outcome.done and borrower:
            messages.success(request, f"身份已出借给{borrower.name}，对方可在右上角“切换身份”中使用，到期自动收回。")
            return redirect(LIST)
        form.add_error(None, why_not(outcome))
    context = {"title": "出借身份", "form": form, "button": "出借身份", "back": reverse(LIST)}
    return render(request, "accounts/operator.html", context)
