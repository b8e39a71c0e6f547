"""Records as they stood at a moment, those deleted since included (PLT-61)."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, TypeVar

from django.apps import apps
from django.db import models

M = TypeVar("M", bound=models.Model)


def events_of(model: type[models.Model]) -> type[models.Model]:
    """The history table of a tracked model."""
    return apps.get_model(model._meta.app_label, f"{model.__name__}Event")


def as_of(model: type[M], keys: Iterable[int], moment: datetime) -> dict[int, M]:
    """Key → the row as it stood then; absent where it did not exist yet or was deleted before. One statement.

    Columns that history does not keep (bookkeeping, search indexes) hold their default. Never save such a row.
    """
    return _standing(model, models.Q(pgh_obj_id__in=list(keys)), moment)


def as_of_where(model: type[M], path: str, values: Iterable[int], moment: datetime) -> dict[int, M]:
    """`as_of` for rows found by another column, such as the educations of a person; see `tracked(found_by=…)`."""
    return _standing(model, models.Q((f"{path}__in", list(values))), moment)


def as_of_each(
    model: type[M], path: str, asked: Collection[tuple[int, datetime]]
) -> dict[tuple[int, datetime], list[M]]:
    """(value of the column, moment) → the rows that stood then, each asked for at a moment of its own. One statement.

    `path` as in `as_of_where`, or «pgh_obj» for the key of the row.
    """
    if not asked:
        return {}
    keys, last = {key for key, _ in asked}, max(moment for _, moment in asked)
    rows = events_of(model)._base_manager.filter(**{f"{path}__in": keys}, pgh_created_at__lte=last)
    events: dict[int, list[Any]] = defaultdict(list)
    for event in rows.order_by("pgh_created_at", "pgh_id"):
        events[getattr(event, f"{path}_id")].append(event)
    found = {}
    for key, moment in asked:
        standing = {event.pgh_obj_id: event for event in events[key] if event.pgh_created_at <= moment}
        found[key, moment] = [_row(model, event) for event in standing.values() if event.pgh_label != "delete"]
    return found


def _standing(model: type[M], where: models.Q, moment: datetime) -> dict[int, M]:
    rows = events_of(model)._base_manager.filter(where, pgh_created_at__lte=moment)
    # Within one transaction the time is the same and the key decides.
    newest: Iterable[Any] = rows.order_by("pgh_obj_id", "-pgh_created_at", "-pgh_id").distinct("pgh_obj_id")
    return {event.pgh_obj_id: _row(model, event) for event in newest if event.pgh_label != "delete"}


def _row(model: type[M], event: Any) -> M:
    kept = {field.attname for field in event._meta.local_concrete_fields}
    row = model()
    for field in model._meta.local_concrete_fields:
        if field.attname in kept:
            # Past the attribute of an encrypted column: it would fill companions, which stand in the event themselves.
            row.__dict__[field.attname] = event.__dict__[field.attname]
    row._state.adding = False
    return row
