"""«培训基地»: authorities see the bases under them, and reset their passwords (PLT-14)."""

import pytest
from django.test import Client

from tests.factories.country import Country
from xinglin.domains.institutions.queries import bases_visible_to
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts.models import Account


def _names(actor: Actor) -> set[str]:
    return {row.unit.name for row in bases_visible_to(actor).select_related("unit")}


@pytest.fixture
def bases(country: Country) -> Country:
    """The three bases with their own accounts."""
    for opened in (country.base, country.base_next_door, country.base_far):
        assert opened.account_id
    return country


@pytest.mark.spec("PLT-04", "PLT-14")
def test_each_authority_sees_the_bases_under_it(bases: Country) -> None:
    assert _names(bases.actor(bases.nation, Role.NATION_ADMIN)) == {"示范医院", "邻院", "远方医院"}
    assert _names(bases.actor(bases.province, Role.PROVINCE_ADMIN)) == {"示范医院", "邻院"}
    assert _names(bases.actor(bases.city, Role.CITY_ADMIN)) == {"示范医院", "邻院"}
    assert _names(bases.base) == set()


@pytest.mark.spec("PLT-14")
def test_the_list_leads_to_resetting_a_password(bases: Country) -> None:
    client = Client()
    admin = bases.actor(bases.province, Role.PROVINCE_ADMIN)
    Account.objects.filter(pk=admin.account_id).update(password="set")
    client.force_login(
        Account.objects.get(pk=admin.account_id), backend="xinglin.engines.accounts.backends.LoginBackend"
    )
    page = client.get("/institutions/bases/")
    assert page.status_code == 200
    assert f"/accounts/{bases.base.account_id}/reset/" in page.content.decode()
    assert client.get(f"/accounts/{bases.base.account_id}/reset/").status_code == 200
    assert client.get(f"/accounts/{bases.base_far.account_id}/reset/").status_code == 404
