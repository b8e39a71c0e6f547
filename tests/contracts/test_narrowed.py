"""An operator with one right finds every other door shut: pages, exports, bulk actions and actions alike (PLT-05)."""

from dataclasses import replace

import pytest
from django.test import Client

from tests.contracts.addresses import addresses
from tests.contracts.calls import CALLS, Crowd, base
from tests.contracts.fingerprint import changed, fingerprint
from tests.contracts.test_actions import attempted, crowd, many
from tests.contracts.test_addresses import GUARDED, POSTED, Known
from tests.contracts.world import World
from xinglin.engines.access.actor import Actor, actor_of
from xinglin.engines.access.models import Membership
from xinglin.engines.access.pages import SIGNED_IN
from xinglin.engines.accounts.actions import NewOperator, open_operators
from xinglin.engines.accounts.rules import RESET_PASSWORDS

pytestmark = [pytest.mark.django_db, pytest.mark.spec("PLT-05", "PLT-04")]
assert crowd
assert many
# Judged by role and not by right: other actions call them, each of which has asked for its own right.
BY_ROLE = {"access.memberships_granted", "accounts.password_reset", "accounts.mobile_corrected"}
BY_ROLE |= {"people.mobiles_corrected"}
BY_ROLE |= {"accounts.second_factor_reset"}  # as its page, with accounts.reset
# What everybody has, whatever he may: his own messages, lists' columns, uploads.
ONES_OWN = {key for key, call in CALLS.items() if call.stranger is None} | {"notices.read"}
OF_BASE = [key for key, call in CALLS.items() if call.by is base and key not in BY_ROLE | ONES_OWN]


def narrowed(world: World) -> Actor:
    """An operator of the hospital who may reset passwords, and nothing else."""
    new = NewOperator(login="reset_clerk", name="章蔚", mobile="19900000001", rights=[RESET_PASSWORDS.key])
    account = open_operators([new], by=world.country.base).ids[0]
    return actor_of(Membership.objects.select_related("account", "unit").get(account=account))


def ask(browser: Client, url: str) -> set[int]:
    """What a GET and a POST are answered."""
    return {browser.get(url).status_code, browser.post(url, POSTED).status_code}


def test_every_page_that_asks_for_another_right_refuses(world: World, known: Known) -> None:
    actor = narrowed(world)
    browser = world.browser(actor)
    before, wrong, asked = fingerprint(), {}, 0
    for name, pattern in GUARDED.items():
        access = pattern.callback.access
        if access == SIGNED_IN or RESET_PASSWORDS in access:
            continue
        for url in addresses(name, pattern, known):
            asked += 1
            if (answers := ask(browser, url)) != {403}:
                wrong[url] = answers
    assert not wrong
    assert not changed(before)
    assert asked > 30


def test_no_export_bulk_action_or_reveal_of_a_list_answers(world: World, known: Known) -> None:
    """Their addresses are every list's, so they ask for the list's own right themselves."""
    actor = narrowed(world)
    browser = world.browser(actor)
    wrong = {}
    before = fingerprint()
    for name, pattern in GUARDED.items():
        if name.startswith("lists:") and pattern.callback.access == SIGNED_IN:
            for url in addresses(name, pattern, known):
                if (answers := ask(browser, url)) - {403, 404, 405}:
                    wrong[url] = answers
    assert not wrong
    assert not changed(before)


@pytest.mark.parametrize("key", OF_BASE)
def test_every_action_leaves_the_rows_alone(crowd: Crowd, key: str) -> None:
    call = CALLS[key]
    actor = replace(base(crowd), rights=frozenset({RESET_PASSWORDS.key}))
    verb = call.made(crowd, 2)
    before = fingerprint()
    assert not attempted(verb, actor).done
    assert not changed(before)
