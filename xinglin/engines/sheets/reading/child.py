"""The process that opens an untrusted file: no Django, no secrets, little memory, little time.

Called as `python -m xinglin.engines.sheets.reading.child FILE`. Standard input: {"wanted", "limits"}. Standard output,
one JSON value a line: the head (or {"refused": sentence}), then batches {"rows": [...], "columns": [[...], ...]}, then
{"end": number of rows}.
"""

import json
import resource
import sys
from datetime import date, datetime, time, timedelta
from operator import itemgetter
from pathlib import Path
from typing import Any

from xinglin.engines.sheets.reading import delimited, workbook
from xinglin.engines.sheets.reading.headings import best_match
from xinglin.engines.sheets.reading.limits import Limits, Unreadable
from xinglin.engines.sheets.reading.sniff import kind_of

BATCH = 5000


def main() -> None:
    """Read what was asked for and stream it out."""
    order = json.load(sys.stdin)
    limits = Limits(**order["limits"])
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        _stream(Path(sys.argv[1]), order["wanted"], limits)
    except Unreadable as refusal:
        _say({"refused": refusal.why})


def _stream(path: Path, wanted: dict[str, str], limits: Limits) -> None:
    kind = kind_of(path, limits)
    sheets = delimited.sheets(path) if kind == "text" else workbook.sheets(path)
    matches = [(best_match(sheet.rows, wanted), sheet) for sheet in sheets if not sheet.is_mark]
    match, sheet = max(matches, key=lambda pair: len(pair[0].columns), default=(None, None))
    if match is None or sheet is None:
        raise Unreadable("工作簿里没有数据，请填写后重新上传。")
    damage = workbook.damage(path, sheet.name) if kind == "xlsx" else workbook.Damage()
    _say(
        {
            "kind": kind,
            "sheet": sheet.name,
            "others": [other.name for _, other in matches if other is not sheet and other.is_read_by_people],
            "mark": next((other.rows[0][:3] for other in sheets if other.is_mark and other.rows), None),
            "heading_row": match.row + 1,
            "columns": {key: column + 1 for key, column in match.columns.items()},
            "extra": match.extra,
            "repeated": match.repeated,
            "hidden": [row for row in damage.hidden if row > match.row + 1],
            "broken": damage.cells,
        }
    )
    _say({"end": _stream_rows(sheet.rows, match.row + 1, list(match.columns.values()), limits)})


def _stream_rows(rows: list[Any], first: int, columns: list[int], limits: Limits) -> int:
    """Rows below the heading that hold anything in the wanted columns; numbers are Excel's."""
    pick = itemgetter(*columns) if len(columns) > 1 else lambda row: tuple(row[column] for column in columns)
    count = size = 0
    for start in range(first, len(rows), BATCH):
        kept = [
            (number, cells)
            for number, cells in enumerate(map(pick, rows[start : start + BATCH]), start + 1)
            if any(cells) and any(not isinstance(cell, str) or cell.strip() for cell in cells if cell != "")
        ]
        count += len(kept)
        if count > limits.rows:
            raise Unreadable(f"数据超过 {limits.rows_grouped} 行，一次导入不了，请拆成几个文件分别上传。")
        if kept:
            numbers, cells = zip(*kept, strict=True)
            size += _say({"rows": numbers, "columns": list(zip(*cells, strict=True))})
        if size > limits.text_bytes:
            raise Unreadable("单元格内容总量过大，一次导入不了，请拆成几个文件，或删去无关的长文字后重新上传。")
    return count


def _say(value: dict[str, Any]) -> int:
    line = json.dumps(value, ensure_ascii=False, default=_plain).encode("utf-8", "surrogatepass") + b"\n"
    sys.stdout.buffer.write(line)
    return len(line)


def _plain(value: object) -> object:
    """Days and times, the only other things in a cell."""
    if isinstance(value, date | datetime):
        return {"day": value.isoformat()}
    if isinstance(value, time | timedelta):
        return str(value)
    raise TypeError(type(value).__name__)


if __name__ == "__main__":
    main()
