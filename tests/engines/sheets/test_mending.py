"""Errors of one kind are mended in all their rows at once, rehearsed anew, and kept with the run (PLT-46)."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from tests.engines.sheets.example import people_of, row
from tests.engines.sheets.files import xlsx
from tests.engines.sheets.test_imports import imported
from tests.engines.sheets.test_pages import browser, content_of, text_of
from xinglin.engines.access.actor import Actor
from xinglin.engines.jobs.worker import run_pending
from xinglin.engines.sheets.models import ImportRun, Mend, RunState, Verdict
from xinglin.engines.sheets.queries import lines_of

pytestmark = [pytest.mark.django_db, pytest.mark.spec("PLT-46")]


def mended(client: Client, run: ImportRun, **replacements: str) -> ImportRun:
    """What the page does: post, and wait for the rehearsal."""
    answer = client.post(reverse("sheets:mend", args=[run.pk]), replacements)
    fresh = ImportRun.objects.latest("pk")
    assert (answer.status_code, answer["Location"]) == (302, reverse("sheets:run", args=[fresh.pk]))
    run_pending()
    fresh.refresh_from_db()
    return fresh


def carried_out(client: Client, rehearsal: ImportRun) -> ImportRun:
    client.post(reverse("sheets:carry_out", args=[rehearsal.pk]))
    run_pending()
    return ImportRun.objects.latest("pk")


def test_several_groups_are_mended_in_one_go_rehearsed_and_imported(folder: Path, clerk: Actor) -> None:
    rows = [row(n, document_type="居民身分证") for n in range(3)]
    refused = row(5, document_type="居民身分证", name="拒收人")
    path = xlsx(folder, *rows, row(3, intake_year="2026学年"), row(4), refused)
    client, run = browser(clerk), imported(path, clerk)
    assert (run.imported, run.refused) == (1, 5)
    page = text_of(client.get(reverse("sheets:run", args=[run.pk])))
    assert "“居民身分证”全部替换为" in page
    assert '<option value="居民身份证" selected>' in page
    rehearsal = mended(client, run, to_0="居民身份证", to_1="2026")
    assert (rehearsal.check_only, rehearsal.new, rehearsal.unchanged, rehearsal.refused) == (True, 4, 1, 1)
    assert people_of(clerk).count() == 1
    assert lines_of(rehearsal, Verdict.REFUSED).get().message == "该人员已在其他基地在培，不能导入。"
    final = carried_out(client, rehearsal)
    assert (final.check_only, final.imported, final.refused, people_of(clerk).count()) == (False, 4, 1, 5)


def test_mending_is_kept_with_the_run_and_the_file_stays_as_it_was(folder: Path, clerk: Actor) -> None:
    path = xlsx(folder, row(1, document_type="居民身分证"), row(2), row(3, document_type="居民身分证"))
    client, run = browser(clerk), imported(path, clerk, check_only=True)
    before = timezone.now()
    rehearsal = mended(client, run, to_0="居民身份证")
    final = carried_out(client, rehearsal)
    for each in (rehearsal, final):
        (mend,) = each.mends.all()
        assert (mend.column, mend.before, mend.after) == ("document_type", "居民身分证", "居民身份证")
        assert mend.rows == [2, 4]
        assert (mend.made_by, mend.made_at >= before) == (clerk.name, True)
        assert content_of(client.get(reverse("sheets:original", args=[each.pk]))) == path.read_bytes()
    page = text_of(client.get(reverse("sheets:run", args=[final.pk])))
    assert "已替换的内容" in page
    assert "含替换" in text_of(client.get(reverse("sheets:runs")))


def test_mends_add_up_and_the_marked_workbook_holds_them(folder: Path, clerk: Actor) -> None:
    path = xlsx(folder, row(1, document_type="居民身分证", intake_year="去年"), row(2, mobile="12"))
    client, run = browser(clerk), imported(path, clerk, check_only=True)
    first = mended(client, run, to_0="居民身份证")
    assert [group["column"] for group in first.groups] == ["intake_year", "mobile"]
    second = mended(client, first, to_0="2025")
    mends = [(mend.column, mend.after) for mend in second.mends.all()]
    assert mends == [("document_type", "居民身份证"), ("intake_year", "2025")]
    assert (second.new, second.refused) == (1, 1)
    book = load_workbook(BytesIO(content_of(client.get(reverse("sheets:marked", args=[second.pk])))))
    values = [cell.value for cell in book.worksheets[0][2]]
    assert (values[1], values[4]) == ("居民身份证", "2025")


def test_dates_in_another_form_are_read_anew_though_they_differ(folder: Path, clerk: Actor) -> None:
    days = ["01/09/2026", "15/09/2026", "3.10.2026", "2026-09-04"]
    run = imported(xlsx(folder, *[row(n, joined_on=day) for n, day in enumerate(days)]), clerk, check_only=True)
    (group,) = run.groups
    assert {key: way["count"] for key, way in group["manners"].items()} == {"day_first": 3, "month_first": 2}
    client = browser(clerk)
    page = text_of(client.get(reverse("sheets:run", args=[run.pk])))
    assert "按“日/月/年”读取（3 行，如 01/09/2026 → 2026-09-01）" in page
    rehearsal = mended(client, run, to_0="month_first")
    assert (rehearsal.new, rehearsal.refused) == (3, 1), "15/09/2026 has no month 15"
    assert mended(client, rehearsal, to_0="2026-09-15").refused == 0


def test_numbers_are_freed_of_words_and_none_is_shown_or_kept(folder: Path, clerk: Actor) -> None:
    path = xlsx(folder, row(1, mobile="13800000001（家）"), row(2, mobile="电话13800000002"), row(3, mobile="139"))
    client, run = browser(clerk), imported(path, clerk, check_only=True)
    page = text_of(client.get(reverse("sheets:run", args=[run.pk])))
    assert "去掉号码前后的文字" in page
    assert not any(number in page for number in ("13800000001", "13800000002"))
    rehearsal = mended(client, run, to_0="inside")
    assert (rehearsal.new, rehearsal.refused) == (2, 1)
    mend = rehearsal.mends.get()
    assert (mend.before, mend.after, mend.rows) == ("", "去掉号码前后的文字，有几个号码时取第一个", [2, 3, 4])


def test_empty_cells_of_a_column_are_filled(folder: Path, clerk: Actor) -> None:
    run = imported(xlsx(folder, *[row(n, intake_year="") for n in range(3)]), clerk, check_only=True)
    assert mended(browser(clerk), run, to_0="2026").new == 3


def test_formula_errors_are_replaced(folder: Path, clerk: Actor) -> None:
    path = xlsx(folder, row(1, intake_year="=NA()"))
    run = imported(path, clerk, check_only=True)
    assert "公式" in run.groups[0]["message"]
    assert mended(browser(clerk), run, to_0="2026").new == 1


def test_last_replacement_of_the_unit_is_offered_again(folder: Path, clerk: Actor, neighbour: Actor) -> None:
    path = xlsx(folder, row(1, document_type="证件一"))
    client = browser(clerk)
    mended(client, imported(path, clerk, check_only=True), to_0="护照")
    again, foreign = imported(path, clerk, check_only=True), imported(path, neighbour, check_only=True)
    page = text_of(client.get(reverse("sheets:run", args=[again.pk])))
    assert "上次将“证件一”替换为“护照”" in page
    assert '<option value="护照" selected>' in page
    assert "上次将" not in text_of(browser(neighbour).get(reverse("sheets:run", args=[foreign.pk])))


@pytest.mark.parametrize(
    ("replacements", "sentence"),
    [
        ({}, "没有要替换的内容。请至少为一类错误选择或填写替换内容。"),
        ({"to_0": "军官证"}, "请从下拉列表中选择。"),
        ({"to_1": "很久以前"}, "招收年份“很久以前”不是年份，请填写四位数字，如 2026。"),
        ({"to_1": "不知道"}, "与原内容相同，请改为其他内容。"),
    ],
)
def test_wrong_replacement_is_told_at_its_place_and_starts_nothing(
    folder: Path, clerk: Actor, replacements: dict[str, str], sentence: str
) -> None:
    path = xlsx(folder, row(1, document_type="无"), row(2, document_type="无"), row(3, intake_year="不知道"))
    run = imported(path, clerk, check_only=True)
    answer = browser(clerk).post(reverse("sheets:mend", args=[run.pk]), replacements)
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert (ImportRun.objects.count(), Mend.objects.count()) == (1, 0)


@pytest.mark.spec("PLT-04")
def test_hospital_next_door_mends_nothing(folder: Path, clerk: Actor, neighbour: Actor) -> None:
    run = imported(xlsx(folder, row(1, document_type="无")), clerk, check_only=True)
    answer = browser(neighbour).post(reverse("sheets:mend", args=[run.pk]), {"to_0": "护照"})
    assert (answer.status_code, ImportRun.objects.count()) == (404, 1)


def test_run_whose_file_is_gone_can_no_longer_be_mended(folder: Path, clerk: Actor) -> None:
    run = imported(xlsx(folder, row(1, document_type="无")), clerk, check_only=True)
    ImportRun.objects.update(file="", created_at=timezone.now() - timedelta(60))
    client = browser(clerk)
    assert client.post(reverse("sheets:mend", args=[run.pk]), {"to_0": "护照"}).status_code == 404
    assert "替换并重新校验" not in text_of(client.get(reverse("sheets:run", args=[run.pk])))


@pytest.mark.spec("PLT-31")
def test_many_rows_are_mended_in_as_many_statements_as_one(folder: Path, clerk: Actor) -> None:
    client, counts = browser(clerk), []
    for number in (1, 300):
        run = imported(xlsx(folder, *[row(n, document_type="无") for n in range(number)]), clerk, check_only=True)
        assert run.refused == number
        with CaptureQueriesContext(connection) as statements:
            client.post(reverse("sheets:mend", args=[run.pk]), {"to_0": "护照"})
        counts.append(len(statements))
        run_pending()
        assert (ImportRun.objects.latest("pk").state, Mend.objects.latest("pk").rows) == (
            RunState.DONE,
            list(range(2, number + 2)),
        )
    assert counts[0] == counts[1]


def test_sheet_in_which_everything_is_wrong_offers_the_most_frequent_kinds(folder: Path, clerk: Actor) -> None:
    rows: list[Any] = [row(n, document_type=f"证{n}", intake_year="无", name="") for n in range(120)]
    run = imported(xlsx(folder, *rows), clerk, check_only=True)
    assert (run.refused, len(run.groups), [group["count"] for group in run.groups[:2]]) == (120, 50, [120, 120])
    page = text_of(browser(clerk).get(reverse("sheets:run", args=[run.pk])))
    assert page.count('name="to_') == 50
