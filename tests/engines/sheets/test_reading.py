"""Files that can be read, whatever Excel and WPS did to them (PLT-43)."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from openpyxl.styles import Border, Side

from tests.engines.sheets.example import HEADINGS, PEOPLE, document_number, row
from tests.engines.sheets.files import csv, old_workbook, saved, workbook, xlsx
from xinglin.engines.sheets.checking import Checked, check
from xinglin.engines.sheets.reading.reader import read

pytestmark = pytest.mark.spec("PLT-43")


def checked(path: Path) -> Checked:
    return check(PEOPLE, read(path, PEOPLE))


def only_row(path: Path) -> dict[str, Any]:
    """The one row of a file, which must be good."""
    result = checked(path)
    assert [finding.line for finding in result.all_findings()] == []
    (index,) = result.good
    return result.rows[index]


def test_good_row_is_read_in_clean_values(tmp_path: Path) -> None:
    values = only_row(xlsx(tmp_path))
    assert values["document_type"] == "01"
    assert values["document_number"] == document_number(1)
    assert values["intake_year"] == 2026
    assert str(values["joined_on"]) == "2026-09-01"


@pytest.mark.parametrize(
    "written",
    [46266, 46266.0, "46266", datetime(2026, 9, 1), "2026-9-1", "2026/09/01", "2026.9.1", "20260901", "2026年9月1日"],  # noqa: DTZ001 -- as Excel has it
)
def test_dates_are_read_as_serials_and_in_usual_forms(tmp_path: Path, written: object) -> None:
    assert str(only_row(xlsx(tmp_path, row(joined_on=written)))["joined_on"]) == "2026-09-01"


def test_numbers_as_text_and_text_as_numbers_are_the_same(tmp_path: Path) -> None:
    values = only_row(xlsx(tmp_path, row(mobile=13800000001, intake_year=2026)))
    assert (values["mobile"], values["intake_year"]) == ("13800000001", 2026)


@pytest.mark.parametrize("written", [1.10101190101e17, "1.10101E+17", 110101190101010100])
def test_number_that_excel_rounded_is_told_so(tmp_path: Path, written: object) -> None:
    (finding,) = checked(xlsx(tmp_path, row(document_number=written))).all_findings()
    assert finding.message.startswith("身份证件号码被 Excel 转成了科学计数，后几位已丢失")
    assert finding.line.startswith("第2行,第3列:<身份证件号码>错误：")


def test_wps_apostrophes_wide_digits_and_invisible_characters_are_cleaned(tmp_path: Path) -> None:
    number = document_number(1)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in number)
    path = xlsx(
        tmp_path,
        row(name="\u00a0王 小明\u200b ", document_number=f"'{number}", mobile="１３８ 0000 0001\u00a0"),
        row(name="\ufeff李四", document_number=wide, document_type=" 居民身份证\u3000", mobile="+86 138-0000-0002"),
    )
    first, second = read_rows(path, allow=2)
    assert (first["name"], first["document_number"], first["mobile"]) == ("王小明", number, "13800000001")
    assert (second["name"], second["document_number"], second["mobile"]) == ("李四", number, "13800000002")


def read_rows(path: Path, *, allow: int) -> list[dict[str, Any]]:
    rows = checked(path).rows
    assert len(rows) == allow
    return rows


def test_columns_may_be_reordered_and_unknown_ones_are_reported(tmp_path: Path) -> None:
    order = [3, 1, 0, 6, 2, 5, 4]
    headings = [f" *{HEADINGS[index]}（必填）" for index in order]
    path = xlsx(tmp_path, ["x", *(row()[index] for index in order)], headings=["所在科室", *headings])
    result = checked(path)
    assert result.rows[0]["name"] == "王小明"
    assert result.table.column_of["name"] == 4
    assert "以下列不在模板中，已忽略：所在科室。" in result.table.hints


def test_other_usual_heading_of_a_column_is_known(tmp_path: Path) -> None:
    headings = ["证件类型" if heading == "身份证件类别" else heading for heading in HEADINGS]
    assert only_row(xlsx(tmp_path, headings=headings))["document_type"] == "01"


def test_absent_optional_column_is_told_and_changes_nothing(tmp_path: Path) -> None:
    path = xlsx(tmp_path, row()[:5], headings=HEADINGS[:5])
    assert "remark" not in only_row(path)
    assert "文件中没有以下列，这些内容保持不变：到岗日期、备注。" in read(path, PEOPLE).hints


def test_repeated_heading_counts_once_and_is_told(tmp_path: Path) -> None:
    path = xlsx(tmp_path, [*row(), "李四"], headings=[*HEADINGS, "姓名"])
    assert only_row(path)["name"] == "王小明"
    assert "以下列出现了不止一次，按最左边的一列读取：姓名。" in read(path, PEOPLE).hints


def test_title_rows_and_merged_headings_are_passed_over(tmp_path: Path) -> None:
    book, sheet = workbook(row())
    sheet.insert_rows(1, 2)
    sheet["A1"] = "某医院 2026 年住院医师名单"
    sheet.merge_cells("A1:G1")
    sheet["A2"] = "填表人："
    result = checked(saved(book, tmp_path))
    assert (result.table.heading_row, result.table.rows) == (3, [4])
    assert not result.findings


def test_headings_merged_over_two_rows_are_found(tmp_path: Path) -> None:
    """«姓名» over two rows, the document's two columns under a common «证件信息»."""
    book, sheet = workbook(row())
    sheet.insert_rows(2)
    for column in (1, 4, 5, 6, 7):
        sheet.merge_cells(start_row=1, end_row=2, start_column=column, end_column=column)
    sheet["B2"], sheet["C2"] = sheet["B1"].value, sheet["C1"].value
    sheet["B1"], sheet["C1"] = "证件信息", None
    sheet.merge_cells("B1:C1")
    result = checked(saved(book, tmp_path))
    assert result.table.rows == [3]
    assert not result.findings


def test_trailing_empty_rows_do_not_count(tmp_path: Path) -> None:
    book, sheet = workbook(row(), ["", " ", "\u00a0", None])
    for number in range(5, 3000):
        sheet.cell(number, 2).border = Border(left=Side(style="thin"))
    assert checked(saved(book, tmp_path)).table.rows == [2]


def test_hidden_rows_are_read_and_told(tmp_path: Path) -> None:
    book, sheet = workbook(row(1), row(2), row(3))
    sheet.row_dimensions[3].hidden = True
    table = read(saved(book, tmp_path), PEOPLE)
    assert table.rows == [2, 3, 4]
    assert "第 3 行在文件中是隐藏的，也已读取。" in table.hints


def test_formulas_give_their_stored_value(tmp_path: Path) -> None:
    path = tmp_path / "formula.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, row())
        sheet.write_formula(1, 0, '="王"&"小明"', None, "王小明")
    assert only_row(path)["name"] == "王小明"


def test_formula_errors_and_formulas_never_computed_are_told(tmp_path: Path) -> None:
    path = tmp_path / "formula.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, row())
        sheet.write_formula(1, 0, "=VLOOKUP(A9,B:C,2,0)", None, "#N/A")
        sheet.write_formula(1, 6, "=A1", None, "")
    lines = [finding.line for finding in checked(path).all_findings()]
    assert lines == [
        "第2行,第1列:<姓名>错误：单元格是公式错误 #N/A，请改为实际内容",
        "第2行,第7列:<备注>错误：单元格的公式没有保存计算结果，请用 Excel 或 WPS 打开并保存一次，或改为实际内容",
    ]


def test_of_several_sheets_the_fitting_one_is_read_and_the_others_told(tmp_path: Path) -> None:
    book, sheet = workbook(row())
    sheet.title = "名单"
    book.create_sheet("封面", 0)["A1"] = "住院医师名单"
    book.create_sheet("统计")["B2"] = 3
    table = read(saved(book, tmp_path), PEOPLE)
    assert table.sheet_name == "名单"
    assert "工作簿有多个工作表，只读取了“名单”，没有读取：封面、统计。" in table.hints


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ","), ("gb18030", ","), ("gb18030", "\t"), ("utf-8", ";"), ("utf-16", "\t")],
)
def test_csv_is_read_in_every_usual_encoding(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = csv(tmp_path, [row(name="王𬭚琪" if encoding != "x" else "")], encoding=encoding, delimiter=delimiter)
    assert only_row(path)["name"] == "王𬭚琪"


def test_csv_that_guards_its_zeros_is_read(tmp_path: Path) -> None:
    path = csv(tmp_path, [row(mobile='="13800000001"')], encoding="gb18030")
    assert only_row(path)["mobile"] == "13800000001"


def test_old_xls_is_read_with_its_numbers_and_days(tmp_path: Path) -> None:
    path = old_workbook(tmp_path, row(mobile=13800000001, intake_year=2026, joined_on=date(2026, 9, 1)))
    values = only_row(path)
    assert (values["mobile"], values["intake_year"], values["joined_on"]) == ("13800000001", 2026, date(2026, 9, 1))
    assert read(path, PEOPLE).kind == "xls"


def test_number_rounded_in_an_old_xls_is_told(tmp_path: Path) -> None:
    (finding,) = checked(old_workbook(tmp_path, row(document_number=1.10101190101e17))).all_findings()
    assert "后几位已丢失" in finding.message


def test_untouched_example_is_passed_over_and_a_changed_one_counts(tmp_path: Path) -> None:
    example = [column.example for column in PEOPLE.columns]
    result = checked(xlsx(tmp_path, example, row(1)))
    assert (result.good, result.total) == ([1], 1)
    assert checked(xlsx(tmp_path, ["改过名", *example[1:]], row(1))).good == [0, 1]
