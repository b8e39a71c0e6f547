"""«二次验证»: one's authenticator app, passkeys and recovery codes (PLT-17). Any change asks for the password first."""

import time
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from xinglin.engines.access.menu import place
from xinglin.engines.access.pages import signed_in_page
from xinglin.engines.secrets.keys import current_keys
from xinglin.kit.row_keys import row_key

from .. import actions, entering, passkeys, second
from ..forms import AppForm, ConfirmForm, PasskeyForm
from ..models import Account, Passkey, SecondFactor
from .answers import only, why_not
from .own import HOME

CONFIRMED = "factor_confirmed"  # session key: what may be added, and until when the password given for it counts
PENDING = "app_secret"  # session key: the secret of an app that has not proved itself, as cipher text
CONFIRMED_SECONDS = 600


@signed_in_page
@never_cache
@sensitive_post_parameters("current")
def factors(request: Any) -> HttpResponse:
    """What stands, and the buttons; each goes with the password."""
    account: Account = request.user
    place(request, HOME, ("我的账号", reverse("accounts:me")), ("二次验证", None))
    form = ConfirmForm(request.POST or None, account=account)
    if form.is_valid():
        change, _, key = request.POST.get("change", "").partition(":")
        if change in CHANGES:
            return CHANGES[change](request, key)
        form.add_error(None, "请选择要进行的操作。")
    factor = SecondFactor.objects.filter(account=account, app_secret__isnull=False).first()
    context = {
        "title": "二次验证",
        "form": form,
        "factor": factor,
        "passkeys": account.passkeys.order_by("pk"),
        "codes_left": account.recovery_codes.filter(used_at=None).count(),
        "must": entering.MUST_PROTECT in request.session,
    }
    return render(request, "accounts/factors.html", context)


@signed_in_page
@never_cache
@sensitive_post_parameters("code")
def app(request: Any) -> HttpResponse:
    """Scan the picture, type the first code."""
    account: Account = request.user
    if not _is_confirmed(request, "app") or PENDING not in request.session:
        return redirect("accounts:factors")
    place(
        request,
        HOME,
        ("我的账号", reverse("accounts:me")),
        ("二次验证", reverse("accounts:factors")),
        ("动态口令", None),
    )
    secret = current_keys().decrypt(request.session[PENDING], "text")
    form = AppForm(request.POST or None)
    if form.is_valid():
        step = second.step_of(secret, form.cleaned_data["code"])
        if step:
            actions.add_app(only(account), by=request.actor, secret=secret, step=step)
            return _added(request, "动态口令已开启，以后登录时须填写。")
        form.add_error("code", "动态口令不正确，请核对手机时间是否准确，并填写最新显示的 6 位数字。")
    context = {"title": "设置动态口令", "form": form, "secret": secret, "picture": second.picture_of(secret, account)}
    return render(request, "accounts/app.html", context)


@signed_in_page
@never_cache
@sensitive_post_parameters("passkey")
def passkey(request: Any) -> HttpResponse:
    """Name a new passkey and have the browser make it."""
    account: Account = request.user
    if not _is_confirmed(request, "passkey"):
        return redirect("accounts:factors")
    place(
        request,
        HOME,
        ("我的账号", reverse("accounts:me")),
        ("二次验证", reverse("accounts:factors")),
        ("通行密钥", None),
    )
    form = PasskeyForm(request.POST or None)
    if form.is_valid():
        new = passkeys.registered(request, form.cleaned_data["passkey"])
        if new and not Passkey.objects.filter(credential_id=new.credential_id).exists():
            actions.add_passkey(only(account), by=request.actor, name=form.cleaned_data["name"], new=new)
            return _added(request, "通行密钥已添加，以后登录时可以用它验证。")
        form.add_error(None, "通行密钥没有创建成功，请重试；请使用较新的浏览器，并以网站域名（不是 IP 地址）访问。")
    return render(request, "accounts/passkey.html", {"title": "添加通行密钥", "form": form})


@signed_in_page
@never_cache
@require_POST
def passkey_options(request: Any) -> HttpResponse:
    """What the browser makes a key for."""
    if not _is_confirmed(request, "passkey"):
        return JsonResponse({"why": "操作已超时，请返回“二次验证”页面重新开始。"}, status=409)
    return JsonResponse(passkeys.registration_options(request, request.user))


def _place(request: Any, title: str) -> None:
    trail = (("我的账号", reverse("accounts:me")), ("二次验证", reverse("accounts:factors")), (title, None))
    place(request, HOME, *trail)


def _start_app(request: Any, _key: str) -> HttpResponse:
    request.session[PENDING] = current_keys().encrypt(second.new_secret(), "text")
    return _confirmed(request, "app")


def _start_passkey(request: Any, _key: str) -> HttpResponse:
    return _confirmed(request, "passkey")


def _confirmed(request: Any, what: str) -> HttpResponse:
    request.session[CONFIRMED] = [what, time.time() + CONFIRMED_SECONDS]
    return redirect(f"accounts:{what}")


def _is_confirmed(request: Any, what: str) -> bool:
    confirmed, until = request.session.get(CONFIRMED) or ("", 0)
    return confirmed == what and time.time() < until


def _added(request: Any, words: str) -> HttpResponse:
    """After the first factor its recovery codes, else back to the list."""
    for key in (CONFIRMED, PENDING, entering.MUST_PROTECT):
        request.session.pop(key, None)
    messages.success(request, words)
    if request.user.recovery_codes.filter(used_at=None).exists():
        return redirect("accounts:factors")
    return _new_codes(request, "")


def _new_codes(request: Any, _key: str) -> HttpResponse:
    if not second.is_protected(request.user):
        messages.warning(request, "请先开启动态口令或添加通行密钥，再生成恢复码。")
        return redirect("accounts:factors")
    made = actions.make_recovery_codes(only(request.user), by=request.actor)
    place(
        request, HOME, ("我的账号", reverse("accounts:me")), ("二次验证", reverse("accounts:factors")), ("恢复码", None)
    )
    return render(request, "accounts/recovery_codes.html", {"title": "恢复码", "codes": made.codes})


def _remove_app(request: Any, _key: str) -> HttpResponse:
    outcome = actions.remove_app(only(request.user), by=request.actor)
    return _removed(request, outcome.done, "动态口令已关闭。", outcome)


def _remove_passkey(request: Any, key: str) -> HttpResponse:
    chosen = Passkey.objects.filter(pk=row_key(key))
    outcome = actions.remove_passkeys(chosen, by=request.actor)
    return _removed(request, outcome.done, "通行密钥已移除。", outcome)


def _removed(request: Any, done: list[int], words: str, outcome: Any) -> HttpResponse:
    if done:
        messages.success(request, words)
    else:
        messages.warning(request, why_not(outcome))
    return redirect("accounts:factors")


CHANGES: dict[str, Callable[[Any, str], HttpResponse]] = {
    "app": _start_app,
    "passkey": _start_passkey,
    "codes": _new_codes,
    "remove_app": _remove_app,
    "remove_passkey": _remove_passkey,
}
