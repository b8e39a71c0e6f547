"""«安全参数»: figures of the door, set by the security administrator alone, with a reason, in force at once."""

import pytest
from axes.models import AccessAttempt
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.engines.accounts.people import actor, log_in, member, organisation, words
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts import figures, rules
from xinglin.engines.accounts.actions import set_figures, unlock
from xinglin.engines.accounts.models import Account, SecurityFigure
from xinglin.engines.actions import Refused
from xinglin.engines.history.models import AuditEntry

pytestmark = [pytest.mark.usefixtures("country"), pytest.mark.spec("PLT-17")]
PAGE = "/security/figures/"


@pytest.fixture
def guard():
    return actor(member("安全", Role.SECURITY_ADMIN, "国家"))


def filled(**changed: object) -> dict[str, object]:
    return {**figures.in_force(), "reason": "等保测评整改", **changed}


def test_defaults_lie_in_their_ranges():
    assert [key for key, figure in figures.FIGURES.items() if figure.why_not(figure.default())] == []


def test_a_change_holds_is_dated_and_in_the_log(client, guard):
    log_in(client, "安全")
    assert client.post(PAGE, filled(login_failures=3, lockout_minutes=30)).url == PAGE
    assert figures.number(figures.LOGIN_FAILURES) == 3
    organisation("杏林医院")
    for _ in range(3):
        page = words(log_in(client.__class__(), "杏林医院", "Wrong-password-1"))
    assert "连续 3 次登录失败" in page
    assert "请 30 分钟后再试" in page
    row = SecurityFigure.objects.get(key="login_failures")
    assert (row.before, row.value, row.reason, row.set_by_id) == (5, 3, "等保测评整改", guard.account_id)
    assert SecurityFigure.objects.count() == 2
    entry = AuditEntry.objects.get(action="accounts.figures_set")
    assert (entry.account_name, entry.reason, entry.done) == ("安全", "等保测评整改", 2)
    shown = words(client.get(PAGE))
    assert "5 次" in shown
    assert "3 次" in shown


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("login_failures", 6, "应为 3–5 之间的整数"),
        ("lockout_minutes", 5, "应为 10–30 之间的整数"),
        ("session_idle_minutes", "半小时", "应为 5–30 之间的整数"),
        ("second_factor_roles", ["resident"], "不是可用的选项"),
        ("reason", "", "请填写修改理由"),
    ],
)
def test_outside_its_range_nothing_is_changed_and_what_was_typed_stays(client, guard, key, value, sentence):
    log_in(client, "安全")
    page = words(client.post(PAGE, filled(**{"password_min_length": 12, key: value})))
    assert "没有修改：" in page
    assert sentence in page or "选择" in page
    assert 'value="12"' in page
    assert not SecurityFigure.objects.exists()


def test_the_action_judges_by_itself(guard):
    outcome = set_figures({"login_failures": 99, "lockout_minutes": 15}, by=guard, reason="试")
    assert outcome.refused == {0: "应为 3–5 之间的整数（单位：次）。"}
    assert (outcome.done, outcome.unchanged) == ([], [1])


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SECURITY_ADMIN])
def test_nobody_else_sees_or_sets_them(client, role):
    by = actor(member("某某", role, "国家"))
    log_in(client, "某某")
    assert client.get(PAGE).status_code == 403
    with pytest.raises(Refused):
        set_figures({"login_failures": 4}, by=by, reason="试")
    assert not SecurityFigure.objects.exists()


def test_the_security_administrator_of_a_hospital_sees_but_sets_nothing(client):
    member("本院安全", Role.SECURITY_ADMIN, "杏林医院")
    log_in(client, "本院安全")
    assert "请由国家的安全管理员办理" in words(client.get(PAGE))
    assert client.post(PAGE, filled(login_failures=3)).status_code == 200
    assert not SecurityFigure.objects.exists()


def test_reading_costs_no_statement_until_some_seconds_have_passed(guard):
    set_figures({"login_failures": 4}, by=guard, reason="试")
    figures.number(figures.LOGIN_FAILURES)
    with CaptureQueriesContext(connection) as captured:
        assert figures.number(figures.LOGIN_FAILURES) == 4
        assert figures.number(figures.IDLE_MINUTES) == 30
    assert len(captured) == 0


def test_what_was_set_cannot_be_rewritten(guard):
    set_figures({"login_failures": 4}, by=guard, reason="试")
    with pytest.raises(Exception, match="append_only"):
        SecurityFigure.objects.update(value=5)


def test_the_button_for_a_code_rests_as_long_as_was_set(client, guard):
    set_figures({"code_resend_seconds": 120}, by=guard, reason="短信费用")
    log_in(client, "安全")
    assert 'data-countdown="120"' in words(client.get("/account/mobile/"))
    sent = client.post("/account/mobile/code/", {"mobile": "19900000001"}, headers={"HX-Request": "true"})
    assert "120 秒后可重新获取" in words(sent)


class TestUnlocking:
    def locked(self, client) -> Account:
        account = organisation("杏林医院")
        for _ in range(5):
            log_in(client, "杏林医院", "Wrong-password-1")
        return account

    def test_the_security_administrator_lifts_a_lock(self, client, guard):
        account = self.locked(client)
        assert unlock(Account.objects.filter(pk=account.pk), by=guard).done == [account.pk]
        assert log_in(client, "杏林医院").status_code == 302
        assert AuditEntry.objects.get(action="accounts.unlocked").subject_ids == [account.pk]
        assert unlock(Account.objects.filter(pk=account.pk), by=guard).unchanged == [account.pk]

    def test_the_list_shows_who_is_locked(self, client, guard):
        account = self.locked(client)
        log_in(client, "安全")
        page = words(client.get("/security/accounts/", {"locked": "locked"}))
        assert "杏林医院" in page
        assert "共 1 条" in page.replace("<b>", "").replace("</b>", "")
        answer = client.post("/security/accounts/", {"do": "accounts.unlocked", "ids": [account.pk]})
        assert answer.status_code in (200, 302)
        assert not AccessAttempt.objects.exists()

    @pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.AUDITOR, Role.PROVINCE_ADMIN])
    def test_nobody_else(self, client, role):
        account = self.locked(client)
        with pytest.raises(Refused):
            unlock(Account.objects.filter(pk=account.pk), by=actor(member("某某", role, "国家")))
        assert AccessAttempt.objects.exists()


def test_the_right_is_held_by_one_role():
    assert rules.SECURITY.roles == {Role.SECURITY_ADMIN}
