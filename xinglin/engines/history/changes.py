"""What changed in a record, field by field, as people read it (PLT-60)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models

KINDS = {"insert": "新增", "update": "修改", "delete": "删除"}


@dataclass(frozen=True)
class FieldChange:
    """One line of «更新字段详情»: 更新字段, 更新前内容, 更新后内容."""

    title: str
    before: str
    after: str


def change_of(title: str, before: str, after: str) -> FieldChange:
    """A change as it is shown; two masked numbers, or two files, can look alike though they differ."""
    return FieldChange(title, before, f"{after}（已更改）" if after == before else after)


@dataclass(frozen=True)
class Change:
    """One write to one record: 更新类型, 更新时间, 更新人 and its fields."""

    kind: str
    at: datetime
    by: str
    by_role: str
    by_unit: str
    action: str
    fields: tuple[FieldChange, ...]
    context: UUID | None = None  # shared by all that one action wrote


def changes(
    event_model: type[models.Model],
    where: models.Q,
    shows: dict[str, tuple[str, Callable[[Any], str]]],
    *,
    heading: Callable[[Any], str] = lambda event: "",
) -> list[Change]:
    """Newest first. `shows`: column → (title, how its value is written); other columns are no part of the story.

    `heading` gives the part a row belongs to («<本科>»). Two statements, whatever the number of events.
    """
    events: list[Any] = list(
        event_model._default_manager.filter(where).select_related("pgh_context").order_by("pgh_obj_id", "pgh_id")
    )
    found: list[Change] = []
    last: dict[int, Any] = {}
    for event in events:
        before = last.get(event.pgh_obj_id)
        last[event.pgh_obj_id] = event
        lines = tuple(_lines(before, event, shows, heading(event)))
        if lines:
            found.append(_change(event, lines))
    return sorted(found, key=lambda change: change.at)[::-1]  # of those equal in time the later one comes first, too


def _lines(
    before: Any, event: Any, shows: dict[str, tuple[str, Callable[[Any], str]]], part: str
) -> Iterable[FieldChange]:
    for column, (title, show) in shows.items():
        new = None if event.pgh_label == "delete" else getattr(event, column)
        old = getattr(event, column) if event.pgh_label == "delete" else getattr(before, column) if before else None
        if old != new and not (old in (None, "") and new in (None, "")):
            yield change_of(part + title, _text(old, show), _text(new, show))


def _text(value: Any, show: Callable[[Any], str]) -> str:
    return "" if value in (None, "") else show(value)


def _change(event: Any, lines: tuple[FieldChange, ...]) -> Change:
    by = event.pgh_context.metadata if event.pgh_context else {}
    return Change(
        kind=KINDS.get(event.pgh_label, event.pgh_label),
        at=event.pgh_created_at,
        by=by.get("name", "系统"),
        by_role=by.get("role", ""),
        by_unit=by.get("unit_name", ""),
        action=by.get("action", ""),
        fields=lines,
        context=event.pgh_context_id,
    )
