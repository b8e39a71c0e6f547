"""«住院医师信息更新记录»: one line for each write to each record, findable for good (REP-37)."""

from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.domains.moments import fresh, rows_of
from tests.engines.test_notices_pages import client_of
from tests.factories.country import Country
from tests.walk import opened, resident, walk
from xinglin.domains.people.models import Person
from xinglin.domains.people.public import save_basic, save_educations
from xinglin.domains.training.actions import delete_trainings, import_trainings, save_trainings
from xinglin.domains.training.models import FormerPerson, Training, UpdateEntry
from xinglin.domains.training.queries.updates import updates_visible_to
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.roles import Role
from xinglin.engines.history.changes import FieldChange

pytestmark = [pytest.mark.django_db, pytest.mark.spec("REP-37")]
PAGE = "/training/updates/"


def lines(actor: Actor, address: str = PAGE) -> list[list[str]]:
    """更新类型, 姓名 and 办理事项 of every row that the page shows."""
    answer = client_of(actor).get(address)
    assert answer.status_code == 200
    rows = answer.context["table"].page.object_list
    return [[row.get_kind_display(), row.known.name, row.context.metadata["action"]] for row in rows]


def test_a_line_a_record_for_whatever_way_it_came(country: Country) -> None:
    first, second = opened(country, 2)
    a, b = first.person.name, second.person.name
    opened_both = [["新增", b, "住院医师账号导入"], ["新增", a, "住院医师账号导入"]]
    assert lines(country.base) == opened_both
    save_trainings(rows_of(first, second), {first.pk: {"training_years": "2"}, second.pk: {}}, by=country.base)
    assert lines(country.base) == [["修改", a, "保存培训信息"], *opened_both]  # nothing changed in the second
    import_trainings([{"pk": second.pk, "ends_on": date(2029, 7, 31)}], by=country.base)
    person = Person.objects.filter(pk=first.person_id)
    save_basic(person, {first.person_id: {"address": "示范路 1 号"}}, by=resident(first))
    save_educations(person, {first.person_id: {"bachelor": {"school": "示范医科大学"}}}, by=resident(first))
    assert lines(country.base)[:3] == [
        ["修改", a, "保存学习经历"],
        ["修改", a, "保存基本信息"],
        ["修改", b, "培训信息导入"],
    ]


def test_the_detail_shows_what_that_write_changed_and_nothing_else(country: Country) -> None:
    (training,) = walk(country, opened(country), "complete")
    save_trainings(rows_of(training), {training.pk: {"training_years": "2", "specialty": "0700"}}, by=country.base)
    save_trainings(rows_of(training), {training.pk: {"training_years": "1"}}, by=country.base)
    earlier = UpdateEntry.objects.order_by("-pk")[1]
    answer = client_of(country.base).get(f"{PAGE}{earlier.pk}/")
    (change,) = answer.context["changes"]
    assert set(change.fields) == {FieldChange("培训专业", "内科", "全科"), FieldChange("核定培训年限", "3年", "2年")}
    assert (change.kind, change.by) == ("修改", country.base.name)


def test_a_deleted_record_stays_findable_by_name_and_number(country: Country) -> None:
    training, other = opened(country, 2)
    name, number = training.person.name, training.person.document_number
    assert not delete_trainings(rows_of(training), by=country.base, comment="误导入").refused
    assert not Person.objects.filter(pk=training.person_id).exists()
    gone = [["删除", name, "删除误导入的住院医师"], ["新增", name, "住院医师账号导入"]]
    assert lines(country.base, f"{PAGE}?name={name}") == gone
    assert lines(country.base, f"{PAGE}?document_number={number[-4:]}")[:2] == gone
    browser = client_of(country.base)
    found = browser.post(PAGE, {"do": "filter", "document_number": number}, follow=True)
    assert {row.known.document_masked for row in found.context["table"].page.object_list} == {
        training.person.document_masked
    }
    entry = UpdateEntry.objects.get(kind="delete")
    page = browser.get(f"{PAGE}{entry.pk}/")
    told = [field for change in page.context["changes"] for field in change.fields]
    assert FieldChange("姓名", name, "") in told
    assert "记录已删除" in page.content.decode()
    assert FormerPerson.objects.get().document_number == number
    assert lines(country.base, f"{PAGE}?name={other.person.name}") == [["新增", other.person.name, "住院医师账号导入"]]


def test_filters_by_kind_specialty_status_and_time(country: Country) -> None:
    first, second = opened(country, 2)
    save_trainings(rows_of(first), {first.pk: {"specialty": "0700"}}, by=country.base)
    a, b = first.person.name, second.person.name
    key = fresh(first).specialty_id
    assert [row[1] for row in lines(country.base, f"{PAGE}?kind=insert")] == [b, a]
    assert lines(country.base, f"{PAGE}?specialty={key}") == [["修改", a, "保存培训信息"]]
    assert lines(country.base, f"{PAGE}?status=withdrawn") == []
    day = UpdateEntry.objects.first().at.astimezone().date()  # type: ignore[union-attr]  # -- three lines stand
    assert len(lines(country.base, f"{PAGE}?at_after={day}&at_before={day}")) == 3
    assert lines(country.base, f"{PAGE}?at_before=2020-01-01") == []


def test_each_sees_his_own_scope(country: Country) -> None:
    (here,) = opened(country)
    (far,) = opened(country, by=country.base_far, start=5)
    seen = {
        country.base: {here.pk},
        country.base_far: {far.pk},
        country.base_next_door: set(),
        country.reviewer: {here.pk},
        country.other_reviewer: {far.pk},
        country.actor(country.nation, Role.NATION_ADMIN): {here.pk, far.pk},
        country.actor(country.city, Role.CITY_ADMIN): {here.pk},
        resident(here): set(),
    }
    found = {actor: {entry.training_id for entry in updates_visible_to(actor)} for actor in seen}
    assert found == seen


def test_personal_changes_are_told_to_the_base_that_trains_now_alone(country: Country) -> None:
    """A base that somebody has left learns no more of him."""
    (left,) = opened(country)
    Training.objects.filter(pk=left.pk).update(status="withdrawn")
    (now,) = opened(country, by=country.base_next_door)
    person = Person.objects.filter(pk=now.person_id)
    save_basic(person, {now.person_id: {"address": "示范路 1 号"}}, by=resident(now))
    assert [row[0] for row in lines(country.base)] == ["新增"]
    assert [row[2] for row in lines(country.base_next_door)] == ["保存基本信息", "住院医师账号导入"]


def statements(actor: Actor) -> int:
    """How many a page takes."""
    browser: Any = client_of(actor)
    browser.get(PAGE)
    with CaptureQueriesContext(connection) as taken:
        browser.get(PAGE)
    return len(taken)


def test_a_page_of_many_costs_as_much_as_one_of_few(country: Country) -> None:
    trainings = opened(country, 2)
    delete_trainings(rows_of(trainings[0]), by=country.base)
    few = statements(country.base)
    more = opened(country, 15, start=10)
    delete_trainings(rows_of(*more[:5]), by=country.base)
    assert statements(country.base) == few


@pytest.mark.spec("PLT-45", "PLT-50")
def test_lines_are_numbered_over_all_pages_and_exported_masked(country: Country) -> None:
    opened(country, 22)
    browser = client_of(country.base)
    second = browser.get(f"{PAGE}?page=2").context["table"].page.object_list
    assert [row.serial for row in second] == [21, 22]
    answer = browser.post(PAGE, {"do": "export"})
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))
    heads, *rows = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    assert heads[:2] == ["序号", "省份"]
    assert [row[0] for row in rows] == list(range(1, 23))
    masked = {row[heads.index("证件号")] for row in rows}
    assert masked == set(Person.objects.values_list("document_masked", flat=True))
