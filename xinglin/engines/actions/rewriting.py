"""Writing changed rows back at once: one statement whose cost grows with the rows, not with their square."""

from collections.abc import Iterable, Sequence

from django.db import models

BATCH = 5_000


def rewrite(rows: Sequence[models.Model], names: Iterable[str]) -> None:
    """Write the named fields of rows that stand already, locked and loaded whole beforehand.

    `bulk_update` makes a branch for each row in each column: ten seconds for some thousand people, where this takes
    tenths. Constraints and history triggers hold as for any update.
    """
    if rows:
        type(rows[0])._base_manager.bulk_create(
            rows, update_conflicts=True, unique_fields=["id"], update_fields=list(names), batch_size=BATCH
        )
