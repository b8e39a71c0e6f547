"""Operators of a unit and lent roles: part of a role's rights, under one's own name, for a time (PLT-05)."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.engines.accounts.people import MOBILE, actor, hashed, log_in, member, organisation, person, words
from tests.engines.accounts.people import unit as unit_of
from xinglin.engines.access.actions import Loan, NewMembership, change_operators, end, grant, lend, resume, suspend
from xinglin.engines.access.actor import actor_of, memberships_of
from xinglin.engines.access.models import Membership
from xinglin.engines.access.operators import operators_visible_to
from xinglin.engines.access.rights import RIGHTS
from xinglin.engines.access.roles import Role
from xinglin.engines.access.rules import OPERATORS
from xinglin.engines.accounts.actions import NewOperator, open_operators, reset_passwords
from xinglin.engines.accounts.models import Account
from xinglin.engines.actions import Refused
from xinglin.engines.history.models import AuditEntry

pytestmark = [pytest.mark.usefixtures("country"), pytest.mark.spec("PLT-05")]
NEW = "/operators/new/"
VIEW, EDIT, REPORT = "training.view", "training.edit", "training.report"


def new(login: str = "zhang_wei", rights: tuple[str, ...] = (VIEW, EDIT), **fields: object) -> NewOperator:
    return NewOperator(**{"login": login, "name": "章蔚", "mobile": MOBILE, "rights": rights, **fields})


def opened(by: Account, *rights: str, login: str = "zhang_wei") -> Account:
    """An operator who has set PASSWORD."""
    outcome = open_operators([new(login, rights or (VIEW, EDIT))], by=actor(by))
    Account.objects.filter(pk=outcome.ids[0]).update(password=hashed(), activated_at=timezone.now())
    return Account.objects.get(pk=outcome.ids[0])


def of(account: Account) -> "object":
    return Membership.objects.filter(account=account)


def loan(account: Account, *rights: str, days: int = 30) -> Loan:
    return Loan(account.pk, rights or (VIEW,), timezone.now(), timezone.now() + timedelta(days))


def test_an_operator_acts_under_his_own_name_with_the_rights_chosen_and_no_other():
    operator = actor(opened(organisation("杏林医院")))
    assert (operator.name, operator.unit_name, operator.role) == ("章蔚", "杏林医院", Role.BASE_ADMIN)
    held = {key for key, right in RIGHTS.items() if operator.may(right)}
    assert held == {VIEW, EDIT}


def test_the_page_opens_one_and_shows_the_password_once(client):
    organisation("杏林医院")
    log_in(client, "杏林医院")
    given = {"name": "章蔚", "login": "zhang_wei", "mobile": "199 0000 0001", "rights": [VIEW, EDIT], "ends_on": ""}
    page = client.post(NEW, given)
    account = Account.objects.by_login("zhang_wei")
    one_time = page.context["one_time"]
    assert one_time in words(page)
    assert (account.name, account.mobile, account.is_activated) == ("章蔚", MOBILE, False)
    entered = Client()
    assert log_in(entered, "zhang_wei", one_time).url == "/activate/"
    assert AuditEntry.objects.get(action="accounts.operators_opened").account_name == "杏林医院"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"login": "11010119030307002X"}, "账号须以字母开头"),
        ({"login": "E12345678"}, "其中数字最多 4 个"),
        ({"login": "taken_one"}, "这个账号已有人使用"),
        ({"mobile": "123"}, "手机号码须为 11 位数字"),
        ({"rights": ()}, "请至少勾选一项权限"),
        ({"rights": (VIEW, "training.review")}, "您当前的身份没有“审核上报信息”权限"),
        ({"rights": (OPERATORS.key,)}, "您当前的身份没有“操作员管理”权限"),
        ({"ends_at": timezone.now() - timedelta(1)}, "结束日期已经过去"),
        ({"name": " "}, "请填写操作员姓名"),
    ],
)
def test_what_cannot_be_is_refused_with_its_sentence(wrong, sentence):
    member("taken_one", Role.SUPERVISOR, "邻家医院")
    by = actor(organisation("杏林医院"))
    before = Account.objects.count()
    outcome = open_operators([new(**wrong)], by=by)
    assert sentence in outcome.refused[0]
    assert (outcome.done, Account.objects.count()) == ([], before)


def test_a_failed_page_keeps_what_was_typed(client):
    organisation("杏林医院")
    log_in(client, "杏林医院")
    page = words(client.post(NEW, {"name": "章蔚", "login": "1", "mobile": MOBILE, "rights": [EDIT]}))
    assert 'value="章蔚"' in page
    assert "没有完成，您填写的内容都还在" in page


def test_nobody_passes_on_the_passing_on(client):
    operator = opened(organisation("杏林医院"))
    for verb in (lambda by: open_operators([new("li_na")], by=by), lambda by: lend([loan(operator)], by=by)):
        with pytest.raises(Refused):
            verb(actor(operator))
    log_in(client, "zhang_wei")
    assert [client.get(page).status_code for page in ("/operators/", NEW, "/operators/loan/")] == [403] * 3


def test_an_operator_passes_on_less_than_he_has_when_his_account_lends():
    """Nobody gives what he does not hold: the ceiling is what is left of the role, not the role."""
    by = actor(organisation("杏林医院"))
    narrowed = actor_of(Membership.objects.get(pk=by.membership_id))
    Membership.objects.filter(pk=by.membership_id).update(rights=[OPERATORS.key, VIEW])
    narrowed = actor_of(memberships_of(by.account_id)[0])
    outcome = open_operators([new(rights=(VIEW, EDIT))], by=narrowed)
    assert "没有“编辑培训信息”权限" in outcome.refused[0]


class TestStates:
    def test_change_holds_at_once(self, client):
        by = organisation("杏林医院")
        operator = opened(by)
        log_in(client, "zhang_wei")
        assert client.get(reverse("training:intake")).status_code == 200
        change_operators(of(operator), by=actor(by), rights=[EDIT], ends_at=None)
        assert client.get(reverse("training:intake")).status_code == 403

    def test_suspended_is_out_with_the_next_click_and_resumed_is_back(self, client):
        by = organisation("杏林医院")
        operator = opened(by)
        log_in(client, "zhang_wei")
        assert suspend(of(operator), by=actor(by)).done == [of(operator).get().pk]
        assert client.get("/account/").status_code == 302
        assert "没有可用的身份" in words(log_in(Client(), "zhang_wei"))
        assert suspend(of(operator), by=actor(by)).refused == {of(operator).get().pk: "该身份已经停用。"}
        resume(of(operator), by=actor(by))
        assert log_in(Client(), "zhang_wei").status_code == 302

    def test_ended_stays_ended(self):
        by = organisation("杏林医院")
        operator = opened(by)
        end(of(operator), by=actor(by))
        assert memberships_of(operator.pk) == []
        assert "不能启用" in next(iter(resume(of(operator), by=actor(by)).refused.values()))

    def test_the_hospital_next_door_finds_nobody(self, client):
        operator = opened(organisation("杏林医院"))
        stranger = actor(organisation("邻家医院"))
        for verb in (suspend, resume, end):
            assert verb(of(operator), by=stranger).done == []
        assert change_operators(of(operator), by=stranger, rights=[VIEW], ends_at=None).done == []
        log_in(client, "邻家医院")
        page = reverse("accounts:operator", args=[of(operator).get().pk])
        assert client.get(page).status_code == client.post(page, {"rights": [VIEW]}).status_code == 404
        assert of(operator).get().rights == [EDIT, VIEW]

    def test_its_password_is_reset_by_the_unit_but_not_by_a_colleague(self):
        by = organisation("杏林医院")
        operator = opened(by)
        colleague = opened(by, VIEW, "accounts.reset", login="li_na")
        rows = Account.objects.filter(pk=operator.pk)
        assert "不能重置该账号的密码" in reset_passwords(rows, by=actor(colleague)).refused[operator.pk]
        assert reset_passwords(rows, by=actor(by)).done == [operator.pk]

    def test_nor_who_holds_an_office_elsewhere(self):
        by = organisation("杏林医院")
        operator = opened(by)
        grant([NewMembership(operator.pk, unit_of("浙江省").pk, Role.PROVINCE_REVIEWER)], by=actor_everywhere())
        outcome = reset_passwords(Account.objects.filter(pk=operator.pk), by=actor(by))
        assert "浙江省省级审核员" in outcome.refused[operator.pk]


def actor_everywhere():
    from xinglin.engines.access.actor import system_actor  # noqa: PLC0415 -- one test

    return system_actor()


class TestLending:
    def test_the_borrower_finds_it_among_his_identities_until_it_ends(self, client):
        by = organisation("杏林医院")
        borrower = member("wang_fang", Role.SUPERVISOR, "杏林医院")
        assert lend([loan(borrower, VIEW, EDIT)], by=actor(by), reason="产假").done == [0]
        log_in(client, "wang_fang")
        lent = Membership.objects.get(lent_by=by)
        page = words(client.get("/account/"))
        assert "借用，至" in page
        client.post("/identity/", {"identity": lent.pk})
        assert client.get(reverse("training:intake")).status_code == 200
        with time_machine.travel(timezone.now() + timedelta(31)):
            again = Client()
            log_in(again, "wang_fang")
            assert again.get(reverse("training:intake")).status_code == 403
        entry = AuditEntry.objects.get(action="access.roles_lent")
        assert (entry.account_name, entry.reason) == ("杏林医院", "产假")

    def test_to_somebody_beyond_ones_charge_it_is_as_if_he_were_not_there(self):
        by = actor(organisation("杏林医院"))
        stranger = member("zhao_lei", Role.SUPERVISOR, "邻家医院")
        sentence = "在您的管理范围内没有找到这个账号"
        outcome = lend([loan(stranger), Loan(0, (VIEW,), timezone.now(), timezone.now() + timedelta(1))], by=by)
        assert [sentence in why for why in outcome.refused.values()] == [True, True]
        assert not Membership.objects.filter(lent_by__isnull=False).exists()

    @pytest.mark.parametrize("days", [0, 400])
    def test_neither_for_no_time_nor_for_years(self, days):
        by = actor(organisation("杏林医院"))
        outcome = lend([loan(member("wang_fang", Role.SUPERVISOR, "杏林医院"), days=days)], by=by)
        assert ("结束日期" if days == 0 else "最长一年") in outcome.refused[0]

    def test_not_to_a_resident_an_organisation_oneself_or_twice(self):
        by = organisation("杏林医院")
        borrower = member("wang_fang", Role.SUPERVISOR, "杏林医院")
        other = member("杏林医院分院", Role.INSTITUTION_ADMIN, "杏林医院", kind="organisation")
        asked = [loan(person()), loan(other), loan(by)]
        reasons = lend(asked, by=actor(by)).refused
        assert ["没有找到" in reasons[0], "不能出借给单位账号" in reasons[1], "给自己" in reasons[2]] == [True] * 3
        lend([loan(borrower)], by=actor(by))
        assert "已出借给此账号" in lend([loan(borrower)], by=actor(by)).refused[0]

    def test_not_more_than_one_holds(self):
        by = actor(organisation("杏林医院"))
        outcome = lend([loan(member("wang_fang", Role.SUPERVISOR, "杏林医院"), VIEW, "windows.schedule")], by=by)
        assert "没有“安排和延长办理时间”权限" in outcome.refused[0]

    def test_again_after_it_ended(self):
        by = organisation("杏林医院")
        borrower = member("wang_fang", Role.SUPERVISOR, "杏林医院")
        lend([loan(borrower)], by=actor(by))
        end(operators_visible_to(actor(by)), by=actor(by))
        assert lend([loan(borrower, EDIT)], by=actor(by)).done == [0]
        assert Membership.objects.get(lent_by=by).rights == [EDIT]

    def test_it_falls_with_the_lenders_own_role(self):
        by = organisation("杏林医院")
        borrower = member("wang_fang", Role.SUPERVISOR, "杏林医院")
        lend([loan(borrower)], by=actor(by))
        assert [held.role for held in memberships_of(borrower.pk)] == [Role.SUPERVISOR, Role.BASE_ADMIN]
        Membership.objects.filter(account=by).update(ends_at=timezone.now())
        assert [held.role for held in memberships_of(borrower.pk)] == [Role.SUPERVISOR]

    def test_by_the_page(self, client):
        organisation("杏林医院")
        member("wang_fang", Role.SUPERVISOR, "杏林医院")
        log_in(client, "杏林医院")
        today = timezone.localdate()
        given = {"login": "wang_fang", "starts_on": today, "ends_on": today, "rights": [VIEW], "reason": "值班"}
        assert client.post("/operators/loan/", given).url == "/operators/"
        page = words(client.get("/operators/"))
        assert "借入身份" in page
        assert Membership.objects.get(lent_by__isnull=False).ends_at - timezone.now() < timedelta(days=1)


@pytest.mark.spec("PLT-03")
def test_two_of_the_separated_roles_are_never_in_one_hand_even_past_the_rules():
    account = member("安全", Role.SECURITY_ADMIN, "国家")
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(account=account, unit=unit_of("国家"), role=Role.AUDITOR)


@pytest.mark.spec("PLT-03")
@pytest.mark.django_db(transaction=True)
def test_two_security_administrators_at_once_give_one_of_the_three():
    by = actor(member("安全", Role.SECURITY_ADMIN, "国家"))
    account = Account.objects.create(login_key="x", login_masked="x", kind="person", name="白鹿")
    start, outcomes = threading.Barrier(2), []

    def give(role: Role) -> None:
        start.wait()
        try:
            outcomes.append(grant([NewMembership(account.pk, by.unit_id, role)], by=by))
        finally:
            connection.close()

    threads = [threading.Thread(target=give, args=[role]) for role in (Role.AUDITOR, Role.SYSTEM_ADMIN)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(len(outcome.done) for outcome in outcomes) == [0, 1]
    assert "须由不同账号担任" in next(why for outcome in outcomes for why in outcome.refused.values())
    assert Membership.objects.filter(account=account).count() == 1
