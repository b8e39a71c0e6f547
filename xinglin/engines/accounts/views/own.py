"""«我的账号»: what is stored about one's account, «修改密码», and one's open sessions (PLT-13, 17)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from xinglin.engines.access.menu import place
from xinglin.engines.access.pages import signed_in_page
from xinglin.kit import masking, text

from .. import actions, codes, entering, figures, rules
from ..browsers import browser_name
from ..forms import ChangePasswordForm, MobileForm
from ..models import Account
from ..queries import open_sessions_of
from .answers import code_answer, only, why_not

HOME = "portals:home"  # the menu's item under which these pages stand


@signed_in_page
@never_cache
def me(request: Any) -> HttpResponse:
    """«我的账号»."""
    place(request, HOME, ("我的账号", None))
    account: Account = request.user
    sessions = [
        {"row": row, "browser": browser_name(row.browser), "is_this": row.pk == request.session.session_key}
        for row in open_sessions_of(account)
    ]
    context = {
        "title": "我的账号",
        "account": account,
        "memberships": request.memberships,
        "sessions": sessions,
        "age": entering.password_age(account),
        "expiry_days": figures.number(figures.EXPIRY_DAYS),
    }
    return render(request, "accounts/me.html", context)


@signed_in_page
@never_cache
@sensitive_post_parameters("current", "new_password", "repeated")
def password(request: Any) -> HttpResponse:
    """«修改密码»."""
    place(request, HOME, ("我的账号", reverse("accounts:me")), ("修改密码", None))
    account: Account = request.user
    form = ChangePasswordForm(request.POST or None, account=account)
    if form.is_valid():
        outcome = actions.change_password(
            only(account),
            by=request.actor,
            password=form.cleaned_data["new_password"],
            keep_session=request.session.session_key or "",
        )
        if outcome.done:
            account.refresh_from_db()
            update_session_auth_hash(request, account)  # this session stays, under a new key
            request.session.pop(entering.MUST_CHANGE, None)
            messages.success(request, "密码已修改，其他设备已退出登录。")
            return redirect("accounts:me")
        form.add_error("new_password", why_not(outcome))
    context = {"title": "修改密码", "form": form, "must": entering.MUST_CHANGE in request.session}
    return render(request, "accounts/password.html", context | {"age": entering.password_age(account)})


@signed_in_page
@never_cache
@sensitive_post_parameters("current", "code")
def mobile(request: Any) -> HttpResponse:
    """«更换手机号码»: the number to which codes go when the password is forgotten."""
    place(request, HOME, ("我的账号", reverse("accounts:me")), ("更换手机号码", None))
    account: Account = request.user
    form = MobileForm(request.POST or None, account=account)
    if form.is_valid():
        number = form.cleaned_data["mobile"]
        why = codes.use_code(account.login_key, "mobile", form.cleaned_data["code"], mobile=number)
        if why is None:
            actions.change_mobile(only(account), by=request.actor, mobile=number)
            messages.success(request, "手机号码已更换，以后的验证码将发送到新号码。")
            return redirect("accounts:me")
        form.add_error("code", why)
    context = {"title": "更换手机号码", "form": form, **codes.resend_times(account.login_key)}
    return render(request, "accounts/mobile.html", context)


@signed_in_page
@require_POST
def send_mobile_code(request: Any) -> HttpResponse:
    """«获取验证码» to the number typed."""
    number = text.number(request.POST.get("mobile", ""))
    address = entering.address_of(request)
    why = rules.why_no_mobile(number) or codes.request_code(request.user.login_key, number, "mobile", address)
    return code_answer(request, why, f"验证码已发送至 {masking.mobile(number)}，5 分钟内有效。", "accounts:mobile")


@signed_in_page
@require_POST
def end_sessions(request: Any) -> HttpResponse:
    """«退出其他设备»."""
    account: Account = request.user
    keep = request.session.session_key or ""
    actions.end_sessions(only(account), by=request.actor, keep_session=keep)
    messages.success(request, "其他设备上的登录已全部退出。")
    return redirect("accounts:me")
