"""Finds the heading row and says which column is which. No Django here: the child process imports it."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from xinglin.kit import text

SEARCHED_ROWS = 10
MESSAGE_COLUMN = "错误说明"  # what we add to a workbook that goes back marked
_NOISE = re.compile(r"[\s*★<>《》:\"“”']|\((必填|选填|可选|必填项)\)")


def plain(heading: object) -> str:
    """A heading without star, spaces, width and «（必填)»: what is compared."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text.without_invisible(str(heading)))).lower()


@dataclass
class Match:
    """One worksheet's best heading row. Rows and columns count from 0."""

    row: int = -1
    columns: dict[str, int] = field(default_factory=dict)
    extra: list[str] = field(default_factory=list)  # headings nobody asked for
    repeated: list[str] = field(default_factory=list)  # headings that stand twice; the first counts


def best_match(rows: Sequence[Sequence[Any]], wanted: dict[str, str]) -> Match:
    """Look through the first rows for the one with most of the `wanted` headings (plain heading → key)."""
    best = Match()
    for index in range(min(SEARCHED_ROWS, len(rows))):
        found = _match(index, rows[index], rows[index - 1] if index else [], wanted)
        if len(found.columns) > len(best.columns):
            best = found
    return best


def _match(index: int, row: Sequence[Any], above: Sequence[Any], wanted: dict[str, str]) -> Match:
    """A heading may be merged with the row above it, or stand under a group heading («本科» over «学位证书编号»)."""
    found, group = Match(row=index), ""
    for column, cell in enumerate(row):
        upper = str(above[column]).strip() if column < len(above) else ""
        own = str(cell).strip()
        group = upper or group
        names = [plain(group + own), plain(own)] if own else [plain(upper)]
        key = next((wanted[name] for name in names if name in wanted), None)
        if key is None:
            found.extra += [own] if own else []
        elif key in found.columns:
            found.repeated.append(own or upper)
        else:
            found.columns[key] = column
    return found
