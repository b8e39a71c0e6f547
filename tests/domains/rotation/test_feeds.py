"""A calendar that follows the plan in force, under an address that can be changed and switched off (ROT-22)."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from icalendar import Calendar

from tests.engines.test_notices_pages import client_of
from tests.factories.country import Country
from tests.factories.rotation import ward
from tests.walk import resident
from xinglin.domains.rotation.models import CalendarFeed
from xinglin.engines.accounts.models import Account
from xinglin.engines.history.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.spec("ROT-22")]
ADDRESS = re.compile(r"http://testserver(/rotation/calendar/[\w-]+\.ics)")


def test_a_resident_subscribes_changes_the_address_and_switches_it_off(country: Country) -> None:
    made = ward(country, 2)
    own = client_of(resident(made.trainings[0]))
    assert "/rotation/calendar/" in own.get("/rotation/mine/").content.decode()
    first = ADDRESS.search(own.post("/rotation/calendar/", {"do": "renew"}).content.decode())[1]
    assert ADDRESS.search(own.get("/rotation/calendar/").content.decode()) is None  # shown this once
    assert CalendarFeed.objects.get().token_hash not in first
    anybody = Client()
    answer = anybody.get(first)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    events = list(Calendar.from_ical(answer.content).walk("VEVENT"))
    stints = sorted(made.stints(made.trainings[0]), key=lambda stint: stint.first)
    assert [(str(e["summary"]), e["dtstart"].dt, e["dtend"].dt) for e in events] == [
        (f"轮转：{s.department.name}", s.starts_on, s.ends_on + timedelta(days=1)) for s in stints
    ]
    person = made.trainings[0].person
    assert person.name not in answer.content.decode()
    assert anybody.get(first, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert anybody.post(first).status_code in (403, 405)
    second = ADDRESS.search(own.post("/rotation/calendar/", {"do": "renew"}).content.decode())[1]
    assert (anybody.get(first).status_code, anybody.get(second).status_code) == (404, 200)
    Account.objects.filter(pk=person.account_id).update(is_active=False)
    assert anybody.get(second).status_code == 404
    Account.objects.filter(pk=person.account_id).update(is_active=True)
    assert own.post("/rotation/calendar/", {"do": "close"}).status_code == 302
    assert anybody.get(second).status_code == 404
    entries = AuditEntry.objects.filter(action__startswith="rotation.feed").order_by("pk")
    assert list(entries.values_list("action", flat=True)) == [
        "rotation.feeds_renewed",
        "rotation.feeds_renewed",
        "rotation.feeds_closed",
    ]
    assert client_of(country.reviewer).get("/rotation/calendar/").status_code == 403
