"""The frame: each role's own menu, its place, its identities."""

import pytest
from django.urls import reverse

from tests.factories.country import Country
from tests.portals.conftest import Browse
from xinglin.engines.access.actions import NewMembership, grant
from xinglin.engines.access.actor import actor_of, memberships_of, system_actor
from xinglin.engines.access.menu import MENU
from xinglin.engines.access.roles import Role
from xinglin.portals.frame import URLS

pytestmark = pytest.mark.django_db


@pytest.mark.spec("PLT-130")
def test_every_menu_item_leads_to_a_page_its_role_may_open(country: Country, browse: Browse) -> None:
    for role, unit in ((Role.BASE_ADMIN, country.hospital), (Role.PROVINCE_REVIEWER, country.province)):
        actor = country.actor(unit, role)
        client = browse(actor)
        mine = [item for item in MENU if item.is_for(actor)]
        assert mine
        for item in mine:
            assert client.get(reverse(item.url), follow=True).status_code == 200, item.title


@pytest.mark.spec("PLT-04")
def test_the_menu_does_not_offer_what_the_role_may_not(country: Country, browse: Browse) -> None:
    text = browse(country.actor(country.hospital, Role.AUDITOR)).get("/").content.decode()
    assert "招收信息管理" not in text
    assert 'role="search"' not in text


@pytest.mark.spec("PLT-130")
def test_the_page_says_where_one_is(country: Country, browse: Browse) -> None:
    text = browse(country.base).get("/training/intake/").content.decode()
    crumbs = text[text.index("当前位置：") : text.index("</nav>", text.index("当前位置："))]
    assert "住院医师管理" in crumbs
    assert 'aria-current="page">招收信息管理' in crumbs
    assert text.count('<a href="/training/intake/" aria-current="page"') == 1
    assert crumbs.count("招收信息管理") == 1  # the group of the menu has the name of its first page


@pytest.mark.spec("PLT-130")
@pytest.mark.parametrize("address", ["/training/status/ending/", "/my-data/"])
def test_a_page_outside_the_menu_says_its_title(country: Country, browse: Browse, address: str) -> None:
    text = browse(country.base).get(address).content.decode()
    crumbs = text[text.index("当前位置：") : text.index("</nav>", text.index("当前位置："))]
    title = text[text.index("<title>") + len("<title>") : text.index(" · 杏林</title>")]
    assert '<a href="/">首页</a>' in crumbs
    assert f'aria-current="page">{title}<' in crumbs


@pytest.mark.spec("PLT-02")
def test_identities_can_be_switched(country: Country, browse: Browse) -> None:
    account_id = country.base.account_id
    assert account_id is not None
    grant([NewMembership(account_id, country.province.pk, Role.PROVINCE_REVIEWER)], by=system_actor())
    reviewer = actor_of(memberships_of(account_id)[1])
    client = browse(country.base)
    assert "上报信息审核" not in client.get("/").content.decode()
    client.post(reverse("access:switch_identity"), {"identity": reviewer.membership_id})
    text = client.get("/").content.decode()
    assert "上报信息审核" in text
    assert "切换身份" in text
    assert f'data-identity="{reviewer.membership_id}"' in text
    before = {"opened_as": str(country.base.membership_id)}  # in a tab that still stands open
    refused = client.post("/notices/read/", before)
    assert refused.status_code == 409
    assert "本页是以您的另一身份打开的" in refused.content.decode()
    part = client.post("/notices/read/", headers={"HX-Request": "true", "X-Opened-As": before["opened_as"]})
    assert (part.status_code, part.headers["Content-Type"]) == (409, "text/plain; charset=utf-8")
    assert client.post("/notices/read/", {"opened_as": str(reviewer.membership_id)}).status_code == 302
    back = reverse("access:switch_identity")
    assert client.post(back, {"identity": country.base.membership_id} | before).status_code == 302


def test_everything_the_frame_leads_to_exists() -> None:
    for name in URLS.values():
        assert reverse(name)
