"""Dropping what the audit log need not keep any longer; the proof of the rest stays valid (PLT-101)."""

from dataclasses import replace
from datetime import timedelta

import pgtrigger
from django.conf import settings
from django.core import checks
from django.db import connection, transaction
from django.utils import timezone

from . import audit
from .author import Author
from .models import LEAST_DAYS, AuditEntry, SealedBlock
from .prints import content_of, tables
from .seals import drop_purpose, sealing_key, signed

JOB = Author(account_id=None, name="系统", role="system", unit_id=None, unit_name="", source="job")


@checks.register
def check_days(app_configs: object = None, **_: object) -> list[checks.CheckMessage]:
    """Refuse to start with a time shorter than the law allows."""
    if settings.AUDIT_KEEP_DAYS >= LEAST_DAYS:
        return []
    return [checks.Error(f"AUDIT_KEEP_DAYS must be at least {LEAST_DAYS} (PLT-101).", id="history.E001")]


def drop_old_entries() -> int:
    """Delete entries older than AUDIT_KEEP_DAYS, block by block as they were sealed; returns how many.

    A block whose rows are no longer what was sealed stays: it is evidence. What went is itself an entry.
    """
    before = timezone.now() - timedelta(days=max(settings.AUDIT_KEEP_DAYS, LEAST_DAYS))
    name = AuditEntry._meta.db_table
    old = SealedBlock.objects.filter(table=name, dropped_at=None, last_at__lt=before).defer("prints")
    return sum(_drop(block) for block in old.order_by("number"))


@transaction.atomic
def _drop(block: SealedBlock) -> int:
    key = sealing_key()
    known = next(table for table in tables() if table.name == block.table)
    sealed_form = replace(known, columns=tuple(block.columns), secrets=tuple(block.secrets))
    if content_of(sealed_form, block.after_key, block.last_key, key).digest != bytes(block.content):
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL xinglin.retention = 'on'")  # the trigger lets old entries go, and only then
        rows = AuditEntry.objects.filter(pk__gt=block.after_key, pk__lte=block.last_key)
        rows._raw_delete(rows.db)  # one statement, nothing hangs on an entry
        cursor.execute("SET LOCAL xinglin.retention = 'off'")
    now = timezone.now()
    with pgtrigger.ignore("history.SealedBlock:append_only"):
        SealedBlock.objects.filter(pk=block.pk).update(
            prints=None, dropped_at=now, drop_signature=signed(key, block.digest, drop_purpose(now))
        )
    audit.record(
        "history.entries_dropped",
        "清理到期的操作日志",
        by=JOB,
        done=block.rows,
        first=str(block.first_at),
        last=str(block.last_at),
        block=block.number,
    )
    return block.rows
