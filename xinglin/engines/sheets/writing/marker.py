"""The process that marks a workbook: no Django, no secrets, limited memory and time, since the file is untrusted.

Called as `python -m xinglin.engines.sheets.writing.marker SOURCE TARGET`. Standard input: {"sheet", "heading_row",
"marks": [[row, column, message], …], "replaced": [[row, column, text], …], "memory_bytes", "seconds"}; rows and columns
from 1, column 0: the whole row.
"""

import json
import resource
import sys
from collections import defaultdict
from copy import copy
from typing import Any

from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from xinglin.engines.sheets.reading.headings import MESSAGE_COLUMN

COMMENTS = 50_000  # with more of them Excel hardly opens a workbook; colour and last column still tell everything
_BAD = PatternFill("solid", fgColor="FFD9D6")
_NOTE = Font(color="B3261E")


def main() -> None:
    """Mark SOURCE and write TARGET."""
    order = json.load(sys.stdin)
    resource.setrlimit(resource.RLIMIT_AS, (order["memory_bytes"], order["memory_bytes"]))
    resource.setrlimit(resource.RLIMIT_CPU, (order["seconds"], order["seconds"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    book = load_workbook(sys.argv[1])
    for row, column, text in order["replaced"]:
        cell = book[order["sheet"]].cell(row, column)
        cell.value, cell.data_type = text, "s"  # never a formula
    mark(book[order["sheet"]], order["heading_row"], order["marks"])
    book.active = book.sheetnames.index(order["sheet"])
    book.save(sys.argv[2])


def mark(sheet: Any, heading_row: int, marks: list[tuple[int, int, str]]) -> None:
    """Colour and comment the bad cells, and gather each row's messages in a last column."""
    last = _message_column(sheet, heading_row)
    sentences: dict[int, list[str]] = defaultdict(list)
    for number, (row, column, message) in enumerate(marks):
        sentences[row].append(message)
        if column:
            cell = sheet.cell(row, column)
            cell.fill = _BAD
        if column and number < COMMENTS:
            cell.comment = Comment(message, "", height=80, width=300)
    for row, messages in sentences.items():
        note = sheet.cell(row, last, "；".join(messages))
        note.font, note.data_type = _NOTE, "s"


def _message_column(sheet: Any, heading_row: int) -> int:
    """The column for the messages: a new one, or that of an earlier round, wiped together with its marks."""
    headings = [cell.value for cell in sheet[heading_row]]
    if MESSAGE_COLUMN in headings:
        for row in sheet.iter_rows(min_row=heading_row + 1):
            for cell in row:
                if cell.fill.fgColor.rgb == _BAD.fgColor.rgb:
                    cell.fill, cell.comment = PatternFill(), None
            row[headings.index(MESSAGE_COLUMN)].value = None
        return headings.index(MESSAGE_COLUMN) + 1
    last = max(i for i, heading in enumerate(headings, 1) if heading is not None) + 1 if any(headings) else 1
    title = sheet.cell(heading_row, last, MESSAGE_COLUMN)
    title.style = copy(sheet.cell(heading_row, max(1, last - 1)).style)
    sheet.column_dimensions[title.column_letter].width = 60
    return last


if __name__ == "__main__":
    main()
