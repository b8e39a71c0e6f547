"""Every role comes home to a page that works, and no page leads nowhere (PLT-03, PLT-70, PLT-130)."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone

from tests.contracts.test_addresses import may
from tests.contracts.world import World
from tests.engines.accounts.people import hashed, log_in
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.menu import MENU
from xinglin.engines.access.pages import SIGNED_IN
from xinglin.engines.access.roles import PERSONAL, Role
from xinglin.engines.accounts.models import Account

pytestmark = [pytest.mark.django_db, pytest.mark.spec("PLT-03", "PLT-70", "PLT-130")]
LINK = re.compile(r'(?:href|hx-get)="(/[^"#]*)')
NOT_FOLLOWED = ("/static/", "/files/")
BY_DOCUMENT = (Role.RESIDENT, Role.APPLICANT, Role.SUPERVISOR, Role.PHYSICIAN)


def actors_of(world: World, role: Role) -> list[Actor]:
    """In the right place, and in a place where there is nothing to see; people in every state of theirs."""
    strangers = world.strangers(role) if role in PERSONAL else world.strangers(role)[-1:]
    return [actor for actor in (world.home(role), *strangers) if actor]


def links_of(html: str) -> set[str]:
    """Addresses of our own that a page leads to."""
    found = {link.replace("&amp;", "&") for link in LINK.findall(html)}
    return {link for link in found if not link.startswith(NOT_FOLLOWED)}


def menu_of(page: Any) -> Iterator[str]:
    """Addresses in the left menu."""
    for section in page.context["frame"].menu:
        for item in section["items"]:
            yield from (entry["url"] for entry in item.get("children", [item]))


@pytest.mark.parametrize("role", Role)
def test_every_link_of_the_home_answers_and_the_menu_offers_exactly_what_the_role_may_open(
    world: World, role: Role
) -> None:
    # Where `shown` decides, the page says itself why it is not for him. What no right of the role opens is not asked
    # for here: that it is refused there is the contract of addresses.
    menu = {reverse(item.url) for item in MENU if not item.shown}
    for actor in actors_of(world, role):
        mine = {link for link in menu if may(actor, resolve(link).func.access)}
        browser = world.browser(actor)
        home = browser.get("/")
        assert home.status_code == 200, (role, actor.name)
        offered = set(menu_of(home))
        led = links_of(home.content.decode()) | offered
        opens = {link for link in sorted(led | mine) if browser.get(link, follow=True).status_code == 200}
        assert not led - opens, (role, actor.name)
        # Others come to what is one's own by the account's own menu.
        ones_own = {link for link in menu if resolve(link).func.access == SIGNED_IN}
        assert menu & opens - offered <= ones_own, (role, actor.name)


@pytest.mark.spec("PLT-10", "PLT-11")
@pytest.mark.parametrize("role", [role for role in Role if role not in BY_DOCUMENT])
def test_every_role_logs_in_by_the_front_door(world: World, role: Role) -> None:
    """An organisation's account by its name; who logs in by document is proved with the accounts."""
    account = Account.objects.get(pk=actors_of(world, role)[0].account_id)
    Account.objects.filter(pk=account.pk).update(password=hashed(), password_changed_at=timezone.now())
    browser = Client()
    assert log_in(browser, account.name)["Location"] == "/"
    assert browser.get("/").context["frame"].identity["role"] == role.label
