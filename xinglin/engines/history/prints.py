"""What a row of history hashes to (PLT-61): 24 bytes a row, its key and 16 bytes of SHA-256 over its content.

The content is the text of the sealed columns, with the author that stands in `pghistory_context`. Secrets count by
their plain text, under the sealing key: key rotation changes the cipher text and nothing else. A block names its
columns, so that a column added later does not break it.
"""

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pghistory.models
from django.apps import apps
from django.db import connection, models, transaction

from xinglin.engines.secrets.columns import Cipher, encrypted_fields
from xinglin.engines.secrets.keys import Unreadable

from .models import AuditEntry

KEY_BYTES, PRINT_BYTES = 8, 16
ENTRY = KEY_BYTES + PRINT_BYTES
FIRST = -(2**63)  # below every key
BLOCK = 10_000  # rows


@dataclass(frozen=True)
class Table:
    """A table whose rows are sealed."""

    name: str
    title: str
    key: str
    at: str
    columns: tuple[str, ...]
    secrets: tuple[str, ...]
    has_author: bool  # its rows point at `pghistory_context`


def tables() -> list[Table]:
    """Every history table, the audit log, and what else is written once for good, as the models are now.

    Of the latter a model says so itself: `WRITTEN_AT` names its column of the moment.
    """
    known = apps.get_models()
    found = [
        _table(m, "pgh_created_at", "历史", has_author=True) for m in known if issubclass(m, pghistory.models.Event)
    ]
    found += [_table(m, at, "审核记录") for m in known if (at := getattr(m, "WRITTEN_AT", ""))]
    return [*sorted(found, key=lambda table: table.name), _table(AuditEntry, "at", "操作日志")]


def _table(model: type[models.Model], at: str, kind: str, *, has_author: bool = False) -> Table:
    secret = {str(field.column): f"{field.column}:{field.kind}" for field in encrypted_fields(model)}
    columns = sorted(str(field.column) for field in model._meta.local_concrete_fields)
    tracked = getattr(model, "pgh_tracked_model", model)
    return Table(
        name=model._meta.db_table,
        title=f"{tracked._meta.label}（{kind}）",
        key=str(model._meta.pk.column),
        at=at,
        columns=tuple(column for column in columns if column not in secret),
        secrets=tuple(secret[column] for column in columns if column in secret),
        has_author=has_author,
    )


@dataclass(frozen=True)
class Content:
    """Some rows of a table in key order."""

    rows: int
    first_at: datetime | None
    last_at: datetime | None
    last_key: int | None
    prints: bytes
    unreadable: tuple[int, ...] = ()  # rows with a cipher text that was altered

    @property
    def digest(self) -> bytes:
        """SHA-256 of the prints."""
        return hashlib.sha256(self.prints).digest()


def content_of(table: Table, after: int, last: int, key: bytes, *, limit: int | None = None) -> Content:
    """Rows with after < key <= last, as the database holds them now; one statement, two where there are secrets.

    With a thousand rows more it takes as many milliseconds; memory holds the prints alone.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        # How values are written as text must not depend on who looks.
        cursor.execute(
            "SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle = 'iso_8601'; "
            "SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1"
        )
        cursor.execute(_content_sql(table), [after, last, limit])
        rows, first_at, last_at, last_key, prints = cursor.fetchone()
        prints, unreadable = bytes(prints or b""), list[int]()
        if table.secrets and rows:
            prints, unreadable = _with_secrets(table, after, last_key, key, prints, cursor)
    return Content(rows, first_at, last_at, last_key, prints, tuple(unreadable))


def _content_sql(table: Table) -> str:
    q = connection.ops.quote_name
    columns = ", ".join(f"t.{q(column)}" for column in table.columns)
    author, join = "", ""
    if table.has_author:
        author, join = ", c.metadata", "LEFT JOIN pghistory_context c ON c.id = t.pgh_context_id"
    return (
        f"SELECT count(*), min(at), max(at), max(key), "  # noqa: S608 -- names come from the models and from signed blocks
        f"string_agg(int8send(key) || substr(sha256(convert_to(body, 'UTF8')), 1, {PRINT_BYTES}), ''::bytea "
        f"ORDER BY key) "
        f"FROM (SELECT t.{q(table.key)}::bigint AS key, t.{q(table.at)} AS at, ROW({columns}{author})::text AS body "
        f"FROM {q(table.name)} t {join} WHERE t.{q(table.key)} > %s AND t.{q(table.key)} <= %s "
        f"ORDER BY t.{q(table.key)} LIMIT %s) found"
    )


def _with_secrets(
    table: Table, after: int, last: int, key: bytes, prints: bytes, cursor: Any
) -> tuple[bytes, list[int]]:
    """The prints with the plain text of each row's secrets worked in."""
    q = connection.ops.quote_name
    kinds = [secret.rpartition(":")[2] for secret in table.secrets]
    names = [q(secret.rpartition(":")[0]) for secret in table.secrets]
    cursor.execute(
        f"SELECT {q(table.key)}, {', '.join(names)} FROM {q(table.name)} "  # noqa: S608 -- as above
        f"WHERE {q(table.key)} > %s AND {q(table.key)} <= %s AND num_nonnulls({', '.join(names)}) > 0",
        [after, last],
    )
    secret_rows = {row[0]: row[1:] for row in cursor}
    mixed, unreadable = [], []
    for row_key, print_ in entries(prints):
        if ciphers := secret_rows.get(row_key):
            try:
                plain = "\0".join(
                    Cipher(text, kind).plain if text else "" for text, kind in zip(ciphers, kinds, strict=True)
                )
            except Unreadable:
                plain = "\1"
                unreadable.append(row_key)
            print_ = hmac.digest(key, print_ + plain.encode(), "sha256")[:PRINT_BYTES]  # noqa: PLW2901 -- the row's own
        mixed.append(row_key.to_bytes(KEY_BYTES, "big", signed=True) + print_)
    return b"".join(mixed), unreadable


def entries(prints: bytes) -> Iterator[tuple[int, bytes]]:
    """(key, print) of each row."""
    for start in range(0, len(prints), ENTRY):
        body = start + KEY_BYTES
        yield int.from_bytes(prints[start:body], "big", signed=True), prints[body : start + ENTRY]


def times_of(table: Table, keys: Sequence[int]) -> dict[int, datetime]:
    """When those rows say that they were written."""
    q = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {q(table.key)}, {q(table.at)} FROM {q(table.name)} WHERE {q(table.key)} = ANY(%s)",  # noqa: S608 -- as above
            [list(keys)],
        )
        return dict(cursor.fetchall())


def rows_after(table: Table, after: int) -> int:
    """How many rows are not yet sealed."""
    q = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {q(table.name)} WHERE {q(table.key)} > %s", [after])  # noqa: S608 -- as above
        return cursor.fetchone()[0]


def columns_of(name: str) -> set[str]:
    """The columns that the table has in the database; none when there is no such table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped",
            [connection.ops.quote_name(name)],
        )
        return {column for (column,) in cursor.fetchall()}
