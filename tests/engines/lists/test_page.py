"""The page of a list: rows, order, pages, columns, and what stands in the address."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.engines.lists.conftest import Browse
from tests.engines.lists.example import enrol
from tests.factories.country import Country

pytestmark = pytest.mark.django_db
PAGE = "/trainees/"


def names(answer: Any) -> list[str]:
    return re.findall(r'<th scope="row"[^>]*><a href="/trainee/\d+/">(.*?)</a>', answer.content.decode())


@pytest.mark.spec("PLT-50")
def test_list_shows_rows_and_the_pager_users_know(country: Country, browse: Browse) -> None:
    enrol(country, country.hospital, 45)
    answer = browse(country.base).get(PAGE)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert len(names(answer)) == 20
    assert "共 45 条记录，3 页" in text
    assert "选择全部 45 条" in text
    assert "新增学员" in text


@pytest.mark.spec("PLT-04")
def test_list_shows_nothing_of_the_hospital_next_door(country: Country, browse: Browse) -> None:
    enrol(country, country.hospital, 3)
    assert names(browse(country.base_next_door).get(PAGE)) == []
    assert len(names(browse(country.reviewer).get(PAGE))) == 3
    assert names(browse(country.other_reviewer).get(PAGE)) == []


@pytest.mark.spec("PLT-50")
def test_pages_follow_each_other_and_never_overlap(country: Country, browse: Browse) -> None:
    enrol(country, country.hospital, 45)
    client = browse(country.base)
    for sort in ("", "name", "-status", "specialty"):
        seen = [
            key
            for number in (1, 2, 3)
            for key in re.findall(
                r'name="ids" value="(\d+)"', client.get(f"{PAGE}?sort={sort}&page={number}").content.decode()
            )
        ]
        assert len(seen) == len(set(seen)) == 45


@pytest.mark.spec("PLT-50")
@pytest.mark.parametrize("page", ["0", "-1", "99", "abc", "9" * 30])
def test_a_page_that_does_not_exist_is_the_nearest_one(country: Country, browse: Browse, page: str) -> None:
    enrol(country, country.hospital, 25)
    answer = browse(country.base).get(f"{PAGE}?page={page}")
    assert answer.status_code == 200
    assert names(answer)


@pytest.mark.spec("PLT-50")
def test_sorting_goes_up_down_and_back(country: Country, browse: Browse) -> None:
    enrol(country, country.hospital, 5)
    client = browse(country.base)
    by_pinyin = names(client.get(f"{PAGE}?sort=name"))
    assert names(client.get(f"{PAGE}?sort=-name")) == by_pinyin[::-1]
    assert 'href="?sort=-name"' in client.get(f"{PAGE}?sort=name").content.decode()
    assert 'aria-sort="descending"' in client.get(f"{PAGE}?sort=-name").content.decode()
    assert client.get(f"{PAGE}?sort=document_number").status_code == 200  # not sortable: the list's own order


@pytest.mark.spec("PLT-50")
def test_chosen_columns_stand_in_the_address_and_are_remembered(country: Country, browse: Browse) -> None:
    enrol(country, country.hospital, 1)
    client = browse(country.base)
    assert "建档时间</a></th>" not in client.get(PAGE).content.decode()
    answer = client.post(f"{PAGE}?sort=name", {"do": "columns", "column": ["created_at", "status", "no-such"]})
    assert answer.headers["Location"] == f"{PAGE}?sort=name&columns=created_at,status"
    for address in (answer.headers["Location"], PAGE):
        heads = re.findall(r"<th scope=\"col\"[^>]*>(?:<a[^>]*>)?([^<]+)", client.get(address).content.decode())
        assert heads == ["姓名", "培训状态", "建档时间", "操作"]
    assert "完整度</a>" in client.get(f"{PAGE}?columns=completeness").content.decode()


@pytest.mark.spec("PLT-50")
def test_htmx_gets_the_part_that_changes_and_history_the_whole_page(country: Country, browse: Browse) -> None:
    client = browse(country.base)
    part = client.get(PAGE, headers={"HX-Request": "true", "HX-Target": "list"}).content.decode()
    assert part.strip().startswith('<div id="list"')
    assert "<html" not in part
    back = client.get(PAGE, headers={"HX-Request": "true", "HX-Target": "list", "HX-History-Restore-Request": "true"})
    assert "<html" in back.content.decode()


def test_an_empty_list_says_what_to_do(country: Country, browse: Browse) -> None:
    client = browse(country.base)
    assert "请先导入学员。" in client.get(PAGE).content.decode()
    assert "没有符合条件的记录" in client.get(f"{PAGE}?intake_year=2025").content.decode()


@pytest.mark.spec("PLT-50")
def test_a_list_takes_as_many_statements_for_one_row_as_for_fifty(country: Country, browse: Browse) -> None:
    client = browse(country.base)

    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(f"{PAGE}?per_page=50&intake_year=2026&sort=name").status_code == 200
        return len(captured)

    enrol(country, country.hospital, 1)
    client.get(PAGE)
    first = statements()
    enrol(country, country.hospital, 60, seed=2)
    assert statements() == first


@pytest.mark.spec("PLT-22")
def test_what_is_closed_is_greyed_with_its_reason(country: Country, browse: Browse, example_closed: Any) -> None:
    enrol(country, country.hospital, 1)
    text = browse(country.base).get(PAGE).content.decode()
    assert text.count("2026 年“招收信息上报”已结束") >= 2


@pytest.mark.spec("PLT-50")
def test_a_column_of_a_related_row_asks_for_no_row_by_itself(country: Country, browse: Browse) -> None:
    client = browse(country.base)

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"{PAGE}?columns=licence,site").status_code == 200
        return len(captured)

    enrol(country, country.hospital, 1)
    client.get(PAGE)
    first = statements()
    enrol(country, country.hospital, 19, seed=2)
    assert statements() == first
