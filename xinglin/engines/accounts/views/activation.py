"""The first password: what an initial one opens (PLT-12)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from xinglin.engines.access.pages import public_page

from .. import actions, codes, entering, initial
from ..forms import CodeForm, NewPasswordForm
from ..models import Account
from .answers import code_answer, only, why_not


@public_page
@never_cache
@sensitive_post_parameters("new_password", "repeated", "code")
def activate(request: HttpRequest) -> HttpResponse:
    """Set the first password; where a mobile number is on record, with the code sent to it."""
    account = entering.waiting_account(request)
    if account is None or initial.why_closed(account):
        return redirect("accounts:login")
    kind = CodeForm if account.mobile_masked else NewPasswordForm
    form = kind(request.POST or None, account=account)
    if form.is_valid() and _is_code_right(form, account):
        password = form.cleaned_data["new_password"]
        outcome = actions.activate(only(account), by=entering.actor_for(account, request), password=password)
        if outcome.done:
            account.refresh_from_db()
            answer = entering.admit(request, account, how="激活")
            messages.success(request, "账号已激活。以后请用新密码登录。")
            return answer
        form.add_error(None, why_not(outcome))
    context = {"title": "激活账号", "form": form, "account": account, **codes.resend_times(account.login_key)}
    return render(request, "accounts/activate.html", context)


@public_page
@require_POST
def send_code(request: HttpRequest) -> HttpResponse:
    """«获取验证码» for the account that waits here, and for no other."""
    account = entering.waiting_account(request)
    if account is None or not account.mobile_masked:
        return redirect("accounts:login")
    why = codes.request_code(account.login_key, account.mobile or "", "activation", entering.address_of(request))
    return code_answer(request, why, f"验证码已发送至 {account.mobile_masked}，5 分钟内有效。", "accounts:activate")


@public_page
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """«换个账号登录»."""
    request.session.flush()
    return redirect("accounts:login")


def _is_code_right(form: NewPasswordForm, account: Account) -> bool:
    if "code" not in form.fields:
        return True
    why = codes.use_code(account.login_key, "activation", form.cleaned_data["code"])
    if why:
        form.add_error("code", why)
    return not why
