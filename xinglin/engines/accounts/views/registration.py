"""«注册» (PLT-16). What was said in step one waits in the session as cipher text (PLT-100)."""

import json
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from xinglin.engines.access.actor import Actor, system_actor
from xinglin.engines.access.pages import public_page
from xinglin.engines.actions import Refused
from xinglin.engines.secrets.keys import current_keys
from xinglin.kit import masking, text

from .. import actions, codes, entering, limits, rules
from ..actions.registering import TAKEN
from ..models import Account, login_key_of
from ..registration import REGISTRATIONS, Registrant, Registration, open_registrations
from ..registration_forms import AccountForm, IdentityForm
from .answers import code_answer, why_not

REGISTERING = "registering"  # session key: kind, and what step one found right
DONE = "registered"  # session key: whose account has just been opened, masked
STEPS = ("个人信息验证", "填写账号密码", "完成注册")
MOST_AN_HOUR = 60  # a whole class can stand behind one address


@public_page
def registrations(request: HttpRequest) -> HttpResponse:
    """Which registrations are open."""
    context = {"title": "注册", "registrations": open_registrations(), "closed": _closed()}
    return render(request, "accounts/registrations.html", context)


@public_page
@never_cache
def identity(request: HttpRequest, kind: str) -> HttpResponse:
    """① 个人信息验证."""
    registration = _kind(kind)
    if registration.why_closed():
        return redirect("accounts:registrations")
    if "again" in request.POST:
        request.session.pop(REGISTERING, None)
        return redirect("accounts:register", kind)
    known = _said(request, kind)
    form = IdentityForm(request.POST or None, registration=registration)
    if request.POST and form.is_valid() and _may_go_on(request, form):
        facts = {key: form.cleaned_data[key] for key in ("name", "document_type", "document_number")}
        request.session[REGISTERING] = [kind, current_keys().encrypt(json.dumps(facts), "text")]
        return redirect("accounts:register", kind)
    shown = known and {
        "name": known.name,
        "type": registration.document_types[known.document_type],
        "number": masking.document_number(known.document_number),
    }
    return render(request, "accounts/register_identity.html", _context(registration, form=form, known=shown))


@public_page
@never_cache
@sensitive_post_parameters("new_password", "repeated", "code")
def account(request: HttpRequest, kind: str) -> HttpResponse:
    """② 填写账号密码."""
    registration, known = _kind(kind), _said(request, kind)
    if known is None or registration.why_closed():
        return redirect("accounts:register", kind)
    key = login_key_of(known.document_number)
    form = AccountForm(request.POST or None, account=Account(name=known.name, login_key=key))
    if form.is_valid() and _is_code_right(form, key):
        given = form.cleaned_data
        why = _open(request, registration, replace(known, mobile=given["mobile"]), given["new_password"])
        if why is None:
            request.session.flush()
            request.session[DONE] = [kind, masking.document_number(known.document_number)]
            return redirect("accounts:registered", kind)
        form.add_error(None, why)
    login = masking.document_number(known.document_number)
    context = _context(registration, form=form, login=login, **codes.resend_times(key))
    return render(request, "accounts/register_account.html", context)


@public_page
@never_cache
@require_POST
def send_code(request: HttpRequest, kind: str) -> HttpResponse:
    """«获取验证码» to the number typed, for who has passed step one."""
    known = _said(request, kind)
    if known is None:
        return redirect("accounts:register", kind)
    number = text.number(request.POST.get("mobile", ""))
    key, address = login_key_of(known.document_number), entering.address_of(request)
    why = rules.why_no_mobile(number) or codes.request_code(key, number, "registration", address)
    return code_answer(
        request, why, f"验证码已发送至 {masking.mobile(number)}，5 分钟内有效。", "accounts:register_account", kind
    )


@public_page
@never_cache
def done(request: HttpRequest, kind: str) -> HttpResponse:
    """③ 完成注册."""
    of, login = request.session.get(DONE) or ("", "")
    if of != kind:
        return redirect("accounts:register", kind)
    return render(request, "accounts/register_done.html", _context(_kind(kind), login=login))


def _kind(key: str) -> Registration:
    if key not in REGISTRATIONS:
        raise Http404
    return REGISTRATIONS[key]


def _closed() -> list[tuple[str, str]]:
    return [(each.title, why) for each in REGISTRATIONS.values() if (why := each.why_closed())]


def _context(registration: Registration, **more: Any) -> dict[str, Any]:
    return {"title": registration.title, "registration": registration, "steps": STEPS, **more}


def _said(request: HttpRequest, kind: str) -> Registrant | None:
    """What step one found right in this session."""
    of, sealed = request.session.get(REGISTERING) or ("", "")
    return Registrant(**json.loads(current_keys().decrypt(sealed, "text")), mobile="") if of == kind else None


def _may_go_on(request: HttpRequest, form: IdentityForm) -> bool:
    """Who registered before is told so (PLT-16): behind the picture code, and only so many times an hour."""
    if limits.is_too_often("registration", entering.address_of(request), most=MOST_AN_HOUR, seconds=limits.HOUR):
        form.add_error(None, "您所在的网络验证次数过多，请一小时后再试。")
        return False
    if Account.objects.filter(login_key=login_key_of(form.cleaned_data["document_number"])).exists():
        form.add_error("document_number", TAKEN)
        return False
    return True


def _is_code_right(form: AccountForm, key: str) -> bool:
    why = codes.use_code(key, "registration", form.cleaned_data["code"], mobile=form.cleaned_data["mobile"])
    if why:
        form.add_error("code", why)
    return not why


def _open(request: HttpRequest, kind: Registration, who: Registrant, password: str) -> str | None:
    try:
        outcome = actions.register([actions.NewRegistration(who, password)], by=_author(request, who), kind=kind)
    except Refused as refusal:
        return refusal.why
    return None if outcome.done else why_not(outcome)


def _author(request: HttpRequest, who: Registrant) -> Actor:
    """The system writes, in the name of somebody who has no account yet."""
    return replace(system_actor(who.name, source="form"), address=entering.address_of(request))
