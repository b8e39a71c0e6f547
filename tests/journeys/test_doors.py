"""Operators, a lent role, the second factor with an app and a passkey, and the security figures, in a real browser."""

import json
from typing import Any

import pyotp
import pytest
from axes.models import AccessAttempt
from captcha.models import CaptchaStore

from tests.factories.country import Country
from tests.journeys.conftest import PASSWORD, Person, activated
from xinglin.engines.access.models import Membership
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts import registration
from xinglin.engines.accounts.models import Account, Passkey, SecurityFigure
from xinglin.engines.accounts.views import registration as registration_views
from xinglin.engines.history.models import AuditEntry
from xinglin.engines.notices.models import Message
from xinglin.kit.documents import check_digit

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
LONG = "新疆生产建设兵团第十四师昆玉市人民医院住院医师规范化培训教学部工作人员"


@pytest.mark.spec("PLT-05")
def test_operators(people: Any, country: Country) -> None:
    login = activated(country.base.account_id)
    base: Person = people("base")
    base.log_in(login)
    base.page.goto("/operators/")
    base.says("还没有操作员")
    base.look("none")
    base.page.get_by_role("link", name="新增操作员").click()
    base.page.get_by_role("button", name="新增操作员").click()
    base.says("请填写姓名")
    base.look("errors")
    base.page.get_by_label("姓名").fill(LONG[:40])
    base.page.get_by_label("账号", exact=False).first.fill("zhang_wei")
    base.page.get_by_label("手机号码").fill("19900000001")
    base.page.get_by_label("结束日期").fill("2099-12-31")
    base.page.get_by_label("上报", exact=True).uncheck()
    base.page.get_by_role("button", name="新增操作员").click()
    base.says("操作员已开通")
    base.look("opened")
    account = Account.objects.get(login_masked="zhang_wei")
    activated(account.pk)

    borrower = country.actor(country.hospital, Role.SUPERVISOR)
    Account.objects.filter(pk=borrower.account_id).update(kind="person")
    borrower_login = activated(borrower.account_id)
    base.page.goto("/operators/loan/")
    base.page.get_by_label("对方账号").fill(borrower_login)
    base.page.get_by_label("结束日期").fill("2099-12-31")
    base.page.get_by_label("出借事由").fill("产假期间代办")
    base.page.get_by_role("button", name="出借身份").click()
    base.says("出借期限最长一年")
    base.look("loan-refused")
    base.page.get_by_label("结束日期").fill(base.page.get_by_label("开始日期").input_value())
    base.page.get_by_role("button", name="出借身份").click()
    base.says("到期自动收回")
    base.look("list")

    operator: Person = people("operator")
    operator.log_in("zhang_wei")
    operator.look("home")
    operator.page.goto("/training/intake/")
    assert operator.page.get_by_role("button", name="上报", exact=True).count() == 0
    operator.look("intake")

    other: Person = people("borrower")
    other.log_in(borrower_login)
    other.page.locator("details.identity summary").click()
    other.says("借用，至")
    other.look("identities")
    assert Membership.objects.filter(unit=country.hospital, rights__isnull=False).count() == 2


@pytest.mark.spec("PLT-17")
def test_second_factor(people: Any, country: Country) -> None:
    login = activated(country.base.account_id)
    base: Person = people("base")
    base.log_in(login)
    base.page.goto("/account/factors/")
    base.look("nothing-yet")
    _with_password(base, "开启")
    base.look("app")
    secret = base.page.locator("details code").inner_text() or base.page.locator("details code").text_content() or ""
    base.page.get_by_label("动态口令").fill("123456")
    base.page.get_by_role("button", name="开启动态口令").click()
    base.says("动态口令不正确")
    base.look("app-wrong")
    base.page.get_by_label("动态口令").fill(pyotp.TOTP(secret.strip()).now())
    base.page.get_by_role("button", name="开启动态口令").click()
    base.says("请现在保存恢复码")
    base.look("recovery-codes")
    recovery = base.page.locator("ul code").first.inner_text()
    _log_out(base)
    base.log_in(login)
    base.says("已开启二次验证")
    base.page.get_by_label("动态口令或恢复码").fill("000000")
    base.page.get_by_role("button", name="验证并登录").click()
    base.says("验证码不正确")
    base.look("second-wrong")
    base.page.get_by_label("动态口令或恢复码").fill(recovery)
    base.page.get_by_role("button", name="验证并登录").click()
    base.page.wait_for_url(f"{base.address}/")

    _virtual_key(base)
    base.page.goto("/account/factors/")
    _with_password(base, "添加")
    base.page.get_by_label("名称").fill("办公室电脑")
    base.look("passkey")
    base.page.get_by_role("button", name="创建通行密钥").click()
    base.says("通行密钥已添加")
    base.look("both")
    assert Passkey.objects.get().name == "办公室电脑"
    _log_out(base)
    base.log_in(login)
    base.look("second")
    base.page.get_by_role("button", name="使用通行密钥").click()
    base.page.wait_for_url(f"{base.address}/")
    base.look("home")
    entry = AuditEntry.objects.filter(action="accounts.logged_in").latest("pk")
    assert entry.details == {"how": "密码＋二次验证"}
    assert Passkey.objects.get().used_at is not None


@pytest.mark.spec("PLT-17")
def test_security_administrator(people: Any, country: Country) -> None:
    guard = country.actor(country.nation, Role.SECURITY_ADMIN)
    login = activated(guard.account_id)
    locked = country.base.account_id
    key = Account.objects.get(pk=locked).login_key
    person: Person = people("guard")
    person.log_in(login)
    person.look("home")
    person.page.goto("/security/figures/")
    person.look("figures")
    person.page.get_by_label("锁定时长（分钟）").fill("60")
    person.page.get_by_role("button", name="保存修改").click()
    person.says("应为 10–30 之间的整数")
    person.look("figures-wrong")
    person.page.get_by_label("锁定时长（分钟）").fill("30")
    person.page.get_by_label("修改理由").fill("等保测评整改")
    person.page.get_by_role("button", name="保存修改").click()
    person.says("已修改 1 项")
    person.look("figures-changed")
    assert SecurityFigure.objects.get().value == 30
    AccessAttempt.objects.create(username=key, ip_address="10.0.0.1", failures_since_start=5)
    person.page.goto("/security/accounts/?locked=locked")
    person.says("已锁定")
    person.look("locked")


def _with_password(person: Person, button: str) -> None:
    person.page.locator("#id_current").fill(PASSWORD)
    person.page.get_by_role("button", name=button, exact=True).first.click()
    person.page.wait_for_load_state("networkidle")


def _log_out(person: Person) -> None:
    person.page.goto("/")
    person.page.locator("details.identity summary").click()
    person.page.get_by_role("button", name="退出", exact=True).click()
    person.says("您已安全退出")


def _virtual_key(person: Person) -> None:
    """Chromium's own authenticator, which needs nobody's finger."""
    session = person.context.new_cdp_session(person.page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@pytest.mark.spec("PLT-16")
def test_registration(people: Any, country: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a kind that only this test declares."""
    declared: dict[str, registration.Registration] = {}
    for module in (registration, registration_views):
        monkeypatch.setattr(module, "REGISTRATIONS", declared)
    registration.Registration(
        key="applicants", title="学员注册", role=Role.APPLICANT, create=lambda *_: None, help="供报考住培的人员注册。"
    )
    person: Person = people("applicant")
    number = "110101190303070000"[:17] + check_digit("11010119030307000")
    person.page.goto("/login/")
    person.look("door")
    person.page.get_by_role("link", name="学员注册").click()
    person.page.get_by_role("button", name="验证", exact=True).click()
    person.says("请填写姓名")
    person.look("errors")
    person.page.get_by_label("姓名").fill("林清和")
    person.page.get_by_label("证件号码").fill(number)
    key = person.page.locator("input[name$=captcha_0]").input_value()
    person.page.locator("input[name$=captcha_1]").fill(CaptchaStore.objects.get(hashkey=key).response)
    person.page.get_by_role("button", name="验证", exact=True).click()
    person.says("您填写信息正确，点击下一步继续")
    person.look("right")
    person.page.get_by_role("link", name="下一步").click()
    person.page.locator("#id_new_password").fill("Jizhen#2026ok")
    person.page.locator("#id_repeated").fill("Jizhen#2026ok")
    person.page.get_by_label("手机号码").fill("19900000001")
    person.page.get_by_role("button", name="获取验证码").click()
    person.says("验证码已发送至 199****0001")
    person.look("account")
    code = json.loads(Message.objects.latest("pk").values)["code"]
    person.page.get_by_label("短信验证码").fill(code)
    person.page.get_by_role("button", name="注册", exact=True).click()
    person.says("注册成功")
    person.look("done")
    assert Membership.objects.get(account=Account.objects.by_login(number)).role == Role.APPLICANT
