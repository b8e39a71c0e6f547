"""Answers that several pages of the door give."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from xinglin.engines.actions import Outcome

from .. import figures
from ..models import Account


def only(account: Account) -> QuerySet[Account]:
    """The set of one that an action takes."""
    return Account.objects.filter(pk=account.pk)


def why_not(outcome: Outcome) -> str:
    """Why a set of one was not done."""
    return next(iter(outcome.refused.values()), "没有完成：账号状态刚刚有变化，请返回登录页重新操作。")


def code_answer(request: HttpRequest, why: str | None, sent: str, page: str, *arguments: str) -> HttpResponse:
    """What «获取验证码» answers, to htmx and to a browser without script."""
    if not request.headers.get("HX-Request"):
        messages.add_message(request, messages.WARNING if why else messages.SUCCESS, why or sent)
        return redirect(page, *arguments)
    if why:
        return HttpResponse(why, status=429, content_type="text/plain; charset=utf-8")
    return render(request, "accounts/code_sent.html", {"sent": sent, "resend": figures.number(figures.CODE_RESEND)})
