"""Opening accounts for a set, and who may reset whom (PLT-12, 14)."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth import get_user, hashers
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.engines.accounts.people import MOBILE, RESIDENT, actor, log_in, member, organisation, person, unit, words
from xinglin.engines.access.actions import NewMembership, grant
from xinglin.engines.access.actor import system_actor
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts.actions import NewAccount, correct_mobiles, open_accounts, reset_passwords
from xinglin.engines.accounts.models import Account, login_key_of
from xinglin.engines.history.models import AuditEntry

pytestmark = pytest.mark.usefixtures("country")


def rows(count: int) -> list[NewAccount]:
    return [NewAccount(f"1101011903{n:08}", "110***********0000", f"甲{n}", mobile=f"199{n:08}") for n in range(count)]


@pytest.mark.spec("PLT-12")
class TestOpening:
    def test_hashes_no_password(self, monkeypatch):
        monkeypatch.setattr(hashers, "make_password", pytest.fail)
        opened = open_accounts(rows(3), by=system_actor())
        assert opened.done == [0, 1, 2]
        assert set(Account.objects.values_list("password", flat=True)) == {""}

    def test_statements_do_not_grow_with_the_set(self):
        counts = set()
        for start, size in ((0, 1), (100, 50)):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                open_accounts(rows(start + size)[start:], by=system_actor())
            counts.add(len(queries))
        assert len(counts) == 1

    def test_an_account_that_stands_is_given_back_untouched(self):
        first = open_accounts(rows(2), by=system_actor())
        changed = [NewAccount(new.login, "x", "别名", mobile="19999999999") for new in rows(3)]
        again = open_accounts([*changed, changed[2]], by=system_actor())
        assert (again.done, again.unchanged) == ([2], [0, 1, 3])
        assert again.ids[:2] == first.ids
        assert again.ids[2] == again.ids[3]
        assert Account.objects.get(pk=first.ids[0]).name == "甲0"

    def test_without_mobile_number_a_one_time_password_is_handed_over(self):
        opened = open_accounts(
            [rows(1)[0], NewAccount("杏林医院", "杏林医院", "杏林医院", "organisation")], by=system_actor()
        )
        assert list(opened.one_time) == [1]
        account = Account.objects.get(pk=opened.ids[1])
        assert opened.one_time[1] not in str(vars(account))

    @pytest.mark.spec("PLT-100")
    def test_numbers_are_not_readable_in_the_table(self):
        person(mobile=MOBILE)
        with connection.cursor() as cursor:
            cursor.execute("SELECT t::text FROM accounts_account t")
            stored = str(cursor.fetchall())
        assert RESIDENT not in stored
        assert MOBILE not in stored
        assert login_key_of(RESIDENT) in stored

    @pytest.mark.spec("PLT-60")
    def test_history_knows_who_opened_them(self):
        by = actor(organisation("杏林医院"))
        opened = open_accounts(rows(2), by=by)
        events = Account.pgh_event_model.objects.filter(pgh_obj__in=opened.ids)
        assert {e.pgh_context.metadata["unit_name"] for e in events.select_related("pgh_context")} == {"杏林医院"}
        assert len(events) == 2

    @pytest.mark.slow
    def test_a_hundred_thousand_take_seconds(self):
        many = rows(100_000)
        start = time.monotonic()
        opened = open_accounts(many, by=system_actor())
        assert len(set(opened.ids)) == 100_000
        assert time.monotonic() - start < 60


@pytest.mark.django_db(transaction=True)
def test_two_clerks_open_the_same_people_at_once():
    by, many = system_actor(), rows(400)

    def clerk(order: int):
        try:
            return open_accounts(many[::order], by=by)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        one, other = both.map(clerk, (1, -1))
    assert Account.objects.count() == 400
    assert one.ids == other.ids[::-1]
    assert len(one.done) + len(other.done) == 400


@pytest.mark.spec("PLT-14")
class TestResetting:
    def of(self, account: Account):
        return Account.objects.filter(pk=account.pk)

    @pytest.mark.parametrize(
        ("by_role", "by_unit", "role"),
        [
            (Role.BASE_ADMIN, "杏林医院", Role.RESIDENT),
            (Role.BASE_ADMIN, "杏林医院", Role.SUPERVISOR),
            (Role.INSTITUTION_ADMIN, "杏林医院", Role.PHYSICIAN),
            (Role.PROVINCE_ADMIN, "浙江省", Role.BASE_ADMIN),
            (Role.NATION_ADMIN, "国家", Role.BASE_ADMIN),
        ],
    )
    def test_from_above(self, by_role, by_unit, role):
        by = actor(member("上级", by_role, by_unit))
        account = member("下级", role, "杏林医院")
        assert reset_passwords(self.of(account), by=by).done == [account.pk]
        account.refresh_from_db()
        assert not account.is_activated

    @pytest.mark.parametrize(
        ("by_role", "by_unit", "role"),
        [
            (Role.BASE_ADMIN, "杏林医院", Role.BASE_ADMIN),
            (Role.INSTITUTION_ADMIN, "杏林医院", Role.BASE_ADMIN),
            (Role.PROVINCE_REVIEWER, "浙江省", Role.BASE_ADMIN),
            (Role.RESIDENT, "杏林医院", Role.RESIDENT),
            (Role.SUPERVISOR, "杏林医院", Role.RESIDENT),
        ],
    )
    def test_not_by_an_equal_or_one_without_the_office(self, by_role, by_unit, role):
        account = member("下级", role, "杏林医院")
        outcome = reset_passwords(self.of(account), by=actor(member("同级", by_role, by_unit)))
        assert outcome.done == []
        assert "不能重置" in outcome.refused[account.pk]
        account.refresh_from_db()
        assert account.is_activated

    @pytest.mark.spec("PLT-04")
    def test_the_hospital_next_door_is_as_if_it_were_not_there(self):
        account = member(RESIDENT, Role.RESIDENT, "邻家医院")
        outcome = reset_passwords(self.of(account), by=actor(organisation("杏林医院")))
        assert (outcome.done, outcome.refused) == ([], {})

    def test_a_hospital_cannot_take_over_a_reviewer_of_the_province(self):
        account = member(RESIDENT, Role.RESIDENT, "杏林医院")
        grant([NewMembership(account.pk, unit("浙江省").pk, Role.PROVINCE_REVIEWER)], by=system_actor())
        outcome = reset_passwords(self.of(account), by=actor(organisation("杏林医院")))
        assert "浙江省省级审核员" in outcome.refused[account.pk]

    def test_a_further_personal_role_elsewhere_does_not_matter(self):
        account = member(RESIDENT, Role.RESIDENT, "杏林医院")
        grant([NewMembership(account.pk, unit("邻家医院").pk, Role.PHYSICIAN)], by=system_actor())
        assert reset_passwords(self.of(account), by=actor(organisation("杏林医院"))).done == [account.pk]

    def test_ends_sessions_and_lifts_the_lock_out(self, client):
        account = member(RESIDENT, Role.RESIDENT, "杏林医院", mobile=MOBILE)
        log_in(client, RESIDENT)
        locked = Client()
        for _ in range(5):
            log_in(locked, RESIDENT, "Wrong-password-1")
        reset_passwords(self.of(account), by=actor(organisation("杏林医院")))
        assert not get_user(client).is_authenticated
        assert client.get("/account/").status_code == 302
        assert log_in(locked, RESIDENT, "000000").url == "/activate/"

    def test_statements_do_not_grow_with_the_set(self):
        by = actor(organisation("杏林医院"))
        opened = open_accounts(rows(51), by=system_actor())
        grant([NewMembership(pk, by.unit.pk, Role.RESIDENT) for pk in opened.ids], by=system_actor())
        counts = set()
        for ids in (opened.ids[:1], opened.ids[1:]):
            with CaptureQueriesContext(connection) as queries:
                assert len(reset_passwords(Account.objects.filter(pk__in=ids), by=by).done) == len(ids)
            counts.add(len(queries))
        assert len(counts) == 1

    def test_page_asks_then_does_and_shows_a_one_time_password_once(self, client):
        organisation("杏林医院")
        account = member(RESIDENT, Role.RESIDENT, "杏林医院")
        log_in(client, "杏林医院")
        url = reverse("accounts:reset", args=[account.pk])
        assert "确定要重置" in words(client.get(url))
        done = words(client.post(url))
        assert "只显示这一次" in done
        password = done.split("<code>")[1].split("</code>")[0]
        assert password not in words(client.get(url))
        assert log_in(Client(), RESIDENT, password).url == "/activate/"
        assert AuditEntry.objects.filter(action="accounts.password_reset", subject_ids=[account.pk]).exists()

    @pytest.mark.spec("PLT-04")
    def test_page_of_a_foreign_account_is_not_there(self, client):
        organisation("杏林医院")
        foreign = member(RESIDENT, Role.RESIDENT, "邻家医院")
        log_in(client, "杏林医院")
        for url in (reverse("accounts:reset", args=[pk]) for pk in (foreign.pk, 10**9)):
            assert client.get(url).status_code == 404
            assert client.post(url).status_code == 404
        assert Account.objects.get(pk=foreign.pk).is_activated

    def test_page_is_refused_to_a_resident(self, client):
        account = member(RESIDENT, Role.RESIDENT, "杏林医院")
        log_in(client, RESIDENT)
        assert client.post(reverse("accounts:reset", args=[account.pk])).status_code == 403


@pytest.mark.spec("PLT-12")
def test_a_mobile_number_can_be_corrected_from_above_until_activation():
    by = actor(organisation("杏林医院"))
    waiting = person(mobile="19900000009")
    active = member("11010119040404004X", Role.RESIDENT, "杏林医院", mobile="19900000008")
    foreign = person("11010119050505005X", at="邻家医院", mobile="19900000007")
    numbers = {waiting.pk: MOBILE, active.pk: MOBILE, foreign.pk: MOBILE}
    outcome = correct_mobiles(Account.objects.filter(pk__in=numbers), by=by, mobiles=numbers)
    assert outcome.done == [waiting.pk]
    assert list(outcome.refused) == [active.pk]
    stored = {a.pk: a.mobile for a in Account.objects.filter(pk__in=numbers)}
    assert stored == {waiting.pk: MOBILE, active.pk: "19900000008", foreign.pk: "19900000007"}
    waiting.refresh_from_db()
    assert waiting.mobile_masked == "199****0001"
