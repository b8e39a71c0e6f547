"""What pages say to whom: a link is called what it leads to, and a reviewer sees first whose record it is."""

import pytest
from django.http import QueryDict
from django.urls import reverse

from tests.factories.country import Country
from xinglin.domains.training.lists import MANAGED_REVIEWS, REVIEWS
from xinglin.domains.training.queries.flows import situations
from xinglin.engines.access.actor import Actor
from xinglin.engines.lists.address import Asked
from xinglin.engines.lists.declaration import List

pytestmark = pytest.mark.django_db


def _links(actor: Actor, title: str) -> list[tuple[str, str]]:
    return next(each["links"] for each in situations(actor) if each["title"] == title)


@pytest.mark.spec("REP-01")
def test_only_who_may_import_is_offered_imports(country: Country) -> None:
    assert _links(country.base, "漏报了住院医师") == [
        ("住院医师账号导入", reverse("sheets:import", args=["resident-accounts"])),
        ("漏报住院医师账号导入", reverse("sheets:import", args=["late-accounts"])),
    ]
    assert _links(country.reviewer, "漏报了住院医师") == [
        ("招收信息管理", reverse("training:intake")),
        ("住院医师信息管理", reverse("training:managed")),
    ]


@pytest.mark.spec("REP-40")
@pytest.mark.parametrize("listing", [REVIEWS, MANAGED_REVIEWS], ids=lambda each: each.key)
def test_a_reviewer_sees_the_base_beside_the_name(country: Country, listing: List) -> None:
    shown = [column.key for column in Asked(listing, country.reviewer, QueryDict()).columns]
    assert shown[:2] == ["name", "institution"]
    assert "province" not in shown
    assert "province" in listing.by_key


@pytest.mark.spec("REP-40")
def test_a_reviewer_is_asked_first_for_state_and_base(country: Country) -> None:
    fields = list(Asked(REVIEWS, country.reviewer, QueryDict()).filters.form.fields)
    assert fields[:3] == ["reviewed", "institution", "intake_year"]
