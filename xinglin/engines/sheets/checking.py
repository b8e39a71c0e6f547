"""Judges a table column by column: cells, required ones, duplicates within the file. No database here."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from xinglin.engines.fields import Field

from .findings import Finding, rows_named, shown
from .reading.reader import Table
from .sheet import Row, Sheet


@dataclass
class Checked:
    """All rows, and per index what is wrong with them; a row without findings is good."""

    sheet: Sheet
    table: Table
    rows: list[Row]
    findings: dict[int, list[Finding]] = field(default_factory=lambda: defaultdict(list))
    examples: set[int] = field(default_factory=set)  # the template's filled example, left as it was

    @property
    def good(self) -> list[int]:
        """Indexes of the rows that may go on."""
        return [i for i in range(len(self.rows)) if i not in self.findings and i not in self.examples]

    @property
    def total(self) -> int:
        """Rows that count."""
        return len(self.rows) - len(self.examples)

    def refuse(self, index: int, key: str, message: str) -> None:
        """Note why a row stays out; `key` is the column meant, "" for the whole row."""
        row, column = self.table.rows[index], self.table.column_of.get(key, 0)
        meant = self.sheet.column(key) if key else None
        heading = self.sheet.heading(meant) if meant else ""
        value = shown(meant, self.table.cells[key][index]) if meant and column else ""
        self.findings[index].append(Finding(row, column, heading, value, message, key))

    def all_findings(self) -> list[Finding]:
        """In the order of the file."""
        return [finding for index in sorted(self.findings) for finding in sorted(self.findings[index], key=_column)]


def check(sheet: Sheet, table: Table) -> Checked:
    """Clean and judge every cell of a table."""
    checked = Checked(sheet, table, [{} for _ in table.rows])
    checked.examples = _examples(sheet, table)
    for column in _in_order(sheet.columns):
        if column.key in table.cells:
            _check_column(checked, column)
    for column in sheet.columns:
        if column.required or column.when:
            _check_presence(checked, column)
    for keys in sheet.unique_keys:
        _check_unique(checked, keys)
    return checked


def reminders(checked: Checked, most: int = 20) -> list[str]:
    """What looks unusual in good rows that go in all the same (PLT-53), the most frequent first."""
    places: dict[str, list[int]] = defaultdict(list)
    for column in checked.sheet.columns:
        if type(column).hints is Field.hints:
            continue
        for index in checked.good:
            row = checked.rows[index]
            for hint in column.hints(row.get(column.key), row):
                places[f"{checked.sheet.heading(column)}：{hint.rstrip('。')}"].append(checked.table.rows[index])
    frequent = sorted(places.items(), key=lambda found: -len(found[1]))
    return [f"请留意（不影响导入）：{hint}（{rows_named(rows)}）。" for hint, rows in frequent[:most]]


def _in_order(columns: Iterable[Field]) -> list[Field]:
    """Those that read other columns come after them."""
    return sorted(columns, key=lambda column: bool(column.reads))


def _check_column(checked: Checked, column: Field) -> None:
    cells, number = checked.table.cells[column.key], checked.table.column_of[column.key]
    cleaned, refused = column.clean_all(cells, checked.rows)
    for row, value in zip(checked.rows, cleaned, strict=True):
        row[column.key] = value
    broken = {
        index: _broken(checked.table.broken[row, number])
        for index, row in enumerate(checked.table.rows if checked.table.broken else ())
        if (row, number) in checked.table.broken
    }
    for index, message in (refused | broken).items():
        if index not in checked.examples:
            checked.refuse(index, column.key, message)


def _broken(error: str) -> str:
    if error:
        return f"单元格是公式错误 {error}，请改为实际内容"
    return "单元格的公式没有保存计算结果，请用 Excel 或 WPS 打开并保存一次，或改为实际内容"


def _check_presence(checked: Checked, column: Field) -> None:
    """A required cell must be filled; one that is not asked for in its row does not count."""
    for index, row in enumerate(checked.rows):
        if row.get(column.key) is None:
            if not column.required or index in checked.examples or not column.relevant(row):
                continue
            if all(finding.heading != checked.sheet.heading(column) for finding in checked.findings.get(index, ())):
                checked.refuse(index, column.key, f"不能为空，{column.required_message}")


def _check_unique(checked: Checked, keys: tuple[str, ...]) -> None:
    """Of equal rows the first counts; of rows that differ in the rest none does: which is right is not ours to say."""
    places: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for index, row in enumerate(checked.rows):
        if all(row.get(key) is not None for key in keys) and index not in checked.examples:
            places[tuple(row[key] for key in keys)].append(index)
    titles = "、".join(checked.sheet.heading(checked.sheet.column(key)) for key in keys)
    for same in places.values():
        if len(same) < 2:
            continue
        are_equal = all(checked.rows[index] == checked.rows[same[0]] for index in same[1:])
        for index in same[1:] if are_equal else same:
            others = "、".join(str(checked.table.rows[other]) for other in same[:6] if other != index)
            advice = "内容完全相同，已取第一行，请删去本行" if are_equal else "请核对后只保留一行"
            checked.refuse(index, keys[0], f"{titles}与第 {others} 行重复，{advice}")


def _examples(sheet: Sheet, table: Table) -> set[int]:
    """The first row, when it is the template's example untouched."""
    same = all(str(cells[0]).strip() == sheet.column(key).example for key, cells in table.cells.items())
    return {0} if same and any(column.example for column in sheet.columns) else set()


def _column(finding: Finding) -> int:
    return finding.column
