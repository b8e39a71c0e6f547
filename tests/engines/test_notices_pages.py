"""The inbox, and the page of messages in a demonstration."""

import json

import pytest
from django.test import Client, override_settings

from tests.factories.country import Country
from xinglin.engines.access.actor import Actor
from xinglin.engines.accounts.models import Account
from xinglin.engines.notices.actions import notify
from xinglin.engines.notices.messages import send_code
from xinglin.engines.notices.models import Message, Notice


def client_of(actor: Actor) -> Client:
    """A browser in which the actor is signed in."""
    Account.objects.filter(pk=actor.account_id).update(password="set")
    client = Client()
    account = Account.objects.get(pk=actor.account_id)
    client.force_login(account, backend="xinglin.engines.accounts.backends.LoginBackend")
    return client


@pytest.mark.spec("PLT-71")
def test_a_message_is_read_by_following_it(country: Country) -> None:
    assert country.base.account_id
    notify([country.base.account_id], "基本信息被退回", "请修改", "/training/intake/", by=country.reviewer)
    notice = Notice.objects.get()
    mine = client_of(country.base)
    assert "基本信息被退回" in mine.get("/notices/").content.decode()
    assert client_of(country.base_next_door).post(f"/notices/{notice.pk}/").status_code == 404
    answer = mine.post(f"/notices/{notice.pk}/")
    assert (answer.status_code, answer["Location"]) == (302, "/training/intake/")
    notice.refresh_from_db()
    assert notice.read_at


@pytest.mark.spec("PLT-71")
def test_all_are_marked_at_once(country: Country) -> None:
    assert country.base.account_id
    for title in ("一", "二"):
        notify([country.base.account_id], title, by=country.reviewer)
    client_of(country.base).post("/notices/read/")
    assert not Notice.objects.filter(read_at=None).exists()


@pytest.mark.spec("PLT-18")
def test_sent_messages_show_in_a_demonstration_only(country: Country) -> None:
    send_code("19900001234", "activation", "123456")
    assert json.loads(Message.objects.get().values or "") == {"code": "123456"}
    assert Client().get("/notices/sent/").status_code == 404
    with override_settings(DEMONSTRATION=True):
        page = Client().get("/notices/sent/").content.decode()
    assert "验证码为123456" in page
    assert "19900001234" not in page
