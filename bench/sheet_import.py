"""sheet-import: an account sheet of 100,000 rows through the whole product path.

Ours reads, checks, finds duplicates and writes person, training record, account, role and history. The peer is
django-import-export in bulk mode into one bare table without checks; the floor is calamine and COPY into that table.
Each runs in a process of its own, one after another, three rounds with other people each time.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import xlsxwriter
from django.core.files import File
from django.db import connection, models
from django.test.utils import setup_databases, teardown_databases
from import_export import resources
from import_export.formats.base_formats import XLSX
from python_calamine import CalamineWorkbook

from tests.factories.country import YEAR, small_country
from xinglin.demo.serial_numbers import id_card, mobile
from xinglin.domains.training.sheets import ACCOUNTS
from xinglin.engines.access.actor import actor_of
from xinglin.engines.access.models import Membership
from xinglin.engines.access.roles import Role
from xinglin.engines.sheets.actions import NewRun, start_runs
from xinglin.engines.sheets.models import ImportRun
from xinglin.engines.sheets.running import run_import

ROUNDS = 3
COLUMNS = ("name", "document_type", "document_number", "mobile", "intake_year")
GIVEN = "清和明远思齐若水景行知微望舒怀瑾云帆子衿"


class Bare(models.Model):
    """One table, one index, no history."""

    name = models.CharField(max_length=60)
    document_type = models.CharField(max_length=40)
    document_number = models.CharField(max_length=40, db_index=True)
    mobile = models.CharField(max_length=20)
    intake_year = models.CharField(max_length=4)

    class Meta:
        app_label = "bench"


class BareResource(resources.ModelResource):
    """import-export in bulk mode, asking for each row whether it stands already, as ours does."""

    class Meta:
        model = Bare
        fields = COLUMNS
        import_id_fields: tuple[str, ...] = ("document_number",)
        use_bulk = True
        skip_diff = True
        use_transactions = True


class BlindResource(BareResource):
    """The same at its fastest: every row is taken for new without a look, so the same file twice stands twice."""

    class Meta(BareResource.Meta):
        import_id_fields = ()
        force_init_instance = True


def write_sheet(path: Path, first: int, number: int, headings: tuple[str, ...]) -> None:
    """A sheet of invented people with serials from `first` on."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("住院医师账号")
        sheet.write_row(0, 0, headings)
        for row, serial in enumerate(range(first, first + number), 1):
            name = f"{'赵钱孙李周吴郑王'[serial % 8]}{GIVEN[serial % 20]}{GIVEN[serial // 20 % 20]}"
            sheet.write_row(row, 0, (name, "居民身份证", id_card(serial, "12"[serial % 2], "110101"), mobile(serial)))
            sheet.write_string(row, 4, str(YEAR))


def ours(path: Path) -> None:
    """The whole product path, as a worker takes it."""
    clerk = Membership.objects.select_related("unit", "account").get(role=Role.BASE_ADMIN)
    with path.open("rb") as file:
        new = NewRun(sheet=ACCOUNTS, file=File(file), file_name=path.name, options={})
        run_id = start_runs([new], by=actor_of(clerk, source="sheet")).only()
    run_import(run_id)
    run = ImportRun.objects.get(pk=run_id)
    if run.refused or run.imported + run.unchanged != run.total:
        raise SystemExit(f"not everything went in: {run.outcome}")


def peer(path: Path) -> None:
    """django-import-export."""
    _import_export(path, BareResource())


def blind(path: Path) -> None:
    """django-import-export that looks for nothing."""
    _import_export(path, BlindResource())


def _import_export(path: Path, resource_: resources.ModelResource) -> None:
    dataset = XLSX().create_dataset(path.read_bytes())
    if resource_.import_data(dataset, raise_errors=True).has_errors():
        raise SystemExit("the peer failed")


def floor(path: Path) -> None:
    """Reading and COPY."""
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    with connection.cursor() as cursor:
        columns = ", ".join(COLUMNS)
        with cursor.copy(f"COPY bench_bare ({columns}) FROM STDIN") as copy:
            for row in rows[1:]:
                copy.write_row(row)


CONTENDERS = {"ours": ours, "peer": peer, "blind": blind, "floor": floor}


def one(contender: str, path: Path) -> None:
    """In a child: do the work once; print seconds and peak memory, that of the reading process included."""
    connection.ensure_connection()
    started = time.perf_counter()
    CONTENDERS[contender](path)
    seconds = time.perf_counter() - started
    kilobytes = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps({"seconds": seconds, "mb": kilobytes / 1024}))


def run(contender: str, path: Path) -> dict[str, float]:
    """A contender in its own process on the benchmark's database."""
    database = connection.settings_dict
    address = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database)
    printed = subprocess.run(
        [sys.executable, "-m", "bench.sheet_import", contender, str(path)],
        env=os.environ | {"DATABASE_URL": address, "XINGLIN_DATA": str(path.parent), "XINGLIN_MODE": "test"},
        stdout=subprocess.PIPE,
        check=True,
    ).stdout
    result: dict[str, float] = json.loads(printed.splitlines()[-1])
    print(f"{contender:6} {result['seconds']:7.2f} s {result['mb']:6.0f} MB", flush=True)
    return result


def main(number: int) -> None:
    """Three rounds on a database of their own; one JSON line last."""
    connection.settings_dict["TEST"]["NAME"] = f"bench_{os.getpid()}"
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        country = small_country()
        country.actor(country.hospital, Role.BASE_ADMIN)  # opens the clerk's account
        with connection.schema_editor() as editor:
            editor.create_model(Bare)
        results: dict[str, list[dict[str, float]]] = {"ours": [], "peer": [], "blind": [], "floor": [], "again": []}
        with tempfile.TemporaryDirectory() as folder:
            for turn in range(ROUNDS):
                path, bare = Path(folder) / "ours.xlsx", Path(folder) / "bare.xlsx"
                write_sheet(path, turn * number, number, tuple(ACCOUNTS.heading(column) for column in ACCOUNTS.columns))
                write_sheet(bare, turn * number, number, COLUMNS)
                results["ours"].append(run("ours", path))
                results["peer"].append(run("peer", bare))
                results["floor"].append(run("floor", bare))
                results["blind"].append(run("blind", bare))
                results["again"].append(run("ours", path))
    finally:
        teardown_databases(databases, verbosity=0)
    seconds = {name: median(result["seconds"] for result in rounds) for name, rounds in results.items()}
    print(
        json.dumps(
            {
                "name": "sheet-import",
                "rows": number,
                "ours_s": round(seconds["ours"], 2),
                "peer": "django-import-export in bulk mode into one bare table",
                "peer_s": round(seconds["peer"], 2),
                "floor_s": round(seconds["floor"], 2),
                "ratio_peer": round(seconds["peer"] / seconds["ours"], 2),
                "ratio_floor": round(seconds["ours"] / seconds["floor"], 2),
                "rss_mb": round(max(result["mb"] for result in results["ours"])),
                "peer_without_look_up_s": round(seconds["blind"], 2),
                "same_file_again_s": round(seconds["again"], 2),
            }
        )
    )


if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in CONTENDERS:
        one(sys.argv[1], Path(sys.argv[2]))
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else 100_000)
