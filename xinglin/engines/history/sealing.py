"""Sealing what history holds, after the fact and in blocks: writers never wait for it (PLT-61)."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from django.db import connection, transaction
from django.utils import timezone

from .models import SealedBlock
from .prints import BLOCK, FIRST, Table, content_of, tables
from .roots import close_days
from .seals import digest_of, sealing_key, signed

LOCK = 0x5EA1  # of the chain: blocks are numbered one after another
WAIT_SECONDS = 120
GENESIS = b"\0" * 32
log = structlog.get_logger(__name__)


@dataclass
class Sealed:
    """What one run did. `late`: tables on which a long write was going on; the next run takes them."""

    blocks: int = 0
    rows: int = 0
    late: list[str] = field(default_factory=list)
    roots: list[str] = field(default_factory=list)


def seal(*, wait: float = WAIT_SECONDS, progress: Callable[[int], None] = lambda rows: None) -> Sealed:
    """Seal every row that stands, and close the days that have ended; about five seconds a million rows."""
    key = sealing_key(may_make=True)
    done, known = Sealed(), tables()
    bounds = _bounds(known)
    done.late = sorted(_unfinished(bounds, wait))
    now = timezone.now()
    for table in known:
        while table.name not in done.late and (block := _seal_next(table, bounds[table.name], key, now)):
            done.blocks += 1
            done.rows += block.rows
            progress(done.rows)
    done.roots = close_days(key, now)
    log.info("history.sealed", blocks=done.blocks, rows=done.rows, late=done.late, roots=done.roots)
    return done


def _bounds(known: list[Table]) -> dict[str, int]:
    """The highest key of each table."""
    q = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(f"SELECT %s, max({q(table.key)}) FROM {q(table.name)}" for table in known),  # noqa: S608 -- names come from the models
            [table.name for table in known],
        )
        return {name: FIRST if last is None else last for name, last in cursor.fetchall()}


def _unfinished(bounds: dict[str, int], wait: float) -> set[str]:
    """Tables in which a lower key may still appear.

    A key is drawn by a transaction that already holds the table's row lock mode, and holds it until its end: when those
    that hold it now have ended, whatever lies below the bound is there, or never will be.
    """
    until = time.monotonic() + wait
    writing = _writers(bounds)
    while waited_for := writing & _writers(bounds):
        if time.monotonic() > until:
            break
        time.sleep(0.2)
    return {table for table, _ in waited_for}


def _writers(bounds: dict[str, int]) -> set[tuple[str, str]]:
    """(table, transaction) of everybody else who writes just now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, l.virtualtransaction FROM pg_locks l JOIN pg_class c ON c.oid = l.relation "
            "WHERE l.mode = 'RowExclusiveLock' AND l.granted AND l.pid <> pg_backend_pid() AND c.relname = ANY(%s) "
            "AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            [list(bounds)],
        )
        return {(table, writer) for table, writer in cursor.fetchall()}


def _seal_next(table: Table, bound: int, key: bytes, now: datetime) -> SealedBlock | None:
    """Seal the next rows of a table; None when all up to the bound are."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        ours = SealedBlock.objects.filter(table=table.name).defer("prints").order_by("-after_key").first()
        after = ours.last_key if ours else FIRST
        found = content_of(table, after, bound, key, limit=BLOCK) if after < bound else None
        if not found or found.first_at is None or found.last_at is None or found.last_key is None:
            return None
        newest = SealedBlock.objects.defer("prints").order_by("-number").first()
        block = SealedBlock(
            number=newest.number + 1 if newest else 1,
            table=table.name,
            columns=list(table.columns),
            secrets=list(table.secrets),
            after_key=after,
            last_key=found.last_key,
            rows=found.rows,
            first_at=found.first_at,
            last_at=found.last_at,
            sealed_at=max(now, newest.sealed_at) if newest else now,  # runs that overlap
            prints=found.prints,
            content=found.digest,
            previous=newest.digest if newest else GENESIS,
        )
        block.digest = digest_of(block)
        block.signature = signed(key, block.digest, "block")
        block.save(force_insert=True)
        return block
