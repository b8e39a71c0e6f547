"""Actions on ticked rows, on all that match, and on one row; what is told about those not done."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests.engines.lists.conftest import Browse
from tests.engines.lists.example import enrol
from tests.factories.country import Country
from xinglin.domains.training.models import Training
from xinglin.engines.history.models import AuditEntry

pytestmark = pytest.mark.django_db
PAGE, ASKING_PAGE, FORMED_PAGE = "/trainees/", "/asking/", "/formed/"
NOTE = "tests.noted"


def noted() -> int:
    return Training.objects.filter(other_category="已登记").count()


@pytest.mark.spec("PLT-31")
def test_ticked_rows_are_done_and_counted(country: Country, browse: Browse) -> None:
    rows = enrol(country, country.hospital, 5)
    client = browse(country.base)
    answer = client.post(PAGE, {"do": NOTE, "ids": [rows[0].pk, rows[1].pk]})
    assert answer.status_code == 302
    assert noted() == 2
    assert "已办理 2 条" in client.get(answer.headers["Location"]).content.decode()
    entry = AuditEntry.objects.get(action=NOTE)
    assert (entry.done, entry.source, entry.account_id) == (2, "bulk", country.base.account_id)


@pytest.mark.spec("PLT-50")
def test_all_that_match_are_found_again_by_the_server(country: Country, browse: Browse) -> None:
    rows = enrol(country, country.hospital, 45)
    specialty = rows[0].specialty_id
    client = browse(country.base)
    client.post(f"{PAGE}?specialty={specialty}&page=2", {"do": NOTE, "all_matching": "1", "ids": [rows[1].pk]})
    assert noted() == 15
    assert not Training.objects.filter(other_category="已登记").exclude(specialty=specialty).exists()


@pytest.mark.spec("PLT-50")
def test_nothing_is_done_when_the_filter_is_not_understood(country: Country, browse: Browse) -> None:
    enrol(country, country.hospital, 2)
    client = browse(country.base)
    for posted in ({"do": NOTE, "all_matching": "1"}, {"do": "export"}):
        answer = client.post(f"{PAGE}?intake_year=every", posted)
        assert (answer.status_code, "查询条件有误" in answer.content.decode()) == (422, True)
    assert noted() == 0


@pytest.mark.spec("PLT-04")
def test_rows_of_the_hospital_next_door_are_as_if_they_did_not_exist(country: Country, browse: Browse) -> None:
    theirs = enrol(country, country.next_door, 2)
    mine = enrol(country, country.hospital, 1, seed=2)
    client = browse(country.base)
    answer = client.post(PAGE, {"do": NOTE, "ids": [theirs[0].pk, mine[0].pk]})
    assert "已办理 1 条" in client.get(answer.headers["Location"]).content.decode()
    assert not Training.objects.filter(pk__in=[t.pk for t in theirs], other_category="已登记").exists()
    assert client.get(f"/lists/tests-trainees/{theirs[0].pk}/do/{NOTE}/").status_code == 404


@pytest.mark.spec("PLT-31")
def test_what_was_not_done_is_told_row_by_row(country: Country, browse: Browse) -> None:
    enrol(country, country.hospital, 60, status="withdrawn")
    enrol(country, country.hospital, 3, seed=2)
    client = browse(country.base)
    answer = client.post(PAGE, {"do": NOTE, "all_matching": "1"})
    text = client.get(answer.headers["Location"]).content.decode()
    assert "已办理 3 条" in text
    assert "60 条未办理" in text
    assert text.count('<td class="wrap">已退培，不能登记。</td>') == 50
    key = answer.headers["Location"].partition("result=")[2]
    book = load_workbook(BytesIO(b"".join(client.get(f"/lists/results/{key}/refused.xlsx"))))
    rows = list(book.active.values)
    assert len(rows) == 61
    assert rows[1][1] == "已退培，不能登记。"
    assert rows[1][0] in set(Training.objects.values_list("person__name", flat=True))


@pytest.mark.spec("PLT-04")
def test_a_result_is_read_by_who_acted_alone(country: Country, browse: Browse) -> None:
    enrol(country, country.hospital, 1, status="withdrawn")
    answer = browse(country.base).post(PAGE, {"do": NOTE, "all_matching": "1"})
    key = answer.headers["Location"].partition("result=")[2]
    other = browse(country.base_next_door)
    assert "没有办理" not in other.get(f"{PAGE}?result={key}").content.decode()
    assert other.get(f"/lists/results/{key}/refused.xlsx").status_code == 404


@pytest.mark.spec("PLT-31")
def test_two_thousand_rows_take_as_many_statements_as_two(country: Country, browse: Browse) -> None:
    client = browse(country.base)

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.post(PAGE, {"do": NOTE, "all_matching": "1"}).status_code == 302
        return len(captured)

    enrol(country, country.hospital, 2, status="withdrawn")
    first = statements()
    enrol(country, country.hospital, 2000, seed=2, status="withdrawn")
    assert statements() == first


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        ({"do": NOTE}, "还没有选择记录"),
        ({"do": NOTE, "ids": "x"}, "还没有选择记录"),
        ({"do": NOTE, "ids": ""}, "还没有选择记录"),
    ],
)
def test_an_empty_selection_gets_a_sentence(country: Country, browse: Browse, posted: dict, sentence: str) -> None:
    answer = browse(country.base).post(PAGE, posted)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


@pytest.mark.spec("PLT-31")
def test_an_action_that_needs_an_opinion_is_not_done_without(country: Country, browse: Browse) -> None:
    rows = enrol(country, country.hospital, 1)
    client = browse(country.base)
    refused = client.post(ASKING_PAGE, {"do": NOTE, "ids": [rows[0].pk], f"opinion:{NOTE}": "  "})
    assert "请填写说明" in refused.content.decode()
    client.post(ASKING_PAGE, {"do": NOTE, "ids": [rows[0].pk], f"opinion:{NOTE}": " 照片不清 "})
    assert Training.objects.get().other_category == "照片不清"


@pytest.mark.spec("PLT-131")
def test_what_was_typed_and_ticked_is_still_there_after_a_refusal(
    country: Country, browse: Browse, example_closed: str
) -> None:
    rows = enrol(country, country.hospital, 2)
    client = browse(country.base)
    posted = {"do": NOTE, "ids": [rows[0].pk], f"opinion:{NOTE}": "照片不清"}
    text = client.post(PAGE, posted).content.decode()
    assert f'value="{rows[0].pk}" data-pick checked' in text
    assert f'value="{rows[1].pk}" data-pick aria' in text
    assert 'name="all_matching" value=""' in text
    assert 'name="all_matching" value="1"' in client.post(PAGE, {**posted, "all_matching": "1"}).content.decode()
    nobody = {"do": NOTE, "ids": "", f"opinion:{NOTE}": "照片不清"}
    assert ">照片不清</textarea>" in client.post(ASKING_PAGE, nobody).content.decode()


@pytest.mark.spec("PLT-22")
def test_a_closed_window_refuses_on_the_server_too(country: Country, browse: Browse, example_closed: str) -> None:
    rows = enrol(country, country.hospital, 1)
    answer = browse(country.base).post(PAGE, {"do": NOTE, "ids": [rows[0].pk]})
    assert answer.status_code == 422
    assert example_closed in answer.content.decode()
    assert noted() == 0


@pytest.mark.spec("PLT-04")
def test_a_role_without_the_right_finds_no_action(country: Country, browse: Browse) -> None:
    rows = enrol(country, country.hospital, 1)
    client = browse(country.reviewer)
    assert client.post(PAGE, {"do": NOTE, "ids": [rows[0].pk]}).status_code == 404
    assert client.post(PAGE, {"do": "no.such"}).status_code == 404
    assert f'value="{NOTE}"' not in client.get(PAGE).content.decode()
    assert noted() == 0


def test_one_row_is_asked_about_and_done(country: Country, browse: Browse) -> None:
    row = enrol(country, country.hospital, 1)[0]
    client = browse(country.base)
    address = f"/lists/tests-trainees/{row.pk}/do/{NOTE}/?sort=name"
    page = client.get(address).content.decode()
    assert row.person.name in page
    assert f'action="{PAGE}?sort=name"' in page
    assert "<html" not in client.get(address, headers={"HX-Request": "true"}).content.decode()
    client.post(f"{PAGE}?sort=name", {"do": NOTE, "ids": row.pk})
    assert noted() == 1


@pytest.mark.spec("PLT-31", "PLT-131")
def test_a_form_is_asked_on_a_page_of_its_own_and_its_answers_go_to_the_action(
    country: Country, browse: Browse
) -> None:
    rows = enrol(country, country.hospital, 25)
    client, ticked = browse(country.base), {"ids": [row.pk for row in rows[:22]]}
    asked = client.post(f"{FORMED_PAGE}?page=2", {"do": NOTE, **ticked})
    text = asked.content.decode()
    assert (asked.status_code, "已选 22 条" in text, "errors" in text) == (200, True, False)
    assert text.count('name="ids"') == 22
    wrong = client.post(f"{FORMED_PAGE}?page=2", {"do": NOTE, "answered": "1", "comment": "六个字太长了", **ticked})
    assert (wrong.status_code, 'value="六个字太长了"' in wrong.content.decode()) == (422, True)
    assert not Training.objects.exclude(other_category="").exists()
    done = client.post(f"{FORMED_PAGE}?page=2", {"do": NOTE, "answered": "1", "comment": "补登", **ticked})
    assert done.status_code == 302
    assert done.headers["Location"].startswith(f"{FORMED_PAGE}?page=2")
    assert Training.objects.filter(other_category="补登").count() == 22


@pytest.mark.spec("PLT-31", "PLT-04")
def test_a_form_for_all_that_match_and_for_nobody_elses(country: Country, browse: Browse) -> None:
    enrol(country, country.hospital, 3)
    theirs = enrol(country, country.next_door, 2, seed=2)
    client = browse(country.base)
    assert "已选 3 条" in client.post(FORMED_PAGE, {"do": NOTE, "all_matching": "1"}).content.decode()
    answers = {"do": NOTE, "answered": "1", "comment": "补登", "ids": [row.pk for row in theirs]}
    assert "已选 0 条" in client.post(FORMED_PAGE, {"do": NOTE, "ids": answers["ids"]}).content.decode()
    client.post(FORMED_PAGE, answers)
    assert not Training.objects.exclude(other_category="").exists()
    client.post(FORMED_PAGE, {"do": NOTE, "answered": "1", "comment": "补登", "all_matching": "1"})
    assert Training.objects.filter(other_category="补登").count() == 3
