"""The template of a sheet: headings, drop-downs, an example, notes and the version mark (PLT-40)."""

from typing import IO, Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from xinglin.engines.fields import Field
from xinglin.engines.sheets.reading.workbook import MARK_SHEET, NOTES_SHEET
from xinglin.engines.sheets.sheet import Sheet

ROWS = 20_000  # rows that get drop-downs; typing below still works
SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_HEADING = {"bold": True, "bg_color": "#E6F3F0", "border": 1, "border_color": "#B8C7C3", "align": "center"}
STYLES: dict[str, dict[str, Any]] = {
    "heading": _HEADING,
    "required": _HEADING | {"font_color": "#B3261E"},
    "example": {"italic": True, "font_color": "#5A6B75", "num_format": "@"},
    "text": {"num_format": "@"},
    "note": {"text_wrap": True, "valign": "top"},
}
_FONT = {"font_name": "Microsoft YaHei", "font_size": 11}


def write_template(sheet: Sheet, target: IO[bytes] | str) -> None:
    """Write the template of a sheet as xlsx."""
    with xlsxwriter.Workbook(target, SAFE) as book:
        styles = {name: book.add_format(_FONT | style) for name, style in STYLES.items()}
        data = book.add_worksheet(sheet.title[:31])
        notes = book.add_worksheet(NOTES_SHEET)
        mark = book.add_worksheet(MARK_SHEET)
        _write_mark(mark, sheet)
        _write_notes(notes, sheet, styles)
        data.set_row(0, 24)
        data.freeze_panes(1, 0)
        for index, column in enumerate(sheet.columns):
            _write_column(data, index, column, sheet.heading(column), styles)
            if pairs := column.options():
                _offer(book, data, mark, index, [label for _, label in pairs], column)
        data.activate()


def _write_column(data: Worksheet, index: int, column: Field, heading: str, styles: dict[str, Format]) -> None:
    data.set_column(index, index, _width(column, heading), styles["text"])  # whatever is typed stays as typed
    if column.required:
        data.write_string(0, index, f"*{heading}", styles["required"])
    else:
        data.write_string(0, index, heading, styles["heading"])
    data.write_string(1, index, column.example, styles["example"])
    if index == 0:
        data.write_comment(1, 0, "本行是示例，导入时自动跳过，可直接覆盖或删除。", {"x_scale": 1.4})


def _width(column: Field, heading: str) -> int:
    wide = max([len(heading) * 2, len(column.example) * 1.6, *(len(label) * 2 for _, label in column.options() or [])])
    return int(min(max(wide + 4, 12), 40))


def _offer(book: Any, data: Worksheet, mark: Worksheet, index: int, labels: list[str], column: Field) -> None:
    """A drop-down whose list stands on the hidden sheet under a defined name: so it may be long and survives WPS."""
    letter, name = xl_col_to_name(index + 4), f"choices_{index + 1}"
    mark.write_column(0, index + 4, labels)
    book.define_name(name, f"={MARK_SHEET}!${letter}$1:${letter}${len(labels)}")
    data.data_validation(
        1,
        index,
        ROWS,
        index,
        {
            "validate": "list",
            "source": f"={name}",
            "error_type": "warning",
            "error_title": column.title,
            "error_message": "不在可选项中，请从下拉列表选择。",
        },
    )


def _write_mark(mark: Worksheet, sheet: Sheet) -> None:
    mark.write_row(0, 0, ["xinglin", sheet.key])
    mark.write_number(0, 2, sheet.version)
    mark.very_hidden()


def _write_notes(notes: Worksheet, sheet: Sheet, styles: dict[str, Format]) -> None:
    general = [
        "带 * 的列必填；请不要改动表头文字，列的先后可以调整。",
        "第 2 行是示例，导入时自动跳过。",
        "证件号码、手机号码等列已设为文本格式，粘贴时请选“只粘贴值”，以免后几位被改成 0。",
        *sheet.notes,
    ]
    for width, index in ((22, 0), (8, 1), (60, 2), (60, 3)):
        notes.set_column(index, index, width, styles["note"])
    for row, sentence in enumerate(general):
        notes.merge_range(row, 0, row, 3, f"{row + 1}. {sentence}", styles["note"])
    top = len(general) + 1
    for index, title in enumerate(("列名", "必填", "填写要求", "可选项")):
        notes.write_string(top, index, title, styles["heading"])
    for row, column in enumerate(sheet.columns, top + 1):
        labels = [label for _, label in column.options() or []]
        cells = (sheet.heading(column), _demand(column), column.help, "、".join(labels[:200]))
        for index, cell in enumerate(cells):
            notes.write_string(row, index, cell, styles["note"])


def _demand(column: Field) -> str:
    if not column.required:
        return "否"
    return "视情况" if column.when else "是"
