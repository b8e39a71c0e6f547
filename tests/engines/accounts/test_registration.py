"""«注册» in three steps, with a kind that only these tests declare (PLT-16)."""

import pytest
from django.core.cache import cache
from django.test import Client

from tests.engines.accounts.people import MOBILE, log_in, picture, words
from tests.engines.accounts.people import person as somebody
from xinglin.engines.access.models import Membership
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts import registration as kinds
from xinglin.engines.accounts.models import Account, MobileCode
from xinglin.engines.accounts.views import registration as views
from xinglin.engines.actions import Refused
from xinglin.engines.history.models import AuditEntry
from xinglin.engines.notices.models import Message
from xinglin.kit.documents import check_digit

pytestmark = [pytest.mark.usefixtures("country"), pytest.mark.spec("PLT-16")]
FIRST, SECOND, CODE, DONE = (f"/register/applicants/{step}" for step in ("", "account/", "code/", "done/"))
RESIDENT = "110101190303070000"[:17] + check_digit("11010119030307000")
PASSWORD = "Juzi-pao-3-bian"
IDENTITY = {"name": "林清和", "document_type": "01", "document_number": RESIDENT}


@pytest.fixture(autouse=True)
def kind(monkeypatch):
    """Applicants may register; what is created for them is noted."""
    cache.clear()
    monkeypatch.setattr(kinds, "REGISTRATIONS", {})
    monkeypatch.setattr(views, "REGISTRATIONS", kinds.REGISTRATIONS)
    made = []
    kinds.Registration(
        key="applicants",
        title="学员注册",
        role=Role.APPLICANT,
        create=lambda account, registrant, by: made.append((account.pk, registrant.name, by.name)),
    )
    return made


def person() -> Account:
    """Somebody who has an account with this number."""
    return somebody(RESIDENT)


def first(client: Client, **changed: str):
    return client.post(FIRST, {**IDENTITY, **picture(), **changed})


def code_for(client: Client, mobile: str = MOBILE) -> str:
    client.post(CODE, {"mobile": mobile})
    return Message.objects.latest("pk").values.split('"code": "')[1][:6]


def second(client: Client, **changed: str):
    given = {"new_password": PASSWORD, "repeated": PASSWORD, "mobile": MOBILE, "code": "000000", **changed}
    return client.post(SECOND, given)


def test_three_steps_open_an_account_with_its_role_and_the_domains_record(client, kind):
    assert first(client).url == FIRST
    page = words(client.get(FIRST))
    assert "您填写信息正确，点击下一步继续" in page
    assert RESIDENT not in page
    assert second(client, code=code_for(client)).url == DONE
    assert "注册成功" in words(client.get(DONE))
    account = Account.objects.by_login(RESIDENT)
    assert (account.name, account.mobile, account.is_activated) == ("林清和", MOBILE, True)
    assert Membership.objects.get(account=account).role == Role.APPLICANT
    assert kind == [(account.pk, "林清和", "林清和")]
    assert log_in(Client(), RESIDENT, PASSWORD).status_code == 302
    assert AuditEntry.objects.get(action="accounts.registered").done == 1


def test_the_document_number_waits_as_cipher_text(client):
    first(client)
    said = str(dict(client.session.items()))
    assert "applicants" in said
    assert RESIDENT not in said
    assert "林清和" not in said


def test_who_is_registered_already_is_told_and_pointed_to_forgotten_password(client):
    person()
    page = words(first(client))
    assert "该证件号码已注册，请直接登录；忘记密码请点击“忘记密码”。" in page
    assert 'href="/forgot/"' in page
    assert client.get(SECOND).url == FIRST


@pytest.mark.spec("PLT-131")
@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"document_number": RESIDENT[:16] + "9" + RESIDENT[17]}, "校验不通过"),
        ({"name": ""}, "请填写姓名"),
        ({"captcha_1": "wrong"}, "验证码不正确或已失效"),
        ({"document_type": "05"}, "证件类型"),
    ],
)
def test_what_is_wrong_in_step_one_is_said_and_the_rest_stays(client, wrong, sentence):
    page = words(first(client, **wrong))
    assert sentence in page
    assert wrong.get("document_number", RESIDENT) in page
    assert client.get(SECOND).status_code == 302


def test_without_the_picture_code_nobody_learns_who_is_registered(client):
    person()
    page = words(client.post(FIRST, {**IDENTITY, "captcha_0": "x", "captcha_1": "y"}))
    assert "已注册" not in page


def test_an_address_may_not_ask_for_ever(client, monkeypatch):
    monkeypatch.setattr(views, "MOST_AN_HOUR", 2)
    person()
    assert ["已注册" in words(first(client)) for _ in range(3)] == [True, True, False]
    assert "您所在的网络验证次数过多，请一小时后再试。" in words(first(client))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"code": "000000"}, "验证码不正确"),
        ({"repeated": "other"}, "两次输入的新密码不一致"),
        ({"new_password": "short", "repeated": "short"}, "密码须为"),
        ({"new_password": f"X-{RESIDENT}", "repeated": f"X-{RESIDENT}"}, "不能包含账号名"),
        ({"mobile": "199"}, "手机号码须为 11 位数字"),
        ({"mobile": "19900000002"}, "请先点击“获取验证码”"),
    ],
)
def test_what_is_wrong_in_step_two_is_said_and_nothing_is_opened(client, wrong, sentence):
    first(client)
    page = words(second(client, **{"code": code_for(client), **wrong}))
    assert sentence in page
    assert wrong.get("mobile", MOBILE) in page
    assert PASSWORD not in page
    assert not Account.objects.exists()


def test_a_code_is_sent_again_only_after_a_minute_and_to_nobody_who_skipped_step_one(client):
    assert client.post(CODE, {"mobile": MOBILE}).url == FIRST
    assert not MobileCode.objects.exists()
    first(client)
    code_for(client)
    again = client.post(CODE, {"mobile": MOBILE}, headers={"HX-Request": "true"})
    assert again.status_code == 429
    assert "秒后再获取" in words(again)


def test_of_two_at_once_the_second_is_told(client):
    first(client)
    code = code_for(client)
    person()
    assert "该证件号码已注册" in words(second(client, code=code))
    assert not Membership.objects.filter(role=Role.APPLICANT).exists()


def test_what_the_domain_refuses_leaves_nothing_behind(client, monkeypatch):
    def refuse(*_: object) -> None:
        raise Refused("您不在今年的招收范围内，请核对。")

    monkeypatch.setattr(kinds, "REGISTRATIONS", kinds.REGISTRATIONS)
    kinds.REGISTRATIONS.clear()
    kinds.Registration(key="applicants", title="学员注册", role=Role.APPLICANT, create=refuse)
    first(client)
    assert "您不在今年的招收范围内" in words(second(client, code=code_for(client)))
    assert not Account.objects.exists()


class TestClosed:
    def test_without_any_kind_the_page_says_so_and_the_door_offers_none(self, client):
        kinds.REGISTRATIONS.clear()
        assert "现在没有开放的注册" in words(client.get("/register/"))
        assert "学员注册" not in words(client.get("/login/"))
        assert client.get(FIRST).status_code == 404

    def test_an_open_one_stands_on_the_log_in_page(self, client):
        assert FIRST in words(client.get("/login/"))

    def test_a_closed_one_says_why_and_opens_nothing(self, client):
        kinds.REGISTRATIONS.clear()
        kinds.Registration(
            key="applicants",
            title="学员注册",
            role=Role.APPLICANT,
            create=lambda *_: None,
            why_closed=lambda: "2027 年的报名将于 3 月 1 日开始。",
        )
        assert FIRST not in words(client.get("/login/"))
        assert "2027 年的报名将于 3 月 1 日开始。" in words(client.get("/register/"))
        assert first(client).url == "/register/"


@pytest.mark.spec("PLT-10")
def test_the_look_up_of_organisations_is_limited_by_address(client, monkeypatch):
    from xinglin.engines.accounts.views import door  # noqa: PLC0415 -- only here

    monkeypatch.setattr(door, "MOST_LOOK_UPS", 2)
    answers = [client.get("/login/organisations/", {"q": "杏林"}).status_code for _ in range(3)]
    assert answers == [200, 200, 429]
    assert Client(REMOTE_ADDR="10.9.8.7").get("/login/organisations/", {"q": "杏林"}).status_code == 200
