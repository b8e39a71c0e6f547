"""Every address × every role: nobody is let in where he does not belong, and nothing changes (PLT-04)."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.contracts.addresses import every_pattern, parameters, records
from tests.engines.test_notices_pages import client_of
from tests.factories.country import Country
from xinglin.engines.access.pages import PUBLIC, SIGNED_IN
from xinglin.engines.access.roles import AUTHORITIES, PROVINCE, Role

pytestmark = [pytest.mark.django_db, pytest.mark.spec("PLT-04")]
PATTERNS = dict(every_pattern())
KEPT = ("sessions", "auditentry", "captcha", "axes", "procrastinate", "opensession", "pghistory_context", "mobilecode")
# Pages of everybody that name no record of a hospital: a sheet's or a file kind's page is refused by right instead.
OF_NO_HOSPITAL = ("sheets:import", "sheets:template", "files:send")


def address(name: str, known: dict[str, dict[str, Any]]) -> str:
    """The address with a record of `country.hospital` wherever it takes one."""
    wanted = parameters(PATTERNS[name])
    if not wanted:
        return reverse(name)
    values = known.get(name) or known.get(name.partition(":")[0])
    assert values, f"tests/contracts/addresses.py does not know a record for {name}: add one to records()"
    return reverse(name, kwargs={key: values[key] for key in wanted})


def fingerprint() -> dict[str, str]:
    """Every table's content, as one digest each; what log-ins and the audit log write is left out."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if not any(word in table for word in KEPT):
                cursor.execute(f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM \"{table}\" t")
                found[table] = cursor.fetchone()[0]
    return found


def ask(client: Client, url: str) -> dict[str, int]:
    """What GET and a POST with plausible words answer."""
    posted = {"do": "approve", "comment": "x", "reason": "x", "ids": "1", "revision": "1", "identity": "1"}
    return {"GET": client.get(url).status_code, "POST": client.post(url, posted).status_code}


@pytest.mark.parametrize("name", PATTERNS)
def test_every_view_says_who_may_call_it(name: str) -> None:
    assert getattr(PATTERNS[name].callback, "access", None), f"{name} declares no access: it answers nobody"


def test_who_is_not_signed_in_reaches_only_public_pages(country: Country) -> None:
    known = records(country)
    before = fingerprint()
    for name, pattern in PATTERNS.items():
        if pattern.callback.access == PUBLIC:
            continue
        answers = ask(Client(), address(name, known))
        assert set(answers.values()) == {302}, (name, answers)
    assert fingerprint() == before


@pytest.mark.parametrize("role", Role)
def test_next_door_finds_nothing_and_changes_nothing(country: Country, role: Role) -> None:
    """A log-in of the same role at the hospital next door, or at the other province."""
    known = records(country)
    unit = country.other_province if role in PROVINCE else country.far if role in AUTHORITIES else country.next_door
    client = client_of(country.actor(unit, role))
    before = fingerprint()
    for name, pattern in PATTERNS.items():
        if not parameters(pattern) or pattern.callback.access == PUBLIC or name in OF_NO_HOSPITAL:
            continue
        answers = ask(client, address(name, known))
        assert set(answers.values()) <= {403, 404, 405}, (name, role, answers)
    changed = {table for table, digest in fingerprint().items() if before.get(table) != digest}
    assert not changed, changed


@pytest.mark.parametrize("role", Role)
def test_a_page_is_refused_to_roles_without_its_right(country: Country, role: Role) -> None:
    known = records(country)
    client = client_of(country.actor(country.hospital, role))
    for name, pattern in PATTERNS.items():
        rights = pattern.callback.access
        if rights in (PUBLIC, SIGNED_IN) or any(role in right.roles for right in rights):
            continue
        answers = ask(client, address(name, known))
        assert set(answers.values()) == {403}, (name, role, answers)


@pytest.mark.spec("PLT-02", "PLT-03")
@pytest.mark.parametrize("role", Role)
def test_every_role_has_a_home_and_every_link_of_its_menu_answers(country: Country, role: Role) -> None:
    unit = country.province if role in PROVINCE else country.nation if role in AUTHORITIES else country.hospital
    client = client_of(country.actor(unit, role))
    home = client.get("/")
    assert home.status_code in (200, 302)
    frame = client.get("/notices/").context["frame"]
    for section in frame.menu:
        for item in section["items"]:
            for link in item.get("children", [item]):
                answer = client.get(link["url"])
                assert answer.status_code in (200, 302) or role == Role.RESIDENT, (role, link)


OWN_PAGES = (
    *("training:detail", "training:edit", "training:history", "training:corrections"),
    *("sheets:run", "sheets:rows", "sheets:template", "sheets:import", "lists:act", "lists:reveal"),
)


def test_the_rightful_base_reaches_all_of_them(country: Country) -> None:
    """The control: the same addresses answer 200 to whom the records belong."""
    known = records(country)
    client = client_of(country.base)
    answers = {name: client.get(address(name, known)).status_code for name in OWN_PAGES}
    assert answers == dict.fromkeys(OWN_PAGES, 200)
    reviewer = client_of(country.reviewer)
    assert reviewer.get(address("training:review", known)).status_code == 200
