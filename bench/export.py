"""export: 100,000 rows of the national list, filtered, to xlsx. Peer and floor: XlsxWriter writing constant rows."""

import json
import sys
import tempfile
import tracemalloc
from pathlib import Path
from statistics import median

import xlsxwriter
from django.http import QueryDict

from bench.list_page import crowd, seconds
from xinglin.domains.training.lists import INTAKE
from xinglin.engines.access.actor import system_actor
from xinglin.engines.lists.address import Asked
from xinglin.engines.lists.exporting import write

ROUNDS = 3


def floor(path: Path, headings: list[str], number: int) -> None:
    """The same number of rows and columns, always the same."""
    row = [
        "李清和",
        "",
        "未上报",
        "待审核",
        80,
        2026,
        "内科",
        "女",
        "110***********1024",
        "199****7817",
        "本单位住院医师",
        "示范医院",
    ]
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, headings)
        for at in range(1, number + 1):
            sheet.write_row(at, 0, row[: len(headings)])


def main(number: int) -> None:
    """Ours and the floor take turns; one JSON line last."""
    with crowd(number * 3, 1):
        asked = QueryDict("resident_category=COMPANY&resident_category=ENTRUST&resident_category=SOCIAL")
        taken: dict[str, list[float]] = {"ours": [], "floor": []}
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "list.xlsx"
            for _ in range(ROUNDS):
                ours = Asked(INTAKE, system_actor(), asked)
                taken["ours"].append(seconds(write, ours, path))
                headings = [str(column.verbose_name) for column in ours.columns]
                taken["floor"].append(seconds(floor, path, headings, ours.rows.count()))
            tracemalloc.start()
            rows = write(Asked(INTAKE, system_actor(), asked), path)
            megabytes = tracemalloc.get_traced_memory()[1] / 1024**2
    result = {name: median(times) for name, times in taken.items()}
    print(
        json.dumps(
            {
                "name": "export",
                "rows": rows,
                "ours_s": round(result["ours"], 2),
                "peer": "XlsxWriter, constant rows",
                "peer_s": round(result["floor"], 2),
                "floor_s": round(result["floor"], 2),
                "ratio_peer": round(result["floor"] / result["ours"], 2),
                "ratio_floor": round(result["ours"] / result["floor"], 2),
                "rss_mb": round(megabytes),
            }
        )
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 100_000)
