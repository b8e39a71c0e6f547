"""A worker killed in the middle of an import leaves nothing half done; the import is done from the start (PLT-44)."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.engines.sheets.example import people_of, row
from tests.engines.sheets.files import xlsx
from tests.engines.sheets.test_imports import started
from xinglin.engines.access.actor import Actor
from xinglin.engines.sheets.models import ImportRun, RunState
from xinglin.engines.sheets.running import run_import

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.spec("PLT-44")]


@pytest.fixture
def run_id(folder: Path, clerk: Actor) -> int:
    return started(xlsx(folder, row(1), row(2), row(3)), clerk)


@pytest.fixture
def worker(run_id: int) -> Iterator[subprocess.Popen[str]]:
    """A real process at work on the run, one row written and not committed."""
    database = connection.settings_dict
    address = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database)
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.engines.sheets.dying", str(run_id), str(settings.MEDIA_ROOT)],
        env=os.environ | {"DATABASE_URL": address},
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "half\n"
        yield process
    finally:
        process.kill()
        process.wait()


def test_progress_is_seen_while_the_transaction_is_open(
    run_id: int, worker: subprocess.Popen[str], clerk: Actor
) -> None:
    run = ImportRun.objects.get(pk=run_id)
    assert (run.state, run.phase, run.percent) == (RunState.RUNNING, "写入数据", 45)
    assert not people_of(clerk).exists()


def test_run_is_not_done_by_two_at_a_time(run_id: int, worker: subprocess.Popen[str], clerk: Actor) -> None:
    run_import(run_id)
    assert not ImportRun.objects.get(pk=run_id).is_over
    assert not people_of(clerk).exists()


def test_killed_import_left_nothing_and_is_done_from_the_start(
    run_id: int, worker: subprocess.Popen[str], clerk: Actor
) -> None:
    worker.kill()
    worker.wait()
    assert not people_of(clerk).exists()
    assert ImportRun.objects.get(pk=run_id).state == RunState.RUNNING
    run_import(run_id)
    run = ImportRun.objects.get(pk=run_id)
    assert (run.state, run.imported, people_of(clerk).count()) == (RunState.DONE, 3, 3)
