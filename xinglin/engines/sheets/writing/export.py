"""Rows to xlsx as they come, in flat memory (PLT-45)."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import xlsxwriter
from django.utils import timezone

from .template import SAFE, STYLES

EVERY = 2000  # rows between two calls of `progress`


def export(
    headings: Sequence[str],
    rows: Iterable[Sequence[Any]],
    target: Path | IO[bytes],
    *,
    title: str = "导出",
    widths: Sequence[int] = (),
    progress: Callable[[int], None] = lambda done: None,
) -> int:
    """Write a table; returns the number of rows. Cells: text (never taken for a formula), numbers, days, moments, None.

    `progress(rows written)` is called every 2,000 rows. Widths are in characters.
    """
    destination = str(target) if isinstance(target, Path) else target
    done = 0
    options = SAFE | {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}
    with xlsxwriter.Workbook(destination, options) as book:
        sheet = book.add_worksheet(title[:31])
        heading_style = book.add_format(STYLES["heading"])
        moment_style = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for index, heading in enumerate(headings):
            sheet.set_column(index, index, widths[index] if widths else max(12, len(heading) * 2 + 4))
            sheet.write_string(0, index, heading, heading_style)
        sheet.freeze_panes(1, 0)
        for done, row in enumerate(rows, 1):
            _write_row(sheet, done, row, moment_style)
            if done % EVERY == 0:
                progress(done)
        if headings:
            sheet.autofilter(0, 0, done, len(headings) - 1)
    progress(done)
    return done


def _write_row(sheet: Any, number: int, row: Sequence[Any], moment_style: Any) -> None:
    for index, cell in enumerate(row):
        if isinstance(cell, str):
            if cell:
                sheet.write_string(number, index, cell)
        elif isinstance(cell, bool):
            sheet.write_string(number, index, "是" if cell else "否")
        elif isinstance(cell, int | float | Decimal):
            sheet.write_number(number, index, cell)
        elif isinstance(cell, datetime):
            local = timezone.make_naive(cell) if timezone.is_aware(cell) else cell
            sheet.write_datetime(number, index, local, moment_style)
        elif isinstance(cell, date):
            sheet.write_datetime(number, index, cell)
        elif cell is not None:
            sheet.write_string(number, index, str(cell))
