"""Errors of one kind together, and the replacement that mends them in all their rows at once (PLT-46).

A mend never touches the stored file: its cells are replaced whenever the file has been read again.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from xinglin.engines.fields import Field, Invalid

from .checking import Checked
from .findings import shown, written
from .reading.reader import Table
from .sheet import Sheet

MOST = 50  # groups that a page offers
OTHER_ROWS = re.compile(r"第 [\d、]+ 行")  # each row that is there twice names another one: it is one kind of mistake
LONGEST = 200  # characters of a cell that can be told as «“…” 替换为»


@dataclass
class Group:
    """One kind of error. `values`: different contents of its cells, as far as they may be shown and replaced."""

    key: str
    heading: str
    message: str
    indexes: list[int] = field(default_factory=list)

    def told(self, checked: Checked) -> dict[str, Any]:
        """For the run's record, without suggestions."""
        told = {"heading": self.heading, "message": self.message, "count": len(self.indexes)}
        return told | {"first_row": checked.table.rows[self.indexes[0]], "column": self.key}


def groups_of(checked: Checked) -> list[dict[str, Any]]:
    """The most frequent kinds, each with what it can be mended by.

    `value` is what all its cells hold and `choices` what it may have meant; or `manners` says how its cells, different
    ones, can be read otherwise: {manner: {"title", "count", "example"}}. A group with neither is mended in the file.
    """
    found = _grouped(checked)[:MOST]
    told = [group.told(checked) for group in found]
    asked: dict[str, list[dict[str, Any]]] = {}
    for group, each in zip(found, told, strict=True):
        if group.key not in checked.table.cells:  # the whole row, or a column that the file lacks
            continue
        column, cells = checked.sheet.column(group.key), checked.table.cells[group.key]
        values = Counter(written(cells[index]) for index in group.indexes)
        value = next(iter(values))
        if len(values) == 1 and not column.sensitive and len(value) <= LONGEST:
            each["value"] = value
            asked.setdefault(group.key, []).append(each)
        elif manners := _manners(column, values):
            each["manners"] = manners
    for key, groups in asked.items():
        suggested = checked.sheet.column(key).suggestions([each["value"] for each in groups])
        for each, choices in zip(groups, suggested, strict=True):
            each["choices"] = choices
    return told


def _grouped(checked: Checked) -> list[Group]:
    groups: dict[tuple[str, str], Group] = {}
    for index in sorted(checked.findings):
        for finding in checked.findings[index]:
            kind = (finding.key, OTHER_ROWS.sub("其他行", finding.message))
            group = groups.setdefault(kind, Group(finding.key, finding.heading, finding.message))
            if group.message != finding.message:
                group.message = kind[1]
            group.indexes.append(index)
    return sorted(groups.values(), key=lambda group: -len(group.indexes))


def _manners(column: Field, values: Counter[str]) -> dict[str, dict[str, Any]]:
    """How often each way of reading gives something, with an example as it may be shown."""
    manners: dict[str, dict[str, Any]] = {}
    for value, count in values.items() if column.MANNERS else ():
        for manner, text in column.reread(value).items():
            example = f"{shown(column, value)} → {shown(column, text)}"
            known = manners.setdefault(manner, {"title": column.MANNERS[manner], "count": 0, "example": example})
            known["count"] += count
    return manners


class Replacement(Protocol):
    """What a mend says, stored or not yet."""

    column: str
    after: str
    manner: str
    rows: list[int]


def mend(table: Table, sheet: Sheet, mends: Iterable[Replacement]) -> list[tuple[int, int, str]]:
    """Replace the cells, also those that were formula errors; (row, column number, text) of each."""
    places = {row: index for index, row in enumerate(table.rows)}
    replaced = []
    for each in mends:
        number = table.column_of.get(each.column)
        if number is None:
            continue
        cells, column = table.cells[each.column], sheet.column(each.column)
        for row in each.rows:
            index = places[row]
            text = column.reread(written(cells[index])).get(each.manner) if each.manner else each.after
            if text is not None:
                cells[index] = text
                table.broken.pop((row, number), None)
                replaced.append((row, number, text))
    return replaced


def why_unfit(column: Field, group: Mapping[str, Any], replacement: str) -> str | None:
    """Why a group cannot be mended by this; the sentence stands at its input."""
    if group.get("manners"):
        return None if replacement in group["manners"] else "请选择一种读取方式。"
    if not replacement.strip():
        return "请选择或填写要替换成的内容。"
    if replacement == group["value"]:
        return "与原内容相同，请改为其他内容。"
    try:
        column.clean(replacement)
    except Invalid as invalid:
        return f"{invalid.message}。"
    return None
