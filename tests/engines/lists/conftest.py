"""The example list, known while a test runs, and browsers of those who look at it."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client, override_settings

from tests.engines.lists import example
from xinglin.engines.access.actor import Actor
from xinglin.engines.accounts.models import Account
from xinglin.engines.lists.declaration import LISTS

Browse = Callable[[Actor], Client]


@pytest.fixture(autouse=True)
def _example(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for key, listing in example.DECLARED.items():
        monkeypatch.setitem(LISTS, key, listing)
    with override_settings(ROOT_URLCONF=example.__name__):
        yield
    example.closed.clear()


@pytest.fixture
def browse() -> Browse:
    """A browser in which the actor has logged in."""

    def log_in(actor: Actor) -> Client:
        client, account = Client(), Account.objects.get(memberships=actor.membership_id)
        account.set_password("Xing-lin-2026")
        account.save()
        client.force_login(account, backend="xinglin.engines.accounts.backends.LoginBackend")
        return client

    return log_in


@pytest.fixture
def example_closed() -> str:
    """The window of the example's action is closed."""
    example.closed.append("2026 年“招收信息上报”已结束。")
    return example.closed[0]
