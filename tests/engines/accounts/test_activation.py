"""Initial passwords open nothing but their own replacement, and knowing a document number is never enough (PLT-12)."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import authenticate, get_user, login
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from tests.engines.accounts.people import (
    MOBILE,
    NEXT_PASSWORD,
    RESIDENT,
    actor,
    log_in,
    member,
    organisation,
    person,
    picture,
    words,
)
from xinglin.engines.access.actor import system_actor
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts import codes
from xinglin.engines.accounts.actions import reset_passwords
from xinglin.engines.accounts.codes import MOST_TRIES
from xinglin.engines.accounts.models import Account, MobileCode, SecondFactor
from xinglin.engines.notices.models import Message

pytestmark = pytest.mark.usefixtures("country")
ACTIVATE = "/activate/"
INITIAL = "000000"


def sent_code() -> str:
    """The newest code on its way to somebody."""
    return Message.objects.latest("pk").values.split('"code": "')[1][:6]


def send(client: Client, **data: str):
    return client.post(ACTIVATE, {"new_password": NEXT_PASSWORD, "repeated": NEXT_PASSWORD, **data})


@pytest.fixture
def resident():
    return person(mobile=MOBILE)


@pytest.fixture
def waiting(client, resident):
    """A client that gave the initial password."""
    log_in(client, RESIDENT, INITIAL)
    return client


@pytest.mark.spec("PLT-12")
def test_initial_password_code_and_a_new_password_activate(waiting, resident):
    waiting.post(reverse("accounts:activation_code"))
    before = waiting.session.session_key
    response = send(waiting, code=sent_code())
    assert response.status_code == 302
    assert get_user(waiting) == resident
    assert waiting.session.session_key != before
    assert log_in(Client(), RESIDENT, NEXT_PASSWORD).status_code == 302


@pytest.mark.spec("PLT-12")
@pytest.mark.parametrize(
    "path", ["/", "/account/", "/account/password/", "/account/sessions/end/", "/accounts/1/reset/"]
)
def test_initial_password_opens_no_other_page(waiting, path):
    response = waiting.get(path, follow=True)
    assert response.redirect_chain[-1][0].startswith(ACTIVATE)
    assert not get_user(waiting).is_authenticated


@pytest.mark.spec("PLT-12")
def test_nobody_can_be_logged_in_with_an_account_not_activated(client, resident):
    """Whatever page or interface should forget to ask: such an account has no user."""
    request = RequestFactory().get("/")
    request.session = client.session
    account = authenticate(request, login=RESIDENT, password=INITIAL)
    assert account == resident
    login(request, account, backend="xinglin.engines.accounts.backends.LoginBackend")
    assert not get_user(request).is_authenticated


@pytest.mark.spec("PLT-12")
def test_document_number_and_initial_password_without_the_code_change_nothing(waiting):
    waiting.post(reverse("accounts:activation_code"))
    assert "请填写短信验证码。" in words(send(waiting))
    for guess in range(MOST_TRIES):
        wrong = f"{(int(sent_code()) + guess + 1) % 1_000_000:06}"
        assert "验证码不正确" in words(send(waiting, code=wrong))
    assert "已输错 5 次" in words(send(waiting, code=sent_code()))  # the right one comes too late
    assert not Account.objects.get().is_activated


@pytest.mark.spec("PLT-12")
def test_without_a_mobile_number_the_well_known_password_does_not_open(client):
    account = person()
    assert account.initial_password == "one_time"
    assert "账号或密码不正确" in words(log_in(client, RESIDENT, INITIAL))
    Account.objects.update(initial_password="resident")  # as if brought from elsewhere
    assert "没有登记手机号码" in words(log_in(client, RESIDENT, INITIAL))


@pytest.mark.spec("PLT-12")
def test_one_time_password_activates_without_code(client):
    person(mobile=MOBILE)
    Account.objects.update(mobile=None, mobile_masked="")
    password = reset_passwords(Account.objects.all(), by=system_actor()).one_time.popitem()[1]
    assert log_in(client, RESIDENT, password.upper()).url == ACTIVATE
    assert send(client).status_code == 302
    assert get_user(client).is_authenticated


@pytest.mark.spec("PLT-12")
def test_lapsed_initial_password_names_the_day_and_whom_to_ask(client, resident):
    until = resident.initial_password_until
    with time_machine.travel(until + timedelta(seconds=1)):
        page = words(log_in(client, RESIDENT, INITIAL))
    local = timezone.localtime(until).strftime("%Y-%m-%d %H:%M")
    assert f"初始密码已于 {local} 失效，请联系“杏林医院”重置密码后再登录。" in page


@pytest.mark.spec("PLT-12")
def test_reset_throws_out_who_waits_with_the_old_initial_password(waiting, resident):
    reset_passwords(Account.objects.all(), by=system_actor())
    assert waiting.get(ACTIVATE).status_code == 302


@pytest.mark.spec("PLT-12")
def test_code_is_good_once(resident):
    codes.request_code(resident.login_key, MOBILE, "activation", "10.0.0.1")
    code = sent_code()
    assert codes.use_code(resident.login_key, "recovery", code) == "请先点击“获取验证码”。"
    assert codes.use_code(resident.login_key, "activation", code) is None
    assert "只能用一次" in codes.use_code(resident.login_key, "activation", code)


def test_code_lapses_after_five_minutes(resident):
    codes.request_code(resident.login_key, MOBILE, "activation", "10.0.0.1")
    with time_machine.travel(timezone.now() + timedelta(minutes=5, seconds=1)):
        assert "已失效" in codes.use_code(resident.login_key, "activation", sent_code())


@pytest.mark.spec("PLT-17")
def test_codes_are_limited_per_account_mobile_and_address(resident, settings):
    def ask(account, address="10.0.0.1"):
        return codes.request_code(account.login_key, account.mobile, "activation", address)

    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert ask(resident) is None
        assert "60 秒后再获取" in ask(resident)
        for _ in range(4):
            clock.shift(timedelta(seconds=61))
            assert ask(resident) is None
        clock.shift(timedelta(seconds=61))
        assert "该账号一小时内" in ask(resident)
        other = person("11010119040404004X", mobile=MOBILE, name="同一手机")
        for _ in range(5):
            clock.shift(timedelta(seconds=61))
            assert ask(other) is None
        clock.shift(timedelta(minutes=61))
        assert "该手机号码今天" in ask(other)
        settings.CODE_LIMITS = settings.CODE_LIMITS | {"address_hour": 1}
        third, fourth = (person(f"1101011905050500{n}X", mobile=f"1990000100{n}", name="某") for n in (1, 2))
        assert ask(third, "10.0.0.2") is None
        assert "您所在的网络" in ask(fourth, "10.0.0.2")


def test_code_is_asked_for_by_htmx_with_sentences_as_text(waiting):
    url, headers = reverse("accounts:activation_code"), {"HX-Request": "true"}
    sent = waiting.post(url, headers=headers)
    assert "199****0001" in words(sent)
    again = waiting.post(url, headers=headers)
    assert again.status_code == 429
    assert "秒后再获取" in words(again)


def test_code_is_not_stored_in_the_open(waiting):
    waiting.post(reverse("accounts:activation_code"))
    assert sent_code() not in str(MobileCode.objects.values())


@pytest.mark.spec("PLT-13")
@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("Ab1-xyz", "10–128 个字符"),
        ("abcdefghij12", "三种"),
        ("Xx-11010119030307002x", "不能包含"),
        ("A-19900000001-b", "不能包含"),
        ("Password123", "太常见"),
    ],
)
def test_weak_passwords_are_refused_with_the_reason(waiting, password, why):
    waiting.post(reverse("accounts:activation_code"))
    page = words(send(waiting, code=sent_code(), new_password=password, repeated=password))
    assert why in page
    assert password not in page
    assert not Account.objects.get().is_activated


def test_a_mistyped_repetition_does_not_use_up_the_code(waiting):
    waiting.post(reverse("accounts:activation_code"))
    assert "不一致" in words(send(waiting, code=sent_code(), repeated="Something-else-9"))
    assert send(waiting, code=sent_code()).status_code == 302


@pytest.mark.spec("PLT-15")
class TestForgotten:
    """«忘记密码»."""

    def ask(self, client, name):
        return client.post(reverse("accounts:forgot"), {"login": name, **picture()}, follow=True)

    def set(self, client, code):
        data = {"code": code, "new_password": NEXT_PASSWORD, "repeated": NEXT_PASSWORD}
        return client.post(reverse("accounts:recover"), data)

    def test_code_to_the_mobile_sets_a_new_password_and_ends_sessions(self, client):
        member(RESIDENT, Role.RESIDENT, "杏林医院", mobile=MOBILE)
        elsewhere = Client()
        log_in(elsewhere, RESIDENT)
        self.ask(client, RESIDENT)
        assert self.set(client, sent_code()).url == reverse("accounts:login")
        assert not get_user(elsewhere).is_authenticated
        assert log_in(Client(), RESIDENT, NEXT_PASSWORD).status_code == 302

    def test_an_organisation_gets_it_at_its_contacts_mobile_and_its_second_step_stays(self, client):
        account = member("杏林医院", Role.BASE_ADMIN, "杏林医院", kind="organisation", mobile=MOBILE)
        SecondFactor.objects.create(account=account, app_secret="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
        self.ask(client, "杏林医院")
        assert self.set(client, sent_code()).url == reverse("accounts:login")
        assert log_in(Client(), "杏林医院", NEXT_PASSWORD).url == reverse("accounts:second")

    def test_nobody_learns_who_has_an_account(self, client):
        member(RESIDENT, Role.RESIDENT, "杏林医院", mobile=MOBILE)
        person("11010119040404004X", mobile="19900000002")  # not activated: the initial password is his way
        organisation("杏林医院")  # no mobile number
        pages, answers = set(), set()
        for name in (RESIDENT, "11010119040404004X", "杏林医院", "无此医院"):
            other = Client()
            page = words(self.ask(other, name))
            pages.add("如果该账号已激活并登记了手机号码，验证码已发送" in page)
            answers.add("验证码不正确" in words(self.set(other, "12345x")))
        assert pages == answers == {True}
        assert Message.objects.count() == 1

    def test_without_the_code_the_password_stays(self, client):
        member(RESIDENT, Role.RESIDENT, "杏林医院", mobile=MOBILE)
        self.ask(client, RESIDENT)
        self.set(client, "12345x")
        assert log_in(Client(), RESIDENT).status_code == 302

    def test_a_lock_out_is_lifted(self, client):
        member(RESIDENT, Role.RESIDENT, "杏林医院", mobile=MOBILE)
        for _ in range(5):
            log_in(client, RESIDENT, "Wrong-password-1")
        self.ask(client, RESIDENT)
        self.set(client, sent_code())
        assert log_in(client, RESIDENT, NEXT_PASSWORD).status_code == 302
        assert actor(get_user(client)).role == Role.RESIDENT
