"""How long one is logged in, where, and as whom (PLT-02, 13, 17)."""

from datetime import timedelta
from itertools import pairwise

import pytest
import time_machine
from django.contrib.auth import get_user
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.engines.accounts.people import NEXT_PASSWORD, PASSWORD, log_in, member, organisation, picture, unit, words
from xinglin.engines.access.actions import NewMembership, grant
from xinglin.engines.access.actor import system_actor
from xinglin.engines.access.models import Membership
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts.models import Account, OpenSession
from xinglin.engines.history.models import AuditEntry

pytestmark = pytest.mark.usefixtures("country")
ME = "/account/"


@pytest.fixture
def base(client):
    """杏林医院, logged in with `client`."""
    account = organisation("杏林医院")
    log_in(client, "杏林医院")
    return account


def is_in(client) -> bool:
    return client.get(ME).status_code == 200


@pytest.mark.spec("PLT-17")
def test_thirty_idle_minutes_end_a_session(client, base):
    with time_machine.travel(timezone.now()) as clock:
        for _ in range(4):
            clock.shift(timedelta(minutes=20))
            assert is_in(client)
        clock.shift(timedelta(minutes=31))
        assert not is_in(client)


@pytest.mark.spec("PLT-17")
def test_requests_that_a_page_makes_by_itself_do_not_keep_it_open(client, base):
    with time_machine.travel(timezone.now()) as clock:
        for _ in range(4):
            clock.shift(timedelta(minutes=9))
            client.get(ME, headers={"X-Background": "1"})
        assert not is_in(client)


@pytest.mark.spec("PLT-17")
def test_after_twelve_hours_even_the_busy_log_in_again(client, base):
    with time_machine.travel(timezone.now()) as clock:
        for _ in range(35):
            clock.shift(timedelta(minutes=20))
            assert is_in(client)
        client.post(reverse("access:switch_identity"), {"identity": base.memberships.get().pk})  # saves the session
        clock.shift(timedelta(minutes=21))
        assert not is_in(client)


def test_a_click_costs_one_write_a_minute_at_most(client, base, django_assert_num_queries):
    client.get(ME)
    seen = OpenSession.objects.get(account=base).seen_at
    client.get(ME)
    assert OpenSession.objects.get(account=base).seen_at == seen
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        client.get(ME)
    assert OpenSession.objects.get(account=base).seen_at > seen


@pytest.mark.spec("PLT-131")
def test_an_expired_session_sends_htmx_to_log_in_and_pages_back(client, base):
    OpenSession.objects.all().delete()
    assert client.get(ME, headers={"HX-Request": "true"}).status_code == 401
    page = client.get(ME, follow=True)
    assert page.redirect_chain[-1][0] == "/login/?next=/account/"
    assert "登录后将回到刚才的页面" in words(page)


@pytest.mark.spec("PLT-131")
@pytest.mark.parametrize(
    ("sent_from", "back"),
    [
        ("http://testserver/account/password/?a=1", "/account/password/%3Fa%3D1"),
        ("https://evil.example/account/", "/"),
        ("", "/"),
    ],
)
def test_a_form_sent_too_late_leads_back_to_its_page(client, sent_from, back):
    response = client.post(reverse("accounts:end_sessions"), headers={"Referer": sent_from})
    assert response.url == f"/login/?next={back}"


@pytest.mark.spec("PLT-17")
def test_own_sessions_are_listed_and_the_others_ended(client, base):
    phone = Client(HTTP_USER_AGENT="Mozilla/5.0 (iPhone) Version/17.0 Safari/604.1", REMOTE_ADDR="10.1.2.3")
    log_in(phone, "杏林医院")
    stranger = Client()
    organisation("邻家医院")
    log_in(stranger, "邻家医院")
    page = words(client.get(ME))
    assert "Safari 浏览器，iPhone" in page
    assert "10.1.2.3" in page
    assert page.count("本机") == 1
    client.post(reverse("accounts:end_sessions"))
    assert is_in(client)
    assert not is_in(phone)
    assert is_in(stranger)
    assert AuditEntry.objects.filter(action="accounts.sessions_ended", account_id=base.pk).exists()


def test_a_request_without_session_shows_no_page_of_ones_own(client):
    for name in ("me", "password", "end_sessions"):
        assert client.get(reverse(f"accounts:{name}")).url.startswith("/login/")


def test_expired_rows_are_cleared(client, base):
    OpenSession.objects.update(expire_date=timezone.now() - timedelta(days=1))
    call_command("clearsessions")
    assert not OpenSession.objects.exists()


@pytest.mark.spec("PLT-13")
class TestChangingThePassword:
    def change(self, client, **data):
        given = {"current": PASSWORD, "new_password": NEXT_PASSWORD, "repeated": NEXT_PASSWORD, **data}
        return client.post(reverse("accounts:password"), given)

    def test_sets_it_keeps_this_session_and_ends_the_others(self, client, base):
        other = Client()
        log_in(other, "杏林医院")
        assert self.change(client).status_code == 302
        assert is_in(client)
        assert not is_in(other)
        assert log_in(Client(), "杏林医院", NEXT_PASSWORD).status_code == 302

    def test_needs_the_current_one(self, client, base):
        assert "当前密码不正确" in words(self.change(client, current="Wrong-password-1"))
        assert "请填写当前密码" in words(self.change(client, current=""))
        assert Account.objects.get(pk=base.pk).check_password(PASSWORD)

    def test_none_of_the_last_five_comes_back(self, client, base):
        used = [PASSWORD, *(f"Juzi-pao-{n}-bian" for n in range(1, 6))]
        for now, following in pairwise(used):
            assert self.change(client, current=now, new_password=following, repeated=following).status_code == 302
            again = self.change(client, current=following, new_password=now, repeated=now)
            assert "最近 5 次用过" in words(again)
        assert self.change(client, current=used[-1], new_password=PASSWORD, repeated=PASSWORD).status_code == 302

    def test_an_expired_one_must_be_changed_first(self, client, base):
        client.post("/logout/")
        Account.objects.update(password_changed_at=timezone.now() - timedelta(days=91))
        log_in(client, "杏林医院")
        page = client.get(ME, follow=True)
        assert page.redirect_chain == [(reverse("accounts:password"), 302)]
        assert "已使用 91 天" in words(page)
        assert client.get(ME, headers={"HX-Request": "true"})["HX-Redirect"] == reverse("accounts:password")
        self.change(client)
        assert is_in(client)

    def test_expiry_can_be_switched_off(self, client, base, settings):
        settings.PASSWORD_EXPIRY_DAYS = 0
        Account.objects.update(password_changed_at=timezone.now() - timedelta(days=9999))
        log_in(client, "杏林医院")
        assert is_in(client)

    def test_is_recorded_without_the_password(self, client, base):
        self.change(client)
        entry = AuditEntry.objects.get(action="accounts.password_changed")
        assert entry.account_id == base.pk
        assert NEXT_PASSWORD not in str(vars(entry))


@pytest.mark.spec("PLT-02")
class TestSwitchingIdentity:
    def test_to_another_of_ones_own(self, client, base):
        second = _also(base, Role.AGENCY_ADMIN)
        client.post(f"/identity/{second.pk}/")
        assert client.get(ME).wsgi_request.actor.role == Role.AGENCY_ADMIN
        client.post("/identity/", {"identity": base.memberships.order_by("pk")[0].pk})
        assert client.get(ME).wsgi_request.actor.role == Role.BASE_ADMIN

    @pytest.mark.spec("PLT-04")
    def test_others_do_not_exist(self, client, base):
        others = member("邻家医院", Role.BASE_ADMIN, "邻家医院").memberships.get()
        assert client.post(f"/identity/{others.pk}/").status_code == 404
        assert client.post("/identity/", {"identity": "1 or 1"}).status_code == 404
        assert client.get(ME).wsgi_request.actor.role == Role.BASE_ADMIN

    def test_an_ended_one_is_gone(self, client, base):
        second = _also(base, Role.AGENCY_ADMIN)
        client.post(f"/identity/{second.pk}/")
        Membership.objects.filter(pk=second.pk).update(ends_at=timezone.now())
        assert client.get(ME).wsgi_request.actor.role == Role.BASE_ADMIN
        assert client.post(f"/identity/{second.pk}/").status_code == 404

    def test_needs_post(self, client, base):
        assert client.get(f"/identity/{base.memberships.get().pk}/").status_code == 405


def _also(account: Account, role: str) -> Membership:
    grant([NewMembership(account.pk, unit("杏林医院").pk, role)], by=system_actor())
    return account.memberships.get(role=role)


def test_behind_a_proxy_the_visitors_address_counts(client, settings):
    organisation("杏林医院")
    settings.BEHIND_PROXY = True
    forged = {"X-Forwarded-For": "1.1.1.1, 10.4.5.6"}
    client.get(reverse("accounts:login"))
    data = {"login": "杏林医院", "password": "Wrong-password-1"}
    client.post(reverse("accounts:login"), data | picture(), headers=forged)
    assert AuditEntry.objects.get(action="accounts.login_failed").address == "10.4.5.6"
    assert not get_user(client).is_authenticated
