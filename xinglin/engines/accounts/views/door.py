"""Log-in and log-out (PLT-10, 11, 17)."""

from dataclasses import dataclass
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST, require_safe

from xinglin.engines.access.models import Unit, UnitKind
from xinglin.engines.access.pages import public_page
from xinglin.kit.row_keys import row_key

from .. import challenges, entering, figures, initial, limits, locks
from ..forms import LoginForm
from ..models import Account
from ..queries import MOST_FOUND, memberships_by_account, organisation_accounts
from ..registration import open_registrations


@dataclass(frozen=True)
class Entry:
    """One of the tabs that users know: the same door, with words that fit."""

    key: str
    title: str
    login: str
    help: str


ENTRIES = (
    Entry("business", "业务管理系统", "单位账号", "填写单位名称，或点击“选择单位账号”查找；操作员填写本人账号。"),
    Entry("resident", "住院医师入口", "身份证件号码", "填写培训基地为您登记的身份证件号码。"),
    Entry("faculty", "师资入口", "身份证件号码", "填写登记的身份证件号码。"),
    Entry("physician", "医师入口", "身份证件号码", "填写所在机构为您登记的身份证件号码。"),
)
MOST_LOOK_UPS = 120  # a minute and address: a whole authority can stand behind one, and every letter typed asks


@public_page
@never_cache
@sensitive_post_parameters("password")
def log_in(request: HttpRequest) -> HttpResponse:
    """The log-in page; who waits for activation is led there."""
    if wanted := request.GET.get("next"):
        request.session[entering.NEXT] = wanted
    if getattr(request, "actor", None):
        return redirect(entering.where_to(request))
    if request.method != "POST" and entering.waiting_account(request):
        return redirect("accounts:activate")
    entry = next((e for e in ENTRIES if e.key == request.GET.get("entry")), ENTRIES[0])
    form = LoginForm(request.POST or None, initial={"login": request.GET.get("login", "")})
    form.fields["login"].label, form.fields["login"].help_text = entry.login, entry.help
    if form.is_valid():
        account = _judge(request, form)
        if account:
            return _enter(request, account)
    return render(request, "accounts/login.html", _context(request, form, entry))


@public_page
@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """«退出»."""
    entering.log_out(request)
    messages.success(request, "您已安全退出。")
    return redirect("accounts:login")


@public_page
@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """«选择单位账号»: names of organisations only, by province and part of the name or its pinyin."""
    chosen = request.GET.get("province", "")
    search = request.GET.get("q", "")[:60]
    found: list[Account] = []
    asked = bool(chosen or search.strip())
    too_often = asked and limits.is_too_often(
        "organisations", entering.address_of(request), most=MOST_LOOK_UPS, seconds=limits.MINUTE
    )
    if asked and not too_often:
        found = list(organisation_accounts(search, row_key(chosen) or None))
    context = {
        "title": "选择单位账号",
        "provinces": Unit.objects.filter(kind=UnitKind.PROVINCE, is_active=True).order_by("code", "name"),
        "chosen": chosen,
        "search": search,
        "asked": asked,
        "too_often": too_often,
        "found": found[:MOST_FOUND],
        "more": len(found) > MOST_FOUND,
    }
    is_part = request.headers.get("HX-Target") == "organisations-found"
    template = "accounts/organisations_found.html" if is_part else "accounts/organisations.html"
    return render(request, template, context, status=429 if too_often and not is_part else 200)


@public_page
@never_cache
@require_GET
def proof(_request: HttpRequest) -> JsonResponse:
    """A puzzle for browsers whose owner cannot read the picture."""
    return JsonResponse(challenges.new_work())


def _judge(request: HttpRequest, form: LoginForm) -> Account | None:
    """The account, or None with the form telling why not. The same words for a wrong name and a wrong password."""
    login, password = form.cleaned_data["login"], form.cleaned_data["password"]
    account: Any = authenticate(request, login=login, password=password)
    if account is None:
        _tell_failure(request, form, login)
        return None
    why = initial.why_closed(account) if not account.is_activated else None
    if not why and not memberships_by_account([account.pk])[account.pk]:
        why = "该账号目前没有可用的身份，请联系所在单位或上级单位开通。"
    if why:
        form.add_error(None, why)
        entering.record(request, "accounts.login_refused", "登录", account=account, succeeded=False, why=why)
        return None
    return account


def _tell_failure(request: HttpRequest, form: LoginForm, login: str) -> None:
    is_locked = AxesProxyHandler.is_locked(request, {"login": login})
    if is_locked:
        form.add_error(None, locks.sentence(login, entering.address_of(request)))
    else:
        left = figures.number(figures.LOGIN_FAILURES) - AxesProxyHandler.get_failures(request, {"login": login})
        form.add_error(None, f"账号或密码不正确，请核对后重新输入；再错 {left} 次将暂时锁定。")
    account = Account.objects.by_login(login)
    why = "locked" if is_locked else "wrong"
    entering.record(request, "accounts.login_failed", "登录", account=account, login=login, succeeded=False, why=why)


def _enter(request: HttpRequest, account: Account) -> HttpResponse:
    if account.is_activated:
        return entering.admit(request, account)
    entering.wait_for_activation(request, account)
    return redirect("accounts:activate")


def _context(request: HttpRequest, form: LoginForm, entry: Entry) -> dict[str, Any]:
    tabs = [{"title": e.title, "url": f"?entry={e.key}", "current": e is entry} for e in ENTRIES]
    was_in = settings.SESSION_COOKIE_NAME in request.COOKIES and request.method == "GET"
    return {
        "title": "登录",
        "form": form,
        "entry": entry,
        "tabs": tabs,
        "registrations": open_registrations(),
        "expired": was_in and bool(request.GET.get("next")),
    }
