"""How much waits behind the pages of the menu: asked for beside the page, kept for moments, never past one's own."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from tests.factories.country import Country
from tests.portals.conftest import Browse
from tests.walk import opened, walk
from xinglin.domains.training.models import Training
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.menu import MENU, MenuItem
from xinglin.engines.review.actions import approve
from xinglin.portals.waiting import KEPT, counts_of

pytestmark = [pytest.mark.django_db, pytest.mark.spec("PLT-70", "PLT-130")]
COUNT = re.compile(r'id="waiting-([^"]+)"[^>]*?( hidden)?>([^<]*)<')
PAGE, REVIEWS = "/my-data/", "training:reviews"


def shown(html: str) -> dict[str, str]:
    """Page of the menu → the number beside it, empty where it is hidden."""
    return {page: "" if hidden else number for page, hidden, number in COUNT.findall(html)}


def menu_of(client: Client) -> tuple[bool, dict[str, str]]:
    """Does the page ask for the numbers, and which does it show already?"""
    html = client.get(PAGE).content.decode()
    return 'hx-get="/waiting/"' in html, shown(html)


def told(client: Client) -> dict[str, str]:
    """What it is told when it asks."""
    return shown(client.get("/waiting/", headers={"HX-Request": "true", "X-Background": "1"}).content.decode())


def test_the_menu_shows_what_waits_now(country: Country, browse: Browse) -> None:
    first, second, third = opened(country, 3)
    walk(country, [first, second], "reported")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = browse(country.reviewer)
        asks, numbers = menu_of(client)
        assert asks
        assert set(numbers.values()) == {""}
        assert told(client)[REVIEWS] == "2"
        assert menu_of(client) == (False, numbers | {REVIEWS: "2"})

        approve(Training.objects.filter(pk=first.pk), by=country.reviewer)
        assert menu_of(client) == (True, numbers), "after his own act nothing old is shown"
        assert told(client)[REVIEWS] == "1"

        walk(country, [third], "reported", start=2)
        assert menu_of(client) == (False, numbers | {REVIEWS: "1"}), "what others do is seen within half a minute"
        clock.shift(timedelta(seconds=KEPT + 1))
        assert menu_of(client)[0]
        assert told(client)[REVIEWS] == "2"


def test_numbers_are_the_identitys_own(country: Country, browse: Browse) -> None:
    walk(country, opened(country, 1), "reported")
    there, elsewhere = browse(country.reviewer), browse(country.other_reviewer)
    assert (told(there)[REVIEWS], told(elsewhere)[REVIEWS]) == ("1", "")
    elsewhere.cookies["waiting"] = there.cookies["waiting"].value
    assert menu_of(elsewhere)[0], "what another identity was told is not shown"
    mine = {item.url for item in MENU if item.badge and item.is_for(country.base)}
    assert told(browse(country.base)).keys() == mine
    assert REVIEWS not in mine


def test_no_page_counts(country: Country, browse: Browse, monkeypatch: pytest.MonkeyPatch) -> None:
    def count(_actor: Actor) -> int:
        raise AssertionError

    many = MenuItem(title="很多", url=REVIEWS, badge=lambda _actor: 100)
    monkeypatch.setattr("xinglin.portals.frame.MENU", [MenuItem(title="待办", url=REVIEWS, badge=count)])
    MENU[-2:] = []
    assert menu_of(browse(country.reviewer)) == (True, {REVIEWS: ""})
    monkeypatch.setattr("xinglin.portals.frame.MENU", [many])
    client = browse(country.reviewer)
    assert counts_of([many], country.reviewer) == {REVIEWS: 100}
    assert told(client) == {REVIEWS: "99+"}
