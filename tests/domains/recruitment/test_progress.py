"""Progress and statistics of recruitment: what is counted where, what never counts, and who sees which (REC-31)."""

from typing import Any

import pytest
from django.utils import timezone

from tests.engines.test_notices_pages import client_of
from tests.factories.country import Country
from tests.factories.recruitment import batch, offer, places, submitted
from xinglin.domains.recruitment.models import Batch, Offer, Place, Preference
from xinglin.domains.recruitment.queries.progress import lines_visible_to
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.spec("REC-31")]
COUNTED = ("approved", "applied", "first", "passed", "admitted", "accepted", "confirmed", "present")


def walked(country: Country, **columns: Any) -> tuple[Batch, Place, Place]:
    """Five named the hospital's medicine first, one of them as second; one is as far as reported in, one declined."""
    made = batch(country, preferences=2, **columns)
    inner, surgery = places(country, made, {"0100": 5, "0900": 2})
    start = Preference.objects.count() * 10
    rows = [submitted(made, [inner], start=start + n) for n in range(4)]
    rows.append(submitted(made, [surgery, inner], start=start + 4))
    Preference.objects.filter(application__in=rows[:4]).update(screening="passed")
    now = timezone.now()
    present, confirmed, waiting, declined = (offer(row, accepted=n < 2) for n, row in enumerate(rows[:4]))
    Offer.objects.filter(pk__in=[present.pk, confirmed.pk]).update(confirmed_at=now)
    Offer.objects.filter(pk=present.pk).update(report_state="present", reported_at=now)
    Offer.objects.filter(pk=declined.pk).update(answer="declined", answered_at=now)
    assert not waiting.answer
    return made, inner, surgery


def figures(actor: Actor) -> dict[str, tuple[int, ...]]:
    """Specialty's code → its counts."""
    return {place.specialty.code: tuple(getattr(place, name) for name in COUNTED) for place in lines_visible_to(actor)}


def test_every_stage_is_counted_per_base_and_specialty(country: Country) -> None:
    walked(country)
    assert figures(country.reviewer) == {"0100": (5, 5, 4, 4, 3, 2, 2, 1), "0900": (2, 1, 1, 0, 0, 0, 0, 0)}
    assert figures(country.base) == figures(country.reviewer)


def test_drafts_and_trial_batches_never_count(country: Country) -> None:
    walked(country, is_trial=True)
    assert figures(country.reviewer) == {}
    for address in ("progress", "progress/applied", "progress/admitted", "statistics"):
        assert "内科" not in _table(client_of(country.reviewer).get(f"/recruitment/{address}/").content.decode())
    made = batch(country, name="正式")
    (place,) = places(country, made, {"0100": 1})
    row = submitted(made, [place], start=500)
    type(row)._base_manager.filter(pk=row.pk).update(state="draft", submitted_at=None, number=None, form=None)
    assert figures(country.reviewer) == {"0100": (1, 0, 0, 0, 0, 0, 0, 0)}


def _table(page: str) -> str:
    """The rows of a page, without its filter panel."""
    return page.partition("<tbody")[2].partition("</tbody>")[0]


@pytest.mark.spec("PLT-04")
def test_each_sees_what_lies_under_him(country: Country) -> None:
    *_, surgery = walked(country)
    head = country.actor(surgery.specialty_base.unit, Role.DEPARTMENT_HEAD)
    assert figures(head).keys() == {"0900"}
    assert figures(country.base_next_door) == figures(country.other_reviewer) == {}
    assert figures(country.actor(country.city, Role.CITY_REVIEWER)).keys() == {"0100", "0900"}


def test_figures_lead_to_the_people_they_count(country: Country) -> None:
    walked(country)
    browser = client_of(country.reviewer)
    page = browser.get("/recruitment/progress/").content.decode()
    for column, number in (("applied", 5), ("passed", 4), ("accepted", 2), ("present", 1)):
        links = [part.partition('"')[0].replace("&amp;", "&") for part in page.split('href="')[1:]]
        link = next(link for link in links if f"specialty={_medicine()}" in link and _asks(link, column))
        listed = browser.get(link).context["table"]
        assert len(listed.rows) == number, column


def _medicine() -> int:
    return Place.objects.filter(specialty__code="0100")[0].specialty_id


def _asks(link: str, column: str) -> bool:
    """Does this link lead to the people of that column?"""
    return {
        "applied": "/applied/" in link and "rank" not in link and "screening" not in link,
        "passed": "screening=passed" in link,
        "accepted": "stage=accepted" in link,
        "present": "stage=present" in link,
    }[column]


@pytest.mark.spec("PLT-110")
def test_statistics_add_up_and_are_exported(country: Country) -> None:
    walked(country)
    browser = client_of(country.reviewer)
    answer = browser.get("/recruitment/statistics/?by=specialty")
    lines = {line.title: line.cells for line in answer.context["answer"].lines}
    assert lines == {"内科": [5, 5, 4, 3, 2, 2, 1], "外科": [2, 1, 0, 0, 0, 0, 0]}
    assert answer.context["answer"].total.cells == [7, 6, 4, 3, 2, 2, 1]
    for address in ("statistics", "progress", "progress/applied", "progress/admitted"):
        book = browser.post(f"/recruitment/{address}/", {"do": "export"})
        assert (book.status_code, b"".join(book.streaming_content)[:2]) == (200, b"PK"), address


def test_lists_cost_the_same_for_many(country: Country, django_assert_num_queries: Any) -> None:
    walked(country)
    with django_assert_num_queries(1):
        list(lines_visible_to(country.reviewer))
