"""The second step of a log-in (PLT-17)."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from xinglin.engines.access.pages import public_page

from .. import entering, passkeys, second
from ..forms import SecondStepForm
from ..models import Account


@public_page
@never_cache
@sensitive_post_parameters("code", "passkey")
def second_step(request: HttpRequest) -> HttpResponse:
    """A code or a passkey of the account that has just given its password."""
    waiting = entering.account_at_second_step(request)
    if waiting is None:
        return redirect("accounts:login")
    account, how = waiting
    form = SecondStepForm(request.POST or None)
    if form.is_valid():
        why = _judged(request, account, form)
        if why is None:
            entering.log_in(request, account, how=f"{how}＋二次验证")
            return redirect(entering.where_to(request))
        form.add_error(None if form.cleaned_data["passkey"] else "code", why)
        entering.record(
            request, "accounts.login_failed", "登录", account=account, succeeded=False, why="second", how=how
        )
    context = {"title": "二次验证", "form": form, "account": account, "has_passkey": account.passkeys.exists()}
    return render(request, "accounts/second.html", context)


@public_page
@never_cache
@require_POST
def second_options(request: HttpRequest) -> HttpResponse:
    """What the browser is asked to sign."""
    waiting = entering.account_at_second_step(request)
    if waiting is None:
        return JsonResponse({"why": "登录已超时，请返回登录页重新登录。"}, status=409)
    return JsonResponse(passkeys.authentication_options(request, waiting[0]))


def _judged(request: HttpRequest, account: Account, form: SecondStepForm) -> str | None:
    if answer := form.cleaned_data["passkey"]:
        return second.why_not_passkey(request, account, answer)
    return second.why_not_code(account, form.cleaned_data["code"])
