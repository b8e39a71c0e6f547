"""Browsers of those who look at the portals."""

from collections.abc import Callable

import pytest
from django.test import Client

from xinglin.engines.access.actor import Actor
from xinglin.engines.accounts.models import Account

Browse = Callable[[Actor], Client]


@pytest.fixture
def browse() -> Browse:
    """A browser in which the actor has logged in."""

    def log_in(actor: Actor) -> Client:
        client, account = Client(raise_request_exception=False), Account.objects.get(memberships=actor.membership_id)
        account.set_password("Xing-lin-2026")
        account.save()
        client.force_login(account, backend="xinglin.engines.accounts.backends.LoginBackend")
        return client

    return log_in
