"""Sealing beside people who write: what commits late is sealed by the next run, without a false alarm (PLT-61)."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from xinglin.engines.history.audit import record
from xinglin.engines.history.models import AuditEntry, SealedBlock
from xinglin.engines.history.proving import prove
from xinglin.engines.history.retention import JOB
from xinglin.engines.history.sealing import seal

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.spec("PLT-61")]
LOG = "history_auditentry"


def late_writer(drawn: threading.Event, may_end: threading.Event) -> None:
    """Draws a key, and commits only much later."""
    try:
        with transaction.atomic():
            record("test.late", "迟到的记录", by=JOB)
            drawn.set()
            may_end.wait(30)
    finally:
        connection.close()


def test_a_key_that_commits_late_is_waited_for(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path
    drawn, may_end = threading.Event(), threading.Event()
    writer = threading.Thread(target=late_writer, args=(drawn, may_end))
    writer.start()
    try:
        assert drawn.wait(30)
        record("test.early", "先到的记录", by=JOB)
        first = seal(wait=0.5)
        assert first.late == [LOG]
        assert not SealedBlock.objects.filter(table=LOG).exists()
        assert prove(by="").problems == 0
    finally:
        may_end.set()
        writer.join()
    second = seal()
    assert second.late == []
    early, late = AuditEntry.objects.get(action="test.early"), AuditEntry.objects.get(action="test.late")
    assert late.pk < early.pk
    proof = prove(by="")
    assert (proof.problems, proof.unsealed) == (0, 0)
    assert SealedBlock.objects.get(table=LOG).rows == AuditEntry.objects.count()


def test_two_sealers_at_once_make_one_chain(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path
    for number in range(20):
        record("test.many", f"第 {number} 条", by=JOB)
    start = threading.Barrier(3)

    def run() -> None:
        try:
            start.wait(30)
            seal()
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(run) for _ in range(3)]:
            done.result()
    assert prove(by="").problems == 0
    assert sum(SealedBlock.objects.filter(table=LOG).values_list("rows", flat=True)) == AuditEntry.objects.count()
