"""Indexes that cost a write nothing where a column is empty, and one by which a text is found by its characters."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


def given(model: str, *names: str) -> list[models.Index]:
    """One index a column over the rows where it is filled; 100,000 new records that have none yet enter none.

    For foreign keys declared with `db_index=False`: a look-up by key uses these as it would the full index.
    """
    return [
        models.Index(fields=[name], condition=models.Q((f"{name}__isnull", False)), name=f"{model}_{name}_set")
        for name in names
    ]


def once(model: str, *names: str) -> list[models.UniqueConstraint]:
    """Likewise for what no two rows may share: the guarantee of a unique column, whose full index takes empty ones too.

    For foreign keys declared with `db_index=False`. A `OneToOneField` it cannot serve: Django takes that for unique
    only with the full index, and does not join its other side otherwise.
    """
    return [
        models.UniqueConstraint(
            fields=[name], condition=models.Q((f"{name}__isnull", False)), name=f"{model}_{name}_once"
        )
        for name in names
    ]


@models.CharField.register_lookup
class Characters(models.Transform):
    """`name__characters__contains=["林", "清"]`: texts that hold all of them, found by a `characters_index`.

    Trigrams need three characters, and most Chinese names have no more.
    """

    lookup_name = "characters"
    function = "string_to_array"
    template = "%(function)s(%(expressions)s, NULL)"
    output_field = ArrayField(models.TextField())


def characters_index(name: str, field: str) -> models.Index:
    """An index over the single characters of a text column."""
    expression: Any = Characters(field)
    return GinIndex(expression, name=name)
