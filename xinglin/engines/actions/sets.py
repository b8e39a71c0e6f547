"""Asking for many rows by key."""

from collections.abc import Iterable
from typing import Any

from django.db.models.expressions import RawSQL

from xinglin.kit import arrays


def listed(values: Iterable[Any], kind: str) -> RawSQL:
    """`filter(pk__in=listed(keys, "bigint"))`: one array of a PostgreSQL type, instead of a parameter a value.

    For 20,000 keys Django and psycopg spend half a second on writing the parameters out.
    """
    if kind == "bytea":
        return RawSQL("SELECT decode(unnest(%s::text[]), 'hex')", [arrays.of_hex(values)])
    array = arrays.of_numbers(v for v in values if v is not None) if kind == "bigint" else list(values)
    return RawSQL(f"SELECT unnest(%s::{kind}[])", [array])  # noqa: S611 -- `kind` stands in the code
