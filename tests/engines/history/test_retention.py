"""Old entries of the audit log are dropped by the job alone, and the proof of the rest stays valid (PLT-101)."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pgtrigger
import pytest
from django.core.checks import run_checks
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tests.factories.country import Country
from tests.walk import opened
from xinglin.engines.history.models import AuditEntry, SealedBlock
from xinglin.engines.history.proving import prove
from xinglin.engines.history.retention import drop_old_entries
from xinglin.engines.history.sealing import seal

pytestmark = pytest.mark.spec("PLT-101")


@pytest.fixture
def old(country: Country, tmp_path: Path, settings: Any) -> int:
    """So many entries that are 200 days old, sealed; younger ones beside them."""
    settings.DATA_DIR, settings.AUDIT_KEEP_DAYS = tmp_path, 180
    with pgtrigger.ignore():
        AuditEntry.objects.update(at=timezone.now() - timedelta(days=200))
    number = AuditEntry.objects.count()
    seal()
    opened(country)
    seal()
    return number


def test_only_old_entries_go_and_the_proof_holds(old: int) -> None:
    young = AuditEntry.objects.count() - old
    assert young > 2
    assert drop_old_entries() == old
    assert AuditEntry.objects.count() == young + 1
    noted = AuditEntry.objects.get(action="history.entries_dropped")
    assert (noted.done, noted.account_name) == (old, "系统")
    block = SealedBlock.objects.get(dropped_at__isnull=False)
    assert (block.rows, block.prints) == (old, None)
    seal()
    assert prove(by="").findings == []
    assert drop_old_entries() == 0


def test_nobody_else_drops_them(old: int) -> None:
    for statement in (
        "DELETE FROM history_auditentry",
        "SET LOCAL xinglin.retention = 'on'; DELETE FROM history_auditentry",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)  # the second meets entries younger than 180 days
    assert AuditEntry.objects.count() > old


def test_who_marks_a_block_as_dropped_is_found(old: int) -> None:
    block = SealedBlock.objects.filter(table="history_auditentry").earliest("number")
    with connection.cursor() as cursor, pgtrigger.ignore():
        cursor.execute("DELETE FROM history_auditentry WHERE id <= %s", [block.last_key])
        cursor.execute(
            "UPDATE history_sealedblock SET dropped_at = now(), prints = NULL WHERE number = %s", [block.number]
        )
    assert [each["kind"] for each in prove(by="").findings] == ["block"]


def test_what_was_altered_is_kept_as_evidence(old: int) -> None:
    with connection.cursor() as cursor, pgtrigger.ignore():
        cursor.execute("UPDATE history_auditentry SET title = '' WHERE id = (SELECT min(id) FROM history_auditentry)")
    assert drop_old_entries() == 0
    assert AuditEntry.objects.filter(title="").exists()


def test_less_than_six_months_is_refused(settings: Any) -> None:
    settings.AUDIT_KEEP_DAYS = 90
    assert "history.E001" in {error.id for error in run_checks()}
