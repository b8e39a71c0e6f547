"""Every error comes back in the user's own workbook (PLT-42)."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.engines.sheets.example import HEADINGS, PEOPLE, row
from tests.engines.sheets.files import csv, old_workbook, saved, workbook, xlsx
from xinglin.engines.sheets.checking import check
from xinglin.engines.sheets.marking import Mark, write_marked
from xinglin.engines.sheets.reading.reader import read

pytestmark = pytest.mark.spec("PLT-42")
BAD = "FFD9D6"


def marked(source: Path) -> tuple[Path, list[Mark]]:
    table = read(source, PEOPLE)
    marks = [(f.row, f.column, f.message) for f in check(PEOPLE, table).all_findings()]
    target = source.with_name("marked.xlsx")
    write_marked(PEOPLE, source, table, marks, target)
    return target, marks


def assert_marked(target: Path, marks: list[Mark]) -> None:
    """Exactly the bad cells are coloured and commented, and every row has its sentences in the last column."""
    sheet = load_workbook(target).worksheets[0]
    assert marks
    found = {
        (cell.row, cell.column): cell.comment.text
        for cells in sheet.iter_rows()
        for cell in cells
        if cell.comment or cell.fill.fgColor.rgb[2:] == BAD
    }
    assert found == {(line, column): message for line, column, message in marks}
    last = next(cell.column for cell in sheet[1] if cell.value == "错误说明")
    for line, _, message in marks:
        assert message in sheet.cell(line, last).value


def test_every_bad_cell_of_a_workbook_with_two_errors_a_row_is_marked(tmp_path: Path) -> None:
    target, marks = marked(xlsx(tmp_path, *[row(n, mobile="1", intake_year="两千") for n in range(300)]))
    assert len(marks) == 600
    assert_marked(target, marks)


def test_the_rest_of_the_users_workbook_stays(tmp_path: Path) -> None:
    book, sheet = workbook(row(1, mobile="1"), headings=[*HEADINGS, "科室"])
    sheet["H2"] = "内科"
    sheet.column_dimensions["A"].width = 33
    book.create_sheet("统计")["A1"] = "=1+1"
    target, _ = marked(saved(book, tmp_path))
    again = load_workbook(target)
    assert (again.worksheets[0]["H2"].value, again.worksheets[0].column_dimensions["A"].width) == ("内科", 33)
    assert again["统计"]["A1"].value == "=1+1"
    assert again.worksheets[0]["I1"].value == "错误说明"


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_csv_comes_back_as_a_workbook(tmp_path: Path, encoding: str) -> None:
    target, marks = marked(csv(tmp_path, [row(1), row(2, mobile="1"), row(3, name="")], encoding=encoding))
    assert_marked(target, marks)
    assert load_workbook(target).worksheets[0]["C3"].value == row(2)[2]


def test_old_xls_comes_back_as_xlsx(tmp_path: Path) -> None:
    assert_marked(*marked(old_workbook(tmp_path, row(1), row(2, mobile="1"))))


def test_what_openpyxl_cannot_take_is_written_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xinglin.engines.sheets.marking.SECONDS", 0)  # the marking process is killed at once
    assert_marked(*marked(xlsx(tmp_path, row(1), row(2, mobile="1"))))


def test_beyond_many_comments_colour_and_last_column_tell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xinglin.engines.sheets.marking.COMMENTS", 1)
    target, _ = marked(csv(tmp_path, [row(1, mobile="1"), row(2, mobile="1")], encoding="utf-8"))
    sheet = load_workbook(target).worksheets[0]
    assert sheet["D2"].comment is not None
    assert sheet["D3"].comment is None
    assert sheet["D3"].fill.fgColor.rgb[2:] == BAD
    assert sheet["H3"].value.startswith("有效的手机号码应为 11 位")


def test_corrected_workbook_loses_its_marks_and_keeps_the_rest(tmp_path: Path) -> None:
    first, _ = marked(xlsx(tmp_path, row(1, mobile="1"), row(2, mobile="1")))
    book = load_workbook(first)
    book.worksheets[0]["D2"] = "13800000001"
    target, marks = marked(saved(book, tmp_path, "again.xlsx"))
    assert [(line, column) for line, column, _ in marks] == [(3, 4)]
    assert_marked(target, marks)
    assert load_workbook(target).worksheets[0]["H2"].value is None


def test_messages_are_never_formulas(tmp_path: Path) -> None:
    target, _ = marked(xlsx(tmp_path, row(1, document_type="=cmd|' /C calc'!A0")))
    sheet = load_workbook(target).worksheets[0]
    assert sheet["H2"].data_type == "s"
