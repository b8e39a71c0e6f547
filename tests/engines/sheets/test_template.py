"""The template: stars, drop-downs, text format, example, notes, version mark; and it goes back in (PLT-40)."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from tests.engines.sheets.example import DOCUMENT_TYPES, PEOPLE, row
from tests.engines.sheets.files import saved
from xinglin.engines.sheets.checking import check
from xinglin.engines.sheets.reading.limits import Unreadable
from xinglin.engines.sheets.reading.reader import read
from xinglin.engines.sheets.writing.template import write_template

pytestmark = pytest.mark.spec("PLT-40")


@pytest.fixture
def template(tmp_path: Path) -> Workbook:
    path = tmp_path / "template.xlsx"
    write_template(PEOPLE, str(path))
    return load_workbook(path)


def test_required_headings_have_stars(template: Workbook) -> None:
    assert [cell.value for cell in template.worksheets[0][1]] == [
        "*姓名", "*身份证件类别", "*身份证件号码", "有效的手机号码", "*招收年份", "到岗日期", "备注",
    ]  # fmt: skip


def test_coded_column_has_a_drop_down_from_the_hidden_sheet(template: Workbook) -> None:
    data, mark = template.worksheets[0], template["_xinglin"]
    (rule,) = data.data_validations.dataValidation
    assert (rule.type, rule.formula1, str(rule.sqref)) == ("list", "choices_2", "B2:B20001")
    place = template.defined_names["choices_2"].attr_text.split("!")[1].replace("$", "")
    assert [cell[0].value for cell in mark[place]] == [label for _, label in DOCUMENT_TYPES]
    assert mark.sheet_state == "veryHidden"


def test_columns_are_text_so_that_excel_rounds_nothing(template: Workbook) -> None:
    data = template.worksheets[0]
    assert {data.column_dimensions[letter].number_format for letter in "ACD"} == {"@"}


def test_example_notes_and_version_stand_in_it(template: Workbook) -> None:
    assert [cell.value or "" for cell in template.worksheets[0][2]] == [column.example for column in PEOPLE.columns]
    notes = [cell.value for cells in template["填写说明"].iter_rows() for cell in cells]
    assert "用于首次登录时接收验证码" in notes
    assert "居民身份证、护照、港澳居民来往内地通行证" in notes
    assert [cell.value for cell in template["_xinglin"][1]][:3] == ["xinglin", PEOPLE.key, PEOPLE.version]


def test_untouched_template_has_no_rows_and_a_filled_one_goes_in(template: Workbook, tmp_path: Path) -> None:
    path = saved(template, tmp_path, "untouched.xlsx")
    assert check(PEOPLE, read(path, PEOPLE)).total == 0
    template.worksheets[0].append(row(1))
    table = read(saved(template, tmp_path, "filled.xlsx"), PEOPLE)
    result = check(PEOPLE, table)
    assert (result.good, result.total) == ([1], 1)
    assert table.hints == []


def test_template_of_another_sheet_is_told_apart(template: Workbook, tmp_path: Path) -> None:
    template["_xinglin"]["B1"] = "something-else"
    with pytest.raises(Unreadable, match="这是“其他业务”的模板"):
        read(saved(template, tmp_path, "other.xlsx"), PEOPLE)
