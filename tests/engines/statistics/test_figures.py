"""What is counted, divided, drilled into and handed out (PLT-110)."""

import json
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests.engines.statistics import example
from tests.engines.test_notices_pages import client_of
from tests.factories.country import Country
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit
from xinglin.engines.access.roles import Role
from xinglin.engines.files.models import Upload
from xinglin.engines.history.models import AuditEntry
from xinglin.engines.statistics.asking import Question
from xinglin.engines.statistics.counting import Answer
from xinglin.engines.statistics.declaration import Dimension, Figures

pytestmark = [pytest.mark.django_db, pytest.mark.spec("PLT-110")]
PAGE = "/counted/"


@pytest.fixture(autouse=True)
def _urls() -> Iterator[None]:
    with override_settings(ROOT_URLCONF=example.__name__):
        yield


def file(unit: Unit, kind: str, size: int, number: int = 1) -> None:
    Upload.objects.bulk_create(
        Upload(
            kind=kind,
            name="x",
            unit=unit,
            institution=unit,
            province=unit.province,
            sha256="0" * 64,
            size=size,
            content_type="image/jpeg",
        )
        for _ in range(number)
    )


@pytest.fixture
def filed(country: Country) -> Country:
    """示范医院: 3 照片, 1 扫描件. 邻院: 2 照片. 远方医院: 4 扫描件, 1 of a kind nobody knows."""
    file(country.hospital, "portrait", 10, 3)
    file(country.hospital, "scan", 100)
    file(country.next_door, "portrait", 10, 2)
    file(country.far, "scan", 100, 4)
    file(country.far, "odd", 1)
    return country


def answer(actor: Actor, query: str = "") -> Answer:
    return Answer(Question(example.FILES, actor, QueryDict(query)))


def table(found: Answer) -> dict[str, list[int]]:
    return {line.title: line.cells for line in found.lines}


def nation(country: Country) -> Actor:
    return country.actor(country.nation, Role.NATION_ADMIN)


def test_the_first_dimension_is_counted_with_every_measure_and_a_total(filed: Country) -> None:
    found = answer(nation(filed))
    assert [title for _, title in found.columns] == ["份数", "字节"]
    assert [(line.title, line.cells) for line in found.lines] == [("北京市", [6, 150]), ("广东省", [5, 401])]
    assert found.total.cells == [11, 551]
    assert found.shares == ["54.5%", "45.5%"]


@pytest.mark.spec("PLT-04")
def test_nobody_counts_what_he_may_not_see(filed: Country) -> None:
    assert table(answer(filed.reviewer, "by=institution")) == {"示范医院": [4, 130], "邻院": [2, 20]}
    assert table(answer(filed.base)) == {"照片": [3, 30], "扫描件": [1, 100]}
    foreign = answer(filed.base, f"institution={filed.far.pk}&by=institution")
    assert foreign.total.cells == [4, 130]  # a dimension that is not offered is no filter either


def test_a_dimension_with_one_part_is_not_offered(filed: Country) -> None:
    assert [each.title for each in answer(filed.base).question.dimensions] == ["类别"]
    assert [each.title for each in answer(filed.reviewer).question.dimensions] == ["医院", "类别"]


def test_several_values_of_a_column_make_one_part(filed: Country) -> None:
    """Of two cities one has all the hospitals; the one right under its province is told apart."""
    Unit.objects.create(kind="city", parent=filed.province, name="邻市", path=f"{filed.province.path}999999/")
    found = answer(nation(filed), "by=city")
    assert table(found) == {"示范市": [6, 150], "未设地市": [5, 401]}
    within = answer(nation(filed), f"by=institution&city={filed.city.pk}")
    assert table(within) == {"示范医院": [4, 130], "邻院": [2, 20]}


def test_two_dimensions_at_once_divide_the_first_measure(filed: Country) -> None:
    found = answer(nation(filed), "by=province&across=kind")
    assert [title for _, title in found.columns] == ["份数合计", "照片", "扫描件", "未填写"]
    assert table(found) == {"北京市": [6, 5, 1, 0], "广东省": [5, 0, 4, 1]}
    assert found.total.cells == [11, 5, 5, 1]
    assert found.drawing["stacked"]
    assert [each["name"] for each in found.drawing["series"]] == ["照片", "扫描件", "未填写"]


def test_a_click_leads_down_until_nothing_is_below(filed: Country) -> None:
    by_province = answer(nation(filed))
    assert by_province.lines[0].url == f"?province={filed.province.pk}&by=institution"
    by_hospital = answer(nation(filed), by_province.lines[0].url.removeprefix("?"))
    assert table(by_hospital) == {"示范医院": [4, 130], "邻院": [2, 20]}
    by_kind = answer(nation(filed), by_hospital.lines[0].url.removeprefix("?"))
    assert table(by_kind) == {"照片": [3, 30], "扫描件": [1, 100]}
    assert [line.url for line in by_kind.lines] == ["", ""]
    conditions = [(title, words) for title, words, _ in by_kind.question.conditions]
    assert conditions == [("省份", "北京市"), ("医院", "示范医院")]
    assert by_kind.question.conditions[0][2] == f"?institution={filed.hospital.pk}&by=kind"


def test_lines_stand_by_size_or_in_their_own_order_or_as_asked(filed: Country) -> None:
    assert list(table(answer(nation(filed), "by=institution"))) == ["远方医院", "示范医院", "邻院"]
    assert list(table(answer(nation(filed), "by=kind"))) == ["照片", "扫描件", "未填写"]
    assert list(table(answer(nation(filed), "by=kind&sort=1"))) == ["未填写", "照片", "扫描件"]
    assert list(table(answer(nation(filed), "by=kind&sort=-1"))) == ["扫描件", "照片", "未填写"]
    assert list(table(answer(nation(filed), "by=kind&sort=999"))) == ["照片", "扫描件", "未填写"]


def test_one_statement_counts_whatever_is_asked(filed: Country) -> None:
    for query in ("", "by=city", "by=institution&across=kind"):
        question = Question(example.FILES, nation(filed), QueryDict(query))
        assert question.choices
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert Answer(question).total.cells[0] == 11
        assert sum("engines_files" in each["sql"] or "files_upload" in each["sql"] for each in asked) == 1


def test_the_page_shows_table_picture_and_ways_on(filed: Country) -> None:
    page = client_of(nation(filed)).get(PAGE, {"by": "institution"})
    text = page.content.decode()
    assert page.status_code == 200
    assert re.findall(r'<th scope="row" class="keep-start">(?:<a [^>]*>)?([^<]+)', text)[-4:] == [
        "远方医院",
        "示范医院",
        "邻院",
        "合计",
    ]
    drawing = json.loads(re.search(r'<script id="figures" type="application/json">(.*?)</script>', text)[1])  # type: ignore[index]  # -- fails if absent
    assert drawing["labels"] == ["远方医院", "示范医院", "邻院"]
    assert drawing["series"] == [{"name": "份数", "values": [5, 4, 2]}]
    assert drawing["links"][0] == f"?institution={filed.far.pk}&by=kind"


def test_the_panel_is_answered_with_the_address(filed: Country) -> None:
    answered = client_of(nation(filed)).post(f"{PAGE}?by=kind", {"do": "filter", "province": [filed.province.pk]})
    assert answered["Location"] == f"{PAGE}?province={filed.province.pk}&by=kind"


@pytest.mark.spec("PLT-101")
def test_the_workbook_holds_lines_total_and_what_was_asked_and_is_recorded(filed: Country) -> None:
    browser = client_of(filed.reviewer)
    given = browser.post(f"{PAGE}?by=institution&kind=portrait", {"do": "export"})
    book = load_workbook(BytesIO(b"".join(given.streaming_content)))  # type: ignore[attr-defined]  # -- a file
    rows: list[Any] = [[cell for cell in row if cell is not None] for row in book.worksheets[0].values]
    assert rows[:4] == [["医院", "份数", "字节"], ["示范医院", 3, 30], ["邻院", 2, 20], ["合计", 5, 50]]
    assert rows[5] == ["类别：照片"]
    entry = AuditEntry.objects.get(action="statistics.exported")
    assert (entry.account_id, entry.done) == (filed.reviewer.account_id, 2)
    assert entry.details == {"figures": "test-files", "asked": "?kind=portrait&by=institution"}


def test_nothing_to_count_says_so_and_what_to_do(country: Country) -> None:
    browser = client_of(nation(country))
    assert "还没有可以统计的数据。" in browser.get(PAGE).content.decode()
    assert "没有符合条件的数据" in browser.get(PAGE, {"kind": "scan"}).content.decode()


def test_a_condition_that_is_not_understood_counts_nothing(filed: Country) -> None:
    found = answer(nation(filed), "kind=unknown")
    assert found.lines == []
    assert "查询条件有误，没有统计" in client_of(nation(filed)).get(PAGE, {"kind": "unknown"}).content.decode()


def test_who_has_no_right_is_refused(filed: Country) -> None:
    auditor = client_of(filed.actor(filed.nation, Role.AUDITOR))
    assert [auditor.get(PAGE).status_code, auditor.post(PAGE, {"do": "export"}).status_code] == [403, 403]
    assert not AuditEntry.objects.filter(action="statistics.exported").exists()


def test_a_way_down_must_lead_somewhere() -> None:
    lost = Dimension(key="a", title="甲", choices=lambda actor: (), down="b")
    with pytest.raises(ValueError, match="leads to one that is not there"):
        Figures(
            key="lost",
            title="",
            url="",
            right=example.VIEW,
            rows=lambda actor: Upload.objects.none(),
            dimensions=[lost],
            measures=example.FILES.measures,
        )
