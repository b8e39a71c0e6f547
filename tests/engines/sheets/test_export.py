"""Exports: every kind of cell, nothing that a spreadsheet would run, flat memory (PLT-45)."""

import tracemalloc
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from xinglin.engines.sheets.writing.export import export

pytestmark = pytest.mark.spec("PLT-45")


def test_cells_are_written_as_what_they_are(tmp_path: Path) -> None:
    moment = datetime(2026, 9, 1, 0, 30, tzinfo=UTC)
    rows = [["林清和", "0110", 3, 2.5, True, date(2026, 9, 1), moment, None, ""]]
    assert export([str(n) for n in range(9)], rows, tmp_path / "a.xlsx") == 1
    cells = [cell.value for cell in load_workbook(tmp_path / "a.xlsx").active[2]]
    assert cells[:7] == ["林清和", "0110", 3, 2.5, "是", datetime(2026, 9, 1), datetime(2026, 9, 1, 8, 30)]  # noqa: DTZ001 -- as Excel has it
    assert not any(cells[7:])


def test_text_is_never_a_formula_or_a_link() -> None:
    target = BytesIO()
    export(["a"], [["=1+1"], ["@SUM(A1)"], ["+1"], ["http://example.org"], ["{=A1}"]], target)
    sheet = load_workbook(target).active
    assert [(cell[0].value, cell[0].data_type) for cell in sheet["A2:A6"]] == [
        (text, "s") for text in ("=1+1", "@SUM(A1)", "+1", "http://example.org", "{=A1}")
    ]
    assert sheet["A5"].hyperlink is None


def test_progress_is_told_and_memory_stays_flat(tmp_path: Path) -> None:
    def peak(number: int) -> int:
        tracemalloc.start()
        export(["a", "b"], ([f"姓名{n}", n] for n in range(number)), tmp_path / "big.xlsx", progress=told.append)
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top

    told: list[int] = []
    small, large = peak(2_000), peak(10_000)
    assert told == [2000, 2000, 2000, 4000, 6000, 8000, 10000, 10000]
    assert large < small * 1.5
