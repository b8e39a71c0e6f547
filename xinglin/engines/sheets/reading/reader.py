"""Runs the reading process and gives its answer as columns."""

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings

import xinglin
from xinglin.engines.sheets.findings import listed, rows_named
from xinglin.engines.sheets.sheet import SHEETS, Sheet

from .headings import MESSAGE_COLUMN, plain
from .limits import Limits, Unreadable

TOO_LARGE = "文件超过 {} MB，请拆成几个文件，或去掉图片和无关工作表后重新上传。"
NO_ROWS = "表头下面没有数据，请填写后重新上传（示例行不算）。"
TOO_MUCH = (
    "文件内容异常，读取时超出了内存或时间限制，"
    "请新建工作簿，只粘贴需要导入的数据（不要带远处的空白单元格和格式）后重新上传。"
)


@dataclass
class Table:
    """What stands under the wanted headings. Row and column numbers are Excel's, from 1."""

    kind: str  # xlsx | xls | text
    sheet_name: str
    heading_row: int
    column_of: dict[str, int]  # key → column number
    rows: list[int] = field(default_factory=list)  # row numbers of those that hold anything
    cells: dict[str, list[Any]] = field(default_factory=dict)  # key → one value a row, "" for empty
    broken: dict[tuple[int, int], str] = field(default_factory=dict)  # (row, column) → «#N/A», "" when never computed
    hints: list[str] = field(default_factory=list)  # what people should know though nothing is wrong


def limits() -> Limits:
    """The limits of this installation."""
    return Limits(**getattr(settings, "SHEET_LIMITS", {}))


def read(path: Path, sheet: Sheet) -> Table:
    """Read a file for a sheet. Raises Unreadable with one sentence when nothing of it can be imported (PLT-43)."""
    bounds = limits()
    if path.stat().st_size > bounds.file_bytes:
        raise Unreadable(TOO_LARGE.format(bounds.file_megabytes))
    wanted = {plain(name): key for name, key in sheet.headings().items()}
    head, batches = _ask(path, {"wanted": wanted, "limits": bounds.as_dict()}, bounds.seconds)
    _check_template(sheet, head)
    table = Table(head["kind"], head["sheet"], head["heading_row"], head["columns"])
    table.broken = {(row, column): text for row, column, text in head["broken"]}
    table.cells = {key: [] for key in table.column_of}
    for batch in batches:
        table.rows += batch["rows"]
        for key, values in zip(table.column_of, batch["columns"], strict=True):
            table.cells[key] += values
    if not table.rows:
        raise Unreadable(NO_ROWS)
    table.hints = list(_hints(sheet, head, set(table.rows)))
    return table


def _ask(path: Path, order: dict[str, Any], seconds: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The child's head and batches; whatever kills the child is the file's fault and one sentence."""
    root = Path(xinglin.__file__).resolve().parent.parent
    with tempfile.TemporaryFile() as questions:
        questions.write(json.dumps(order).encode())
        questions.seek(0)
        child = subprocess.Popen(
            [sys.executable, "-m", "xinglin.engines.sheets.reading.child", str(path)],
            stdin=questions,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a trace may hold cells, and those do not belong in a log
            env={"PYTHONPATH": str(root), "PYTHONUTF8": "1"},
        )
        watchdog = threading.Timer(seconds, child.kill)
        watchdog.start()
        try:
            answers = list(_lines(child.stdout))
        finally:
            watchdog.cancel()
            child.kill()
            child.wait()
    if not answers:
        raise Unreadable(TOO_MUCH)
    refused = answers[0].get("refused") or answers[-1].get("refused")
    if refused:
        raise Unreadable(refused)
    if "end" not in answers[-1]:
        raise Unreadable(TOO_MUCH)
    return answers[0], answers[1:-1]


def _lines(stream: IO[bytes] | None) -> Iterator[dict[str, Any]]:
    for line in stream or ():
        try:
            yield json.loads(line, object_hook=_day_or_plain)
        except ValueError:  # the child died in the middle of a line
            return


def _day_or_plain(value: dict[str, Any]) -> Any:
    text = value.get("day")
    if len(value) > 1 or not isinstance(text, str):  # a column may be called so, too
        return value
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _check_template(sheet: Sheet, head: dict[str, Any]) -> None:
    """One sentence for a wrong or an older template, instead of one a cell."""
    _, key, version = [*(head["mark"] or []), "", "", ""][:3]
    name = f"“{sheet.title}”"
    again = f"请重新下载{name}模板，把数据粘贴到新模板后上传。"
    if key and key != sheet.key:
        other = SHEETS[key].title if key in SHEETS else "其他业务"
        raise Unreadable(f"这是“{other}”的模板，不能导入{name}，{again}")
    if not head["columns"]:
        raise Unreadable(f"前 10 行里没有找到{name}模板的表头，{again}")
    missing = [field.title for field in sheet.columns if field.required and field.key not in head["columns"]]
    if missing:
        named = "、".join(f"“{title}”" for title in missing)
        if key and _as_version(version) < sheet.version:
            raise Unreadable(f"模板版本过期：缺少{named}列，{again}")
        raise Unreadable(f"文件缺少必填列{named}，可能用错了模板或改动了表头，{again}")


def _hints(sheet: Sheet, head: dict[str, Any], rows: set[int]) -> Iterator[str]:
    if head["mark"] and _as_version(head["mark"][2]) < sheet.version:
        yield "使用的是旧版模板，所需的列都在，已照常读取；下次请下载新模板。"
    if head["others"]:
        yield f"工作簿有多个工作表，只读取了“{head['sheet']}”，没有读取：{listed(head['others'])}。"
    if extra := [heading for heading in head["extra"] if heading != MESSAGE_COLUMN]:
        yield f"以下列不在模板中，已忽略：{listed(extra)}。"
    if head["repeated"]:
        yield f"以下列出现了不止一次，按最左边的一列读取：{listed(head['repeated'])}。"
    absent = [field.title for field in sheet.columns if field.key not in head["columns"]]
    if absent:
        yield f"文件中没有以下列，这些内容保持不变：{listed(absent)}。"
    hidden = [row for row in head["hidden"] if row in rows]
    if hidden:
        yield f"{rows_named(hidden)}在文件中是隐藏的，也已读取。"


def _as_version(value: object) -> int:
    return int(value) if isinstance(value, int | float) else 0
