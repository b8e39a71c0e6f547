"""Many accept in the same minute, through the page (REC-16)."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from tests.domains.recruitment.desk import Desk, applicant, preferences
from tests.engines.test_notices_pages import client_of
from tests.factories.country import Country
from xinglin.domains.recruitment.models import Offer, Place
from xinglin.domains.recruitment.queries.places import number_taken

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.spec("REC-16")]
MANY, THREADS = 20, 4


def test_many_accept_at_once_through_the_page(country: Country) -> None:
    desk = Desk(country)
    place = desk.place(approved=MANY)
    long_ago = timezone.now() - timedelta(days=1)
    rows = desk.applied(MANY, place)
    for preference in preferences(rows).select_related("application"):
        application = preference.application
        Offer.objects.create(
            application=application,
            person_id=application.person_id,
            batch=desk.batch,
            intake_year=application.intake_year,
            province=country.province,
            institution=country.hospital,
            place=place,
            preference=preference,
            released_at=long_ago,
        )
    Place.objects.update(taken=number_taken())
    sent = [(client_of(applicant(row)), row.offers.get().pk) for row in rows]
    answers: list[int] = []

    def work(part: int) -> None:
        try:
            for browser, key in sent[part::THREADS]:
                for _ in range(2):  # a double click
                    address = f"/applicant/applications/offers/{key}/accept/"
                    answers.append(browser.post(address, {"sure": "on"}).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(part,)) for part in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [302] * 2 * MANY
    assert Offer.objects.filter(answer="accepted").count() == MANY
    assert Place.objects.get().taken == MANY
