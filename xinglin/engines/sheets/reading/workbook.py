"""xlsx and xls by calamine, and what calamine keeps quiet about. No Django here: the child process imports it."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from .limits import Unreadable
from .sniff import BROKEN, ENCRYPTED

NOTES_SHEET = "填写说明"
MARK_SHEET = "_xinglin"  # hidden sheet of our templates: «xinglin», key, version
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_ROW_NUMBER = re.compile(rb'\br="(\d+)"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]+)</")


@dataclass
class Grid:
    """One worksheet, dense from A1 on."""

    name: str
    rows: list[list[Any]]
    is_visible: bool = True

    @property
    def is_read_by_people(self) -> bool:
        """Would somebody miss it if it was not imported?"""
        return self.is_visible and self.name != NOTES_SHEET

    @property
    def is_mark(self) -> bool:
        """Is this the hidden sheet that carries our version mark?"""
        return self.name == MARK_SHEET


@dataclass
class Damage:
    """Rows and columns count from 1. `cells`: [row, column, «#N/A» or "" for a formula never computed]."""

    hidden: list[int] = field(default_factory=list)
    cells: list[tuple[int, int, str]] = field(default_factory=list)


def sheets(path: Path) -> list[Grid]:
    """All worksheets that hold anything."""
    try:
        with CalamineWorkbook.from_path(path) as book:
            return [
                Grid(meta.name, rows, meta.visible == SheetVisibleEnum.Visible)
                for meta in book.sheets_metadata
                if meta.typ == SheetTypeEnum.WorkSheet
                and (rows := book.get_sheet_by_name(meta.name).to_python(skip_empty_area=False))
            ]
    except PasswordError:
        raise Unreadable(ENCRYPTED) from None
    except (CalamineError, OSError, ValueError):
        raise Unreadable(BROKEN) from None


def damage(path: Path, sheet_name: str) -> Damage:
    """Hidden rows, error cells and formulas without a stored result: calamine gives the latter two as empty."""
    with zipfile.ZipFile(path) as archive:
        part = _part_of(archive, sheet_name)
        content = archive.read(part) if part else b""
    found = Damage()
    if b"hidden=" in content:
        found.hidden = [
            int(number[1])
            for row in _ROW.findall(content)
            if b'hidden="1"' in row and (number := _ROW_NUMBER.search(row))
        ]
    if b't="e"' in content or _FORMULA.search(content):
        found.cells = list(_bad_cells(content))
    return found


def _bad_cells(content: bytes) -> Iterator[tuple[int, int, str]]:
    for attributes, inside in _CELL.findall(content):
        place = _PLACE.search(attributes)
        if not place:
            continue
        value = _VALUE.search(inside)
        is_error = b't="e"' in attributes
        if is_error or (not value and _FORMULA.search(inside)):
            yield int(place[2]), _number(place[1]), value[1].decode() if value and is_error else ""


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _part_of(archive: zipfile.ZipFile, sheet_name: str) -> str | None:
    """Where a worksheet lies in the archive."""
    try:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 -- sniff.py refused every DTD
        links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 -- as above
    except (KeyError, ElementTree.ParseError):
        return None
    link = next((s.get(_LINK) for s in book.iter(f"{_MAIN}sheet") if s.get("name") == sheet_name), None)
    target = next((entry.get("Target", "") for entry in links if entry.get("Id") == link), "")
    name = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return name if name in archive.namelist() else None
