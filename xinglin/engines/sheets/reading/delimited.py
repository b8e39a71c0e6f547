"""CSV and its relatives: what encoding, what delimiter. No Django here: the child process imports it."""

import csv
import io
from pathlib import Path
from typing import Any

from .limits import Unreadable
from .sniff import WRONG
from .workbook import Grid

_ENCODINGS = ("utf-8-sig", "gb18030")


def sheets(path: Path) -> list[Grid]:
    """The one table of the file."""
    content = decoded(path.read_bytes())
    csv.field_size_limit(1_000_000)
    try:
        rows: list[list[Any]] = list(csv.reader(io.StringIO(content, newline=""), delimiter=_delimiter(content)))
    except csv.Error:
        raise Unreadable("CSV 文件的引号或换行不完整，无法分列，请另存为 .xlsx 后重新上传。") from None
    width = max(map(len, rows), default=0)
    for row in rows:
        row.extend([""] * (width - len(row)))
        row[:] = [_unwrapped(cell) if cell[:2] == '="' else cell for cell in row]
    return [Grid("CSV", rows)] if width else []


def decoded(content: bytes) -> str:
    """UTF-8 with or without mark, GB18030 (Excel in China), UTF-16 (Excel's «Unicode text»)."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(WRONG)


def _delimiter(content: str) -> str:
    """The one that stands most often in the first lines."""
    return max(",\t;|", key=content[:4096].count)


def _unwrapped(cell: str) -> str:
    """="0123": how programs keep Excel from eating the zeros of a CSV."""
    return cell[2:-1].replace('""', '"') if cell.endswith('"') and len(cell) > 2 else cell
