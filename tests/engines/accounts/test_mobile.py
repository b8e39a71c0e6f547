"""One's own mobile number, and what is swept away daily."""

from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt
from captcha.models import CaptchaStore
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.engines.accounts.people import MOBILE, PASSWORD, log_in, organisation, person, words
from xinglin.engines.accounts.models import Account, MobileCode, OpenSession
from xinglin.engines.accounts.tasks import sweep
from xinglin.engines.notices.models import Message

pytestmark = pytest.mark.usefixtures("country")


def ask(client: Client, number: str):
    return client.post(reverse("accounts:mobile_code"), {"mobile": number}, headers={"HX-Request": "true"})


def change(client: Client, number: str = MOBILE, **data: str):
    code = Message.objects.latest("pk").values.split('"code": "')[1][:6]
    given = {"current": PASSWORD, "mobile": number, "code": code, **data}
    return client.post(reverse("accounts:mobile"), given)


@pytest.fixture
def base(client):
    account = organisation("杏林医院")
    log_in(client, "杏林医院")
    return account


@pytest.mark.spec("PLT-15")
class TestOwnMobile:
    def stored(self, account: Account) -> str | None:
        return Account.objects.get(pk=account.pk).mobile

    def test_is_changed_by_password_and_a_code_to_the_new_number(self, client, base):
        assert "199****0001" in words(ask(client, " 199 0000 0001"))
        assert change(client).url == reverse("accounts:me")
        assert self.stored(base) == MOBILE
        assert "199****0001" in words(client.get(reverse("accounts:me")))

    def test_not_without_the_password(self, client, base):
        ask(client, MOBILE)
        assert "当前密码不正确" in words(change(client, current="Wrong-password-1"))
        assert self.stored(base) is None

    def test_a_code_to_another_number_proves_nothing(self, client, base):
        ask(client, MOBILE)
        assert "请先点击“获取验证码”" in words(change(client, "19900000002"))
        assert self.stored(base) is None

    def test_no_code_goes_to_what_is_no_mobile_number(self, client, base):
        answer = ask(client, "0571-88888888")
        assert answer.status_code == 429
        assert "11 位数字" in words(answer)
        assert not Message.objects.exists()

    def test_history_shows_it_masked(self, client, base):
        ask(client, MOBILE)
        change(client)
        assert Account.objects.get(pk=base.pk).events.latest("pgh_id").mobile_masked == "199****0001"


def test_sweep_drops_what_has_expired_and_nothing_else(client, base):
    person(mobile="19900000003")
    log_in(Client(), "杏林医院", "Wrong-password-1")
    ask(client, MOBILE)
    CaptchaStore.generate_key()
    kept = (OpenSession, MobileCode, CaptchaStore, AccessAttempt)
    sweep()
    assert all(model.objects.exists() for model in kept)
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        sweep()
    assert not any(model.objects.exists() for model in kept)
