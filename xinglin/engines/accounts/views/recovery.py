"""«忘记密码»: a code to the mobile number on record proves the owner (PLT-15). It never tells who has an account."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from xinglin.engines.access.pages import public_page

from .. import actions, codes, entering
from ..forms import CodeForm, RecoveryForm
from ..models import Account, login_key_of
from .answers import code_answer, only, why_not

RECOVERING = "recovering"  # session key: the keyed index of the log-in name that was typed
STEPS = ("填写账号", "验证手机并设置新密码")


@public_page
@never_cache
def forgot(request: HttpRequest) -> HttpResponse:
    """Step one: whose password? Sends the first code."""
    form = RecoveryForm(request.POST or None)
    if form.is_valid():
        key = login_key_of(form.cleaned_data["login"])
        why = codes.request_code(key, _mobile(key), "recovery", entering.address_of(request))
        if why is None or codes.seconds_to_wait(key):  # one just sent is still good
            request.session[RECOVERING] = key
            return redirect("accounts:recover")
        form.add_error(None, why)
    return render(request, "accounts/forgot.html", {"title": "忘记密码", "form": form, "steps": STEPS})


@public_page
@never_cache
@sensitive_post_parameters("new_password", "repeated", "code")
def recover(request: HttpRequest) -> HttpResponse:
    """Step two: the code and a new password."""
    key = request.session.get(RECOVERING)
    if not key:
        return redirect("accounts:forgot")
    account = _account(key)
    form = CodeForm(request.POST or None, account=account or Account())
    if form.is_valid() and _is_code_right(form, key) and account:
        author = entering.actor_for(account, request)
        outcome = actions.recover_password(only(account), by=author, password=form.cleaned_data["new_password"])
        if outcome.done:
            request.session.flush()
            messages.success(request, "密码已重新设置，其他设备已退出。请用新密码登录。")
            return redirect("accounts:login")
        form.add_error(None, why_not(outcome))
    context = {"title": "忘记密码", "form": form, "steps": STEPS, **codes.resend_times(key)}
    return render(request, "accounts/recover.html", context)


@public_page
@require_POST
def send_code(request: HttpRequest) -> HttpResponse:
    """«获取验证码» again."""
    key = request.session.get(RECOVERING)
    if not key:
        return redirect("accounts:forgot")
    why = codes.request_code(key, _mobile(key), "recovery", entering.address_of(request))
    return code_answer(request, why, "如果该账号已激活并登记了手机号码，验证码已发送。", "accounts:recover")


def _account(key: str) -> Account | None:
    """An account whose password can be recovered: activated, with a mobile number; others are activated or reset."""
    found = Account.objects.filter(login_key=key, is_active=True).exclude(password="").first()
    return found if found and found.mobile_masked else None


def _mobile(key: str) -> str:
    account = _account(key)
    return (account and account.mobile) or ""


def _is_code_right(form: CodeForm, key: str) -> bool:
    why = codes.use_code(key, "recovery", form.cleaned_data["code"])
    if why:
        form.add_error("code", why)
    return not why
