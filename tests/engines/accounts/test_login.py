"""Log-in: names, passwords, picture codes, lock-out, and what is written about it."""

import base64
import json
from datetime import timedelta

import pytest
import time_machine
from altcha import Challenge, Payload, solve_challenge
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import get_user
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config import settings as global_settings
from tests.engines.accounts.people import (
    MOBILE,
    PASSWORD,
    RESIDENT,
    log_in,
    member,
    organisation,
    person,
    picture,
    words,
)
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts import backends
from xinglin.engines.history.models import AuditEntry

pytestmark = pytest.mark.usefixtures("country")
LOGIN = "/login/"


@pytest.mark.spec("PLT-11")
@pytest.mark.parametrize("typed", ["杏林医院", " 杏林 医院 ", "杏林医院\u200b"])
def test_organisation_logs_in_with_its_name(client, typed):
    account = organisation("杏林医院")
    response = log_in(client, typed)
    assert response.status_code == 302
    assert get_user(client) == account


@pytest.mark.spec("PLT-11")
@pytest.mark.parametrize("typed", [RESIDENT, RESIDENT.lower(), "１１０１０１１９０３０３０７００２Ｘ"])
def test_resident_logs_in_with_document_number(client, typed):
    account = member(RESIDENT, Role.RESIDENT, "杏林医院")
    log_in(client, typed)
    assert get_user(client) == account


@pytest.mark.spec("PLT-10", "PLT-17")
def test_wrong_password_and_unknown_name_get_the_same_words(client):
    organisation("杏林医院")
    wrong = words(log_in(client, "杏林医院", "Wrong-password-1"))
    unknown = words(log_in(client, "无此医院", "Wrong-password-1"))
    assert "账号或密码不正确" in wrong
    sentence = [line for line in wrong.splitlines() if "账号或密码不正确" in line]
    assert sentence == [line for line in unknown.splitlines() if "账号或密码不正确" in line]


def test_unknown_name_costs_a_hash_like_a_known_one(client, monkeypatch):
    """Otherwise the time would tell who has an account, and who has not activated it."""
    costs = []
    monkeypatch.setattr(backends, "make_password", costs.append)
    log_in(client, "无此医院")
    person(mobile=MOBILE)
    log_in(client, RESIDENT, "wrong-password")
    assert costs == [PASSWORD, "wrong-password"]


@pytest.mark.spec("PLT-131")
def test_error_keeps_the_name_and_never_the_password(client):
    page = words(log_in(client, "无此医院", "Geheim-12345"))
    assert 'value="无此医院"' in page
    assert "Geheim-12345" not in page


@pytest.mark.spec("PLT-10")
def test_without_picture_code_nobody_gets_in(client):
    organisation("杏林医院")
    response = client.post(LOGIN, {"login": "杏林医院", "password": PASSWORD})
    assert "验证码不正确或已失效" in words(response)
    assert not get_user(client).is_authenticated


@pytest.mark.spec("PLT-10")
def test_picture_code_is_good_for_one_try(client):
    organisation("杏林医院")
    code = picture()
    client.post(LOGIN, {"login": "杏林医院", "password": "Wrong-password-1", **code})
    response = client.post(LOGIN, {"login": "杏林医院", "password": PASSWORD, **code})
    assert "验证码不正确或已失效" in words(response)


def _solved(client: Client) -> str:
    challenge = Challenge.from_dict(client.get(reverse("accounts:proof")).json())
    return Payload(challenge, solve_challenge(challenge)).to_base64()


@pytest.mark.spec("PLT-10")
def test_proof_of_work_stands_in_for_the_picture_but_only_once(client):
    organisation("杏林医院")
    proof = _solved(client)
    first = client.post(LOGIN, {"login": "杏林医院", "password": PASSWORD, "altcha": proof})
    assert first.status_code == 302
    respelt = base64.b64encode(json.dumps(json.loads(base64.b64decode(proof)), indent=1).encode()).decode()
    for again in (proof, respelt):
        other = Client()
        response = other.post(LOGIN, {"login": "杏林医院", "password": PASSWORD, "altcha": again})
        assert "免图片验证已失效" in words(response)
        assert not get_user(other).is_authenticated


@pytest.mark.parametrize(
    "proof", ["x", "e30=", "W10=", "MQ==", base64.b64encode(b'{"challenge":[],"solution":1}').decode()]
)
def test_nonsense_in_place_of_a_proof_is_refused(client, proof):
    organisation("杏林医院")
    response = client.post(LOGIN, {"login": "杏林医院", "password": PASSWORD, "altcha": proof})
    assert "免图片验证已失效" in words(response)


def test_proof_lapses(client):
    organisation("杏林医院")
    proof = _solved(client)
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        response = client.post(LOGIN, {"login": "杏林医院", "password": PASSWORD, "altcha": proof})
    assert "免图片验证已失效" in words(response)


@pytest.mark.spec("PLT-17")
def test_five_failures_lock_account_and_address_for_fifteen_minutes(client):
    organisation("杏林医院")
    start = timezone.now()
    with time_machine.travel(start) as clock:
        for _ in range(5):
            page = words(log_in(client, "杏林医院", "Wrong-password-1"))
        assert "请 15 分钟后再试" in page
        clock.shift(timedelta(minutes=10))
        assert "请 5 分钟后再试" in words(log_in(client, "杏林医院"))  # the right one does not help now
        elsewhere = Client(REMOTE_ADDR="10.9.8.7")
        assert log_in(elsewhere, "杏林医院").status_code == 302
        clock.shift(timedelta(minutes=6))
        assert log_in(client, "杏林医院").status_code == 302


@pytest.mark.spec("PLT-17")
def test_a_success_forgets_the_failures_before_it(client):
    organisation("杏林医院")
    for _ in range(4):
        log_in(client, "杏林医院", "Wrong-password-1")
    log_in(client, "杏林医院")
    assert "再错 4 次" in words(log_in(Client(), "杏林医院", "Wrong-password-1"))


@pytest.mark.spec("PLT-100")
def test_no_document_number_lands_in_tables_of_attempts_or_the_log(client):
    log_in(client, RESIDENT, "wrong-password")
    stored = [*AccessAttempt.objects.values(), *AuditEntry.objects.values()]
    assert AccessAttempt.objects.count() == AuditEntry.objects.filter(title="登录").count() == 1
    assert RESIDENT not in str(stored)
    assert "wrong-password" not in str(stored)


@pytest.mark.spec("PLT-17", "PLT-101")
def test_every_log_in_is_recorded_whether_it_succeeds_or_not(client):
    account = organisation("杏林医院")
    log_in(client, "杏林医院", "Wrong-password-1")
    log_in(client, "杏林医院")
    entries = AuditEntry.objects.filter(title="登录").order_by("pk")
    assert [(e.action, e.succeeded, e.account_id, e.unit_name) for e in entries] == [
        ("accounts.login_failed", False, account.pk, "杏林医院"),
        ("accounts.logged_in", True, account.pk, "杏林医院"),
    ]


def test_log_in_needs_the_csrf_token():
    organisation("杏林医院")
    strict = Client(enforce_csrf_checks=True)
    assert log_in(strict, "杏林医院").status_code == 403
    assert not get_user(strict).is_authenticated


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_after_log_in_nobody_is_led_off_the_site(client, wanted):
    organisation("杏林医院")
    client.get(LOGIN, {"next": wanted})
    assert log_in(client, "杏林医院").url == settings.LOGIN_REDIRECT_URL


@pytest.mark.spec("PLT-131")
def test_after_log_in_one_comes_back_to_the_page_one_was_on(client):
    organisation("杏林医院")
    asked = client.get("/account/?a=1")
    client.get(asked.url)
    assert log_in(client, "杏林医院").url == "/account/?a=1"


def test_log_in_changes_the_session_key(client):
    organisation("杏林医院")
    client.get(LOGIN, {"next": "/account/"})
    before = client.session.session_key
    log_in(client, "杏林医院")
    assert client.session.session_key != before


def test_an_account_without_identity_is_told_so(client):
    account = organisation("杏林医院")
    account.memberships.all().delete()
    assert "没有可用的身份" in words(log_in(client, "杏林医院"))
    assert not get_user(client).is_authenticated


def test_a_disabled_account_is_like_none(client):
    account = organisation("杏林医院")
    type(account).objects.filter(pk=account.pk).update(is_active=False)
    assert "账号或密码不正确" in words(log_in(client, "杏林医院"))


@pytest.mark.spec("PLT-10")
def test_look_up_gives_organisations_only(client):
    organisation("杏林医院")
    organisation("邻家医院")
    member(RESIDENT, Role.RESIDENT, "杏林医院", name="杏林林清和")
    page = words(client.get(reverse("accounts:organisations"), {"q": "杏林"}))
    assert "杏林医院" in page
    assert "邻家医院" not in page
    assert "林清和" not in page
    assert "邻家医院" in words(client.get(reverse("accounts:organisations"), {"q": "ljyy"}))


@pytest.mark.spec("PLT-10")
@pytest.mark.parametrize("entry", ["business", "resident", "faculty", "physician"])
def test_every_tab_is_the_same_door(client, entry):
    organisation("杏林医院")
    page = words(client.get(LOGIN, {"entry": entry}))
    assert page.count('aria-current="page"') == 1
    assert (
        client.post(f"{LOGIN}?entry={entry}", {"login": "杏林医院", "password": PASSWORD, **picture()}).status_code
        == 302
    )


def test_log_out_needs_post(client):
    organisation("杏林医院")
    log_in(client, "杏林医院")
    assert client.get("/logout/").status_code == 405
    assert get_user(client).is_authenticated
    client.post("/logout/")
    assert not get_user(client).is_authenticated


@pytest.mark.spec("PLT-17")
def test_passwords_are_hashed_with_argon2():
    assert global_settings.PASSWORD_HASHERS[0].endswith(".Argon2PasswordHasher")
