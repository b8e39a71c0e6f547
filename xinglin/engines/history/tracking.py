"""Field history by database triggers: form, sheet, bulk update, API and raw SQL alike (PLT-60)."""

from collections.abc import Callable, Iterable
from typing import TypeVar

import pghistory
from django.db import models

M = TypeVar("M", bound=type[models.Model])


def tracked(*, exclude: Iterable[str] = (), found_by: Iterable[str] = ()) -> Callable[[M], M]:
    """Keep every insert, change and deletion of a model's rows in `<Model>Event`, one trigger call a statement.

    `exclude`: columns that are bookkeeping and no part of what people call the record (revisions, indexes).
    `found_by`: columns that history is looked up by, beside the record itself; every index costs each write.
    """

    def decorate(model: M) -> M:
        return pghistory.track(
            pghistory.InsertEvent(level=pghistory.Statement),
            pghistory.UpdateEvent(level=pghistory.Statement),
            pghistory.DeleteEvent(level=pghistory.Statement),
            exclude=list(exclude),
            meta={
                "indexes": [
                    models.Index(fields=[name], name=f"{model.__name__.lower()}event_{name}") for name in found_by
                ]
            },
        )(model)

    return decorate
