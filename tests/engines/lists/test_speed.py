"""What keeps a list quick among a million rows: keys of few, names by their characters, windows once a page."""

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from tests.walk import opened
from xinglin.domains.people.models import Person
from xinglin.domains.training import windows
from xinglin.domains.training.lists import INTAKE
from xinglin.domains.training.models import Training
from xinglin.engines.access.actor import system_actor
from xinglin.engines.access.remembering import remembering
from xinglin.engines.lists import table
from xinglin.engines.lists.address import Asked
from xinglin.engines.lists.filters import named
from xinglin.engines.windows.actions import Timing, schedule
from xinglin.engines.windows.models import Window
from xinglin.engines.windows.queries import Openings, opening_for

pytestmark = pytest.mark.django_db


@pytest.mark.spec("PLT-51")
def test_two_characters_are_found_by_the_index_over_characters(country):
    people = [training.person for training in opened(country, 3)]
    for person, name in zip(people, ("林清和", "清林", "林和"), strict=True):
        Person.objects.filter(pk=person.pk).update(name=name)
    assert set(Person.objects.filter(named("林清")).values_list("name", flat=True)) == {"林清和"}
    assert set(Person.objects.filter(named("林")).values_list("name", flat=True)) == {"林清和", "清林", "林和"}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "person_name_characters" in Person.objects.filter(named("林清")).explain()


@pytest.mark.spec("PLT-50")
@pytest.mark.parametrize("few", [0, 500])
def test_a_page_has_the_same_rows_however_its_keys_are_read(country, monkeypatch, few):
    monkeypatch.setattr(table, "FEW", few)
    trainings = opened(country, 45)
    asked = Asked(INTAKE, country.base, QueryDict("page=2"))
    shown = [row["pk"] for row in table.Table(asked, QueryDict()).rows]
    assert shown == sorted((training.pk for training in trainings), reverse=True)[20:40]


@pytest.mark.spec("PLT-22")
def test_windows_are_read_once_a_page_and_anew_by_every_write(country):
    def openings() -> list:
        return [opening_for(windows.INTAKE, 2026, country.hospital) for _ in range(3)]

    with CaptureQueriesContext(connection) as outside:
        openings()
    with remembering(), CaptureQueriesContext(connection) as page:
        assert [opening.is_open for opening in openings()] == [True, True, True]
    assert (len(outside), len(page)) == (3 * len(page), len(page))
    window = Window.objects.get(kind=windows.INTAKE.key)
    new = Timing(
        kind=window.kind,
        year=window.year,
        unit=country.nation,
        starts_at=window.starts_at,
        ends_at=window.starts_at.replace(year=2027),
    )
    assert schedule([new], by=system_actor()).done == [0]
    assert opening_for(windows.INTAKE, 2026, country.hospital).ends_at == new.ends_at
    assert Openings([windows.INTAKE]).years(windows.INTAKE) == [2026]
    assert Training.objects.count() == 0
