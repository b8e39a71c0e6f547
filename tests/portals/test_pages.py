"""Home, search, health, and the pages for what went wrong."""

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from tests.engines.lists.example import enrol
from tests.factories.country import Country
from tests.portals.conftest import Browse
from xinglin.domains.people.public import Person
from xinglin.engines.access.home import HOME_BLOCKS
from xinglin.engines.access.roles import Role
from xinglin.portals import views

pytestmark = pytest.mark.django_db


@pytest.mark.spec("PLT-70")
def test_home_shows_windows_todos_and_greets(country: Country, browse: Browse) -> None:
    enrol(country, country.hospital, 3, personal_state="corrected")
    text = browse(country.base).get("/").content.decode()
    assert "，教学部" in text
    assert "招收信息上报" in text
    assert "住院医师已修改" in text


@pytest.mark.spec("PLT-70")
@pytest.mark.parametrize("role", [Role.BASE_ADMIN, Role.PROVINCE_REVIEWER, Role.NATION_ADMIN, Role.AUDITOR])
def test_home_opens_for_every_role(country: Country, browse: Browse, role: Role) -> None:
    unit = {Role.PROVINCE_REVIEWER: country.province, Role.NATION_ADMIN: country.nation}.get(role, country.hospital)
    assert browse(country.actor(unit, role)).get("/").status_code == 200
    assert HOME_BLOCKS


def test_whoever_is_not_logged_in_is_sent_to_the_door(country: Country) -> None:
    answer = Client().get("/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/login/")


@pytest.mark.spec("PLT-51", "PLT-04")
def test_search_finds_people_of_ones_own_only(country: Country, browse: Browse) -> None:
    row, *_ = enrol(country, country.hospital, 3)
    Person.objects.filter(pk=row.person_id).update(name="林清和", pinyin="linqinghe", initials="lqh")
    number = row.person.document_number
    mine, other = browse(country.base), browse(country.base_next_door)
    for words in ("林清和", "lqh", "linqing", number[-4:], number):
        answer = mine.post("/search/", {"q": words}, follow=True)
        assert "林清和" in answer.content.decode(), words
        assert number not in answer.request["QUERY_STRING"]
        assert number not in answer.content.decode()
        assert "没有找到" in other.post("/search/", {"q": words}, follow=True).content.decode(), words


def test_an_empty_search_finds_nothing(country: Country, browse: Browse) -> None:
    assert "没有找到" in browse(country.base).get("/search/?q=").content.decode()


@pytest.mark.spec("PLT-121")
def test_health_tells_whether_the_database_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Client().get("/health/").json() == {"status": "ok"}

    class Gone:
        def cursor(self) -> None:
            raise OperationalError("gone")

    monkeypatch.setattr(views, "connection", Gone())
    assert Client().get("/health/").status_code == 503


@pytest.mark.spec("PLT-130")
def test_a_missing_page_says_why_and_leads_back(country: Country, browse: Browse) -> None:
    for client in (Client(), browse(country.base)):
        answer = client.get("/no/such/page/")
        assert answer.status_code == 404
        assert "找不到这个页面" in answer.content.decode()
        assert 'href="/"' in answer.content.decode()


@pytest.mark.spec("PLT-04")
def test_a_page_of_another_role_is_refused_in_words(country: Country, browse: Browse) -> None:
    answer = browse(country.actor(country.hospital, Role.AUDITOR)).get("/training/intake/")
    assert answer.status_code == 403
    assert "您当前的身份不能做这件事" in answer.content.decode()


@pytest.mark.spec("PLT-130")
def test_a_fault_is_told_even_when_the_database_is_gone(
    country: Country, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browse(country.base)

    def fail(*args: Any) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(views, "openings_now", fail)
    answer = client.get("/")
    assert answer.status_code == 500
    assert "系统出了问题" in answer.content.decode()


@pytest.mark.spec("PLT-131")
def test_an_old_form_is_told_so(country: Country) -> None:
    answer = Client(enforce_csrf_checks=True).post("/login/", {"login": "x"})
    assert answer.status_code == 403
    assert "安全校验已过期" in answer.content.decode()
