"""sheet-errors: 20,000 rows, every one with two errors: all found, and the user's workbook handed back marked.

The peer is openpyxl reading and writing the same workbook without looking at it.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import xlsxwriter
from openpyxl import load_workbook

from xinglin.domains.training.sheets import ACCOUNTS
from xinglin.engines.sheets.checking import check
from xinglin.engines.sheets.marking import write_marked
from xinglin.engines.sheets.reading.reader import read

ROUNDS = 3


def write_sheet(path: Path, number: int) -> None:
    """Every row with a document number whose check digit is wrong and a mobile number that is too short."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("住院医师账号")
        sheet.write_row(0, 0, [ACCOUNTS.heading(column) for column in ACCOUNTS.columns])
        for row in range(1, number + 1):
            sheet.write_row(row, 0, ["林清和", "居民身份证", f"110101190101{row:05d}A", f"138{row:05d}", "2026"])


def ours(source: Path, target: Path) -> None:
    """Read, check, mark."""
    table = read(source, ACCOUNTS)
    marks = [(found.row, found.column, found.message) for found in check(ACCOUNTS, table).all_findings()]
    write_marked(ACCOUNTS, source, table, marks, target)


def peer(source: Path, target: Path) -> None:
    """openpyxl alone."""
    load_workbook(source).save(target)


def seconds(work: Callable[[Path, Path], None], source: Path, target: Path) -> float:
    """Of one run."""
    started = time.perf_counter()
    work(source, target)
    taken = time.perf_counter() - started
    print(f"{work.__name__:5} {taken:6.2f} s", flush=True)
    return taken


def main(number: int) -> None:
    """Three rounds in turn; one JSON line last."""
    with tempfile.TemporaryDirectory() as folder:
        source, marked, copied = (Path(folder) / name for name in ("source.xlsx", "marked.xlsx", "copied.xlsx"))
        write_sheet(source, number)
        rounds = [(seconds(ours, source, marked), seconds(peer, source, copied)) for _ in range(ROUNDS)]
        cells = (cell for row in load_workbook(marked).worksheets[0].iter_rows() for cell in row)
        comments = sum(cell.comment is not None for cell in cells)
    ours_s, peer_s = (median(column) for column in zip(*rounds, strict=True))
    print(
        json.dumps(
            {
                "name": "sheet-errors",
                "rows": number,
                "marked_cells": comments,
                "ours_s": round(ours_s, 2),
                "peer": "openpyxl read and write",
                "peer_s": round(peer_s, 2),
                "ratio_peer": round(peer_s / ours_s, 2),
            }
        )
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 20_000)
