"""Real files as Excel, WPS and hand-made programs produce them."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlwt
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.engines.sheets.example import HEADINGS, row


def workbook(*rows: Sequence[Any], headings: Sequence[str] = HEADINGS) -> tuple[Workbook, Worksheet]:
    """An openpyxl workbook with headings and rows, to be damaged further."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for line in (headings, *rows):
        sheet.append(list(line))
    return book, sheet


def saved(book: Workbook, folder: Path, name: str = "people.xlsx") -> Path:
    path = folder / name
    book.save(path)
    return path


def xlsx(folder: Path, *rows: Sequence[Any], headings: Sequence[str] = HEADINGS) -> Path:
    """A plain workbook; one good row when none is given."""
    return saved(workbook(*(rows or (row(),)), headings=headings)[0], folder)


def old_workbook(folder: Path, *rows: Sequence[Any]) -> Path:
    """A workbook of Excel 97."""
    book = xlwt.Workbook()
    book.add_sheet("封面").write(0, 0, "住院医师名单")
    sheet = book.add_sheet("名单")
    for number, line in enumerate((HEADINGS, *rows)):
        for column, cell in enumerate(line):
            style = xlwt.easyxf(num_format_str="yyyy-mm-dd") if isinstance(cell, date) else xlwt.Style.default_style
            sheet.write(number, column, cell, style)
    path = folder / "people.xls"
    book.save(str(path))
    return path


def csv(folder: Path, rows: Iterable[Sequence[Any]], *, encoding: str, delimiter: str = ",") -> Path:
    path = folder / "people.csv"
    lines = [delimiter.join(map(str, line)) for line in (HEADINGS, *rows)]
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


def with_part(source: Path, name: str, content: bytes) -> Path:
    """The archive with one part replaced or added."""
    target = source.with_name(f"edited-{source.name}")
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, content)
    return target


def part(source: Path, name: str) -> bytes:
    with zipfile.ZipFile(source) as archive:
        return archive.read(name)


def ole(*streams: str) -> bytes:
    """The first sectors of an OLE file that names these streams, as far as anybody looks at them."""
    content = io.BytesIO()
    content.write(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0"))
    for stream in streams:
        content.write(stream.encode("utf-16-le").ljust(128, b"\0"))
    return content.getvalue().ljust(8192, b"\0")
