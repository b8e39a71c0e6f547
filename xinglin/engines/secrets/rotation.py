"""Re-encrypting under the current key, table by table, in batches that can be broken off and taken up again (PLT-100).

Triggers are set aside meanwhile: a new key changes no data, so history has nothing to tell, and the append-only tables
of history are re-encrypted too.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pgtrigger
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection, models, transaction
from django.db.models.functions import Cast

from xinglin.engines.secrets import keys
from xinglin.engines.secrets.columns import Cipher, EncryptedField, encrypted_fields
from xinglin.engines.secrets.kinds import sealed
from xinglin.engines.secrets.stored import Sealing, key_of


def encrypted_models() -> list[type[models.Model]]:
    """Every model whose own table has encrypted columns."""
    known = apps.get_models(include_auto_created=True)
    return [model for model in known if model._meta.managed and not model._meta.proxy and encrypted_fields(model)]


def stale(model: type[models.Model]) -> int:
    """How many rows have a secret that the current key did not make."""
    return sum(_stale_rows(model, field).count() for field in encrypted_fields(model))


def rotate(model: type[models.Model], *, batch: int = 1000, indexes: bool = False) -> Iterator[int]:
    """Rewrite the secrets of a table; gives the number of rows after each batch, each its own transaction.

    `indexes` makes the search indexes anew as well, of every row: needed when XINGLIN_KEYS names another "index" key.
    Raises keys.Unreadable at a row whose key is missing; what was done until then stays.
    """
    for field in encrypted_fields(model):
        last = None
        while True:
            rows = _base(model, field) if indexes else _stale_rows(model, field)
            with transaction.atomic(), pgtrigger.ignore():
                page = rows.filter(pk__gt=last) if last is not None else rows
                found = list(page.order_by("pk").select_for_update(of=("self",)).values_list("pk", field.name)[:batch])
                if not found:
                    break
                _rewrite(model, field, found, indexes=indexes)
            last = found[-1][0]
            yield len(found)


def _base(model: type[models.Model], field: EncryptedField) -> models.QuerySet[Any]:
    return model._base_manager.filter(**{f"{field.name}__isnull": False})


def _stale_rows(model: type[models.Model], field: EncryptedField) -> models.QuerySet[Any]:
    stored = _base(model, field).alias(stored=Cast(field.name, models.TextField()))
    return stored.exclude(stored__startswith=f"{keys.current_keys().current}:")


def _rewrite(
    model: type[models.Model], field: EncryptedField, found: list[tuple[Any, Cipher]], *, indexes: bool
) -> None:
    """One statement for the batch: a value list joined by the primary key."""
    secrets = [sealed(cipher.plain, field.kind) for _, cipher in found]
    parts = {"cipher": field.name}
    if indexes:
        parts |= {part: name for part, name in field.companions.items() if part != "masked"}
    quote = connection.ops.quote_name
    columns = {part: quote(_column(model, name)) for part, name in parts.items()}
    table, key = quote(model._meta.db_table), model._meta.pk
    assignments = ", ".join(f"{column} = fresh.{part}" for part, column in columns.items())
    lists = "".join(f", unnest(%s::{'text' if part == 'cipher' else 'bytea'}[]) AS {part}" for part in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {assignments} "  # noqa: S608 -- names come from the models
            f"FROM (SELECT unnest(%s::{key.rel_db_type(connection)}[]) AS row_key{lists}) fresh "
            f"WHERE {table}.{quote(_column(model, key.name))} = fresh.row_key",
            [[pk for pk, _ in found], *([getattr(each, part) for each in secrets] for part in columns)],
        )


def _column(model: type[models.Model], name: str) -> str:
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field)  # noqa: S101 -- only this table's own columns are asked for
    return field.get_attname_column()[1] or field.name


def stale_files() -> Iterator[str]:
    """Names of the stored files that the current key did not seal, those from before sealing among them."""
    if isinstance(default_storage, Sealing):
        for name in _files(""):
            with suppress(FileNotFoundError), default_storage.stored(name) as file:  # removed by now
                if key_of(file) != keys.current_keys().current:
                    yield name


def reseal(name: str) -> None:
    """Write one of them anew under the current key. Raises keys.Unreadable when its key is missing."""
    assert isinstance(default_storage, Sealing)  # noqa: S101 -- or `stale_files` would have named none
    with suppress(FileNotFoundError), default_storage.open(name) as plain:
        default_storage.replace(name, plain)


def _files(folder: str) -> Iterator[str]:
    with suppress(FileNotFoundError):  # nothing was ever stored
        folders, names = default_storage.listdir(folder)
        yield from (f"{folder}{name}" for name in names)
        for each in folders:
            yield from _files(f"{folder}{each}/")
