"""Hands the user's file back with every bad cell marked (PLT-42)."""

import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter
from django.core.files import File

import xinglin

from .findings import written
from .mending import mend
from .models import ImportRun, Verdict
from .queries import lines_of
from .reading.headings import MESSAGE_COLUMN
from .reading.reader import Table, limits, read
from .running import local_copy
from .sheet import Sheet
from .writing.marker import COMMENTS
from .writing.template import SAFE, STYLES

Mark = tuple[int, int, str]  # row, column (0: the whole row), message
SECONDS = 600
_BAD = {"bg_color": "#FFD9D6", "num_format": "@"}


def mark(run_id: int) -> None:
    """Store the marked workbook of a run that has findings."""
    run = ImportRun._base_manager.get(pk=run_id)
    marks: list[Mark] = list(lines_of(run, Verdict.REFUSED).values_list("row", "column", "message"))
    sheet = run.sheet
    if run.marked or not marks or not run.file or sheet is None:  # marked: done again after a worker died
        return
    with local_copy(run.file) as source, tempfile.TemporaryDirectory(prefix="sheet-") as folder:
        target, table = Path(folder) / "marked.xlsx", read(source, sheet)
        replaced = mend(table, sheet, run.mends.all())
        write_marked(sheet, source, table, marks, target, replaced)
        with target.open("rb") as file:
            run.marked.save("", File(file), save=False)
    ImportRun._base_manager.filter(pk=run_id).update(marked=run.marked.name)


def write_marked(
    sheet: Sheet, source: Path, table: Table, marks: list[Mark], target: Path, replaced: Sequence[Mark] = ()
) -> None:
    """The workbook itself with marks; csv, xls and what openpyxl cannot take are written anew.

    `replaced`: cells that were mended, (row, column, text), so that nobody corrects them twice.
    """
    if table.kind != "xlsx" or not _mark_own(source, table, marks, target, replaced):
        _write_anew(sheet, table, marks, target)


def _mark_own(source: Path, table: Table, marks: list[Mark], target: Path, replaced: Sequence[Mark]) -> bool:
    order = {
        "sheet": table.sheet_name,
        "heading_row": table.heading_row,
        "marks": marks,
        "replaced": replaced,
        "memory_bytes": 2 * limits().memory_bytes,
        "seconds": SECONDS,
    }
    child = subprocess.run(
        [sys.executable, "-m", "xinglin.engines.sheets.writing.marker", str(source), str(target)],
        input=json.dumps(order).encode(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,  # a trace may hold cells
        env={"PYTHONPATH": str(Path(xinglin.__file__).resolve().parent.parent), "PYTHONUTF8": "1"},
        check=False,
    )
    return child.returncode == 0 and target.exists()


def _write_anew(sheet: Sheet, table: Table, marks: list[Mark], target: Path) -> None:
    """Same rows at the same places, the wanted columns only; row by row, so that memory stays flat."""
    found: dict[int, list[Mark]] = defaultdict(list)
    for mark in marks:
        found[mark[0]].append(mark)
    last, comments = max(table.column_of.values()), COMMENTS
    with xlsxwriter.Workbook(str(target), SAFE | {"constant_memory": True}) as book:
        page = book.add_worksheet(table.sheet_name[:31])
        heading, text, bad = (book.add_format(style) for style in (STYLES["heading"], STYLES["text"], _BAD))
        page.set_column(0, last - 1, 20, text)
        page.set_column(last, last, 60)
        for key, column in table.column_of.items():
            page.write_string(table.heading_row - 1, column - 1, sheet.heading(sheet.column(key)), heading)
        page.write_string(table.heading_row - 1, last, MESSAGE_COLUMN, heading)
        for index, row in enumerate(table.rows):
            wrong = {column for _, column, _ in found[row]}
            for key, column in table.column_of.items():
                style = bad if column in wrong else text
                page.write_string(row - 1, column - 1, written(table.cells[key][index]), style)
            page.write_string(row - 1, last, "；".join(message for _, _, message in found[row]))
            for mark in found[row]:
                if mark[1] and comments > 0:
                    page.write_comment(row - 1, mark[1] - 1, mark[2])
                    comments -= 1
