"""The second step of a log-in: app, recovery codes, who must have one, and what is done when it is lost (PLT-17)."""

import time
from datetime import timedelta

import pyotp
import pytest
import time_machine
from django.contrib.auth import get_user
from django.test import Client
from django.utils import timezone

from tests.engines.accounts.people import PASSWORD, actor, log_in, member, organisation, person, words
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts import actions, figures, second
from xinglin.engines.accounts.models import Account, OpenSession, RecoveryCode, SecondFactor
from xinglin.engines.history.models import AuditEntry

pytestmark = [pytest.mark.usefixtures("country"), pytest.mark.spec("PLT-17")]
SECOND = "/login/second/"
FACTORS = "/account/factors/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def only(account: Account) -> "object":
    return Account.objects.filter(pk=account.pk)


def protected(account: Account) -> list[str]:
    """With an app, and the recovery codes."""
    actions.add_app(only(account), by=actor(account), secret=SECRET, step=0)
    return actions.make_recovery_codes(only(account), by=actor(account)).codes


def code(at: float | None = None) -> str:
    return pyotp.TOTP(SECRET).at(int(at or time.time()))


def is_in(client: Client) -> bool:
    return get_user(client).is_authenticated


def test_the_password_alone_opens_nothing(client):
    account = organisation("杏林医院")
    protected(account)
    assert log_in(client, "杏林医院").url == SECOND
    assert not is_in(client)
    assert client.get("/account/").status_code == 302
    response = client.post(SECOND, {"code": code()})
    assert response.url == "/"
    assert get_user(client) == account
    assert AuditEntry.objects.get(action="accounts.logged_in").details == {"how": "密码＋二次验证"}


def test_without_a_password_there_is_no_second_step(client):
    assert client.get(SECOND).url == "/login/"
    assert client.post(f"{SECOND}passkey/").status_code == 409


def test_a_code_is_good_once_even_within_its_half_minute(client):
    protected(organisation("杏林医院"))
    used = code()
    log_in(client, "杏林医院")
    client.post(SECOND, {"code": used})
    other = Client()
    log_in(other, "杏林医院")
    assert "验证码不正确，请重试；再错 4 次将暂停验证。" in words(other.post(SECOND, {"code": used}))
    assert not is_in(other)


@pytest.mark.parametrize("seconds", [-30, 30])
def test_clocks_may_differ_by_half_a_minute(client, seconds):
    protected(organisation("杏林医院"))
    log_in(client, "杏林医院")
    client.post(SECOND, {"code": code(time.time() + seconds)})
    assert is_in(client)


def test_an_older_code_is_none(client):
    protected(organisation("杏林医院"))
    log_in(client, "杏林医院")
    client.post(SECOND, {"code": code(time.time() - 120)})
    assert not is_in(client)


def test_five_wrong_codes_stop_trying_from_every_address(client):
    protected(organisation("杏林医院"))
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        log_in(client, "杏林医院")
        for _ in range(5):
            page = words(client.post(SECOND, {"code": "nonsense"}))
        assert "二次验证连续 5 次不正确，已暂停验证，请 15 分钟后再试。" in page
        elsewhere = Client(REMOTE_ADDR="10.9.8.7")
        log_in(elsewhere, "杏林医院")
        assert "已暂停验证" in words(elsewhere.post(SECOND, {"code": code(time.time())}))
        clock.shift(timedelta(minutes=16))
        log_in(client, "杏林医院")
        assert client.post(SECOND, {"code": code(time.time())}).status_code == 302


def test_a_recovery_code_opens_once(client):
    codes = protected(organisation("杏林医院"))
    assert len(set(codes)) == 10
    log_in(client, "杏林医院")
    client.post(SECOND, {"code": codes[0].upper().replace("-", " ")})
    assert is_in(client)
    other = Client()
    log_in(other, "杏林医院")
    other.post(SECOND, {"code": codes[0]})
    assert not is_in(other)
    assert RecoveryCode.objects.filter(used_at=None).count() == 9


def test_the_second_step_lapses(client):
    protected(organisation("杏林医院"))
    log_in(client, "杏林医院")
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert client.post(SECOND, {"code": code(time.time())}).url == "/login/"


def test_a_password_reset_meanwhile_ends_the_second_step(client):
    account = organisation("杏林医院")
    protected(account)
    log_in(client, "杏林医院")
    Account.objects.filter(pk=account.pk).update(password_changed_at=timezone.now())
    assert client.get(SECOND).url == "/login/"


def test_activation_after_a_reset_asks_for_it_too(client):
    account = member("zhang_wei", Role.SUPERVISOR, "杏林医院")
    protected(account)
    reset = actions.reset_passwords(only(account), by=actor(organisation("杏林医院")))
    log_in(client, "zhang_wei", reset.one_time[account.pk])
    response = client.post("/activate/", {"new_password": "Juzi-pao-3-bian", "repeated": "Juzi-pao-3-bian"})
    assert response.url == SECOND
    assert not is_in(client)


def test_an_app_is_set_up_with_the_password_and_its_first_code(client):
    account = organisation("杏林医院")
    log_in(client, "杏林医院")
    assert "当前密码不正确" in words(client.post(FACTORS, {"current": "x", "change": "app"}))
    assert client.get(f"{FACTORS}app/").url == FACTORS
    assert client.post(FACTORS, {"current": PASSWORD, "change": "app"}).url == f"{FACTORS}app/"
    page = client.get(f"{FACTORS}app/")
    secret = page.context["secret"]
    assert page.context["picture"].startswith("data:image/svg+xml")
    assert secret not in str(client.session.items())
    assert "动态口令不正确" in words(client.post(f"{FACTORS}app/", {"code": "nonsense"}))
    shown = client.post(f"{FACTORS}app/", {"code": pyotp.TOTP(secret).now()})
    assert len(shown.context["codes"]) == 10
    assert second.is_protected(account)
    stored = SecondFactor.objects.get(account=account)
    assert stored.app_secret == secret
    assert secret not in str(SecondFactor.objects.values_list("app_secret", flat=True)[0])
    assert AuditEntry.objects.filter(action="accounts.app_added", account_id=account.pk).count() == 1


def test_it_can_be_removed_with_the_password(client):
    account = organisation("杏林医院")
    log_in(client, "杏林医院")
    protected(account)
    client.post(FACTORS, {"current": PASSWORD, "change": "remove_app"})
    assert not second.is_protected(account)
    assert not RecoveryCode.objects.exists()


class TestRequired:
    @pytest.fixture(autouse=True)
    def required(self):
        figures.suppose({figures.SECOND_FACTOR_ROLES: [Role.BASE_ADMIN]})

    def test_who_must_have_one_can_do_nothing_else_first(self, client):
        account = organisation("杏林医院")
        log_in(client, "杏林医院")
        assert client.get("/").url == FACTORS
        assert "您的身份按安全要求必须开启二次验证" in words(client.get(FACTORS))
        client.post(FACTORS, {"current": PASSWORD, "change": "app"})
        secret = client.get(f"{FACTORS}app/").context["secret"]
        client.post(f"{FACTORS}app/", {"code": pyotp.TOTP(secret).now()})
        assert second.is_protected(account)
        assert client.get("/account/").status_code == 200

    def test_others_go_on_as_before(self, client):
        member("zhang_wei", Role.SUPERVISOR, "杏林医院")
        log_in(client, "zhang_wei")
        assert client.get("/account/").status_code == 200

    def test_the_last_one_cannot_be_removed(self, client):
        account = organisation("杏林医院")
        protected(account)
        outcome = actions.remove_app(only(account), by=actor(account))
        assert outcome.refused == {account.pk: "您的身份必须开启二次验证，请先添加另一种验证方式，再移除这一种。"}
        assert second.is_protected(account)


class TestLost:
    def by(self, role: Role = Role.SECURITY_ADMIN, at: str = "国家") -> Actor:
        return actor(member(f"{role}-{at}", role, at))

    def test_the_security_administrator_takes_it_away_and_ends_sessions(self, client):
        account = organisation("杏林医院")
        log_in(client, "杏林医院")
        protected(account)
        outcome = actions.reset_second_factors(only(account), by=self.by())
        assert outcome.done == [account.pk]
        assert not second.is_protected(account)
        assert not OpenSession.objects.filter(account=account).exists()
        assert AuditEntry.objects.get(action="accounts.second_factor_reset").subject_ids == [account.pk]

    def test_but_may_not_reset_the_password(self):
        account = organisation("杏林医院")
        outcome = actions.reset_passwords(only(account), by=self.by())
        assert outcome.done == []
        assert Account.objects.get(pk=account.pk).is_activated

    def test_the_authority_above_may_and_the_hospital_next_door_sees_nobody(self, client):
        account = organisation("杏林医院")
        protected(account)
        organisation("邻家医院")
        log_in(client, "邻家医院")
        address = f"/accounts/{account.pk}/reset-second/"
        assert client.get(address).status_code == client.post(address).status_code == 404
        assert actions.reset_second_factors(only(account), by=actor(Account.objects.by_login("邻家医院"))).done == []
        assert second.is_protected(account)
        outcome = actions.reset_second_factors(only(account), by=self.by(Role.PROVINCE_ADMIN, "浙江省"))
        assert outcome.done == [account.pk]

    def test_nobody_resets_his_own(self):
        account = member("安全", Role.SECURITY_ADMIN, "国家")
        protected(account)
        outcome = actions.reset_second_factors(only(account), by=actor(account))
        assert "不能重置自己的二次验证" in outcome.refused[account.pk]

    def test_a_resident_of_the_hospital_is_helped_by_its_page(self, client):
        organisation("杏林医院")
        account = person(password="x")
        protected(account)
        log_in(client, "杏林医院")
        assert "确定要重置" in words(client.get(f"/accounts/{account.pk}/reset-second/"))
        assert "二次验证已重置" in words(client.post(f"/accounts/{account.pk}/reset-second/"))
        assert not second.is_protected(account)


NONSENSE = ["[]", "1", "{}", "null", "x", '{"rawId": 5}', '{"rawId": "AA"}', "x" * 20_000]
NONSENSE += ['{"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}']
RESPONSE = '{"clientDataJSON": "AA", "attestationObject": "AA", "authenticatorData": "AA", "signature": "AA"}'
NONSENSE += [f'{{"id": "AA", "rawId": "AA", "type": "public-key", "response": {RESPONSE}}}']


@pytest.mark.parametrize("answer", NONSENSE)
def test_nonsense_in_place_of_a_passkey_is_refused(client, answer):
    account = organisation("杏林医院")
    log_in(client, "杏林医院")
    client.post(FACTORS, {"current": PASSWORD, "change": "passkey"})
    asked = client.post(f"{FACTORS}passkey/options/").json()
    assert asked["rp"]["id"] == "testserver"
    page = words(client.post(f"{FACTORS}passkey/", {"name": "手机", "passkey": answer}))
    assert "通行密钥没有创建成功" in page
    assert not account.passkeys.exists()
    account.passkeys.create(name="手机", credential_id=b"\x00", public_key=b"x")
    other = Client()
    log_in(other, "杏林医院")
    assert other.post(f"{SECOND}passkey/").json()["allowCredentials"][0]["id"] == "AA"
    assert "通行密钥没有通过验证" in words(other.post(SECOND, {"passkey": answer}))
    assert not is_in(other)


def test_a_passkey_answer_without_a_challenge_is_refused(client):
    account = organisation("杏林医院")
    account.passkeys.create(name="手机", credential_id=b"\x00", public_key=b"x")
    log_in(client, "杏林医院")
    assert "通行密钥没有通过验证" in words(client.post(SECOND, {"passkey": NONSENSE[-1]}))


def test_anothers_passkey_cannot_be_removed(client):
    theirs = organisation("邻家医院").passkeys.create(name="手机", credential_id=b"1", public_key=b"x")
    organisation("杏林医院")
    log_in(client, "杏林医院")
    client.post(FACTORS, {"current": PASSWORD, "change": f"remove_passkey:{theirs.pk}"})
    theirs.refresh_from_db()
