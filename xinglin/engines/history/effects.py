"""What the writes of one context did to records, and whether these still stand as it left them (PLT-46, PLT-60)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from uuid import UUID


@dataclass
class Effects:
    """By record key. `before`: the event that stood when the context began; absent where the context made the record.

    `since`: the last event of records that no longer stand as the context left them.
    """

    before: dict[int, Any] = field(default_factory=dict)
    since: dict[int, Any] = field(default_factory=dict)


def effects(model: Any, keys: Iterable[int], context: UUID, *related: str) -> Effects:
    """Of the records of a tracked model. `related`: what is read of the events beside them. One statement."""
    found = Effects()
    events = model.pgh_event_model._default_manager.filter(pgh_obj__in=list(keys))
    story = events.select_related("pgh_context", *related).order_by("pgh_obj_id", "pgh_id")
    for key, chain in groupby(story, key=lambda event: event.pgh_obj_id):
        _note(found, key, list(chain), context)
    return found


def _note(found: Effects, key: int, chain: list[Any], context: UUID) -> None:
    own = [place for place, event in enumerate(chain) if event.pgh_context_id == context]
    if not own:
        return
    if own[0]:
        found.before[key] = chain[own[0] - 1]
    if not _is_same(chain[own[-1]], chain[-1]):
        found.since[key] = chain[-1]


def _is_same(left: Any, last: Any) -> bool:
    """Whatever happened between: what was changed and changed back stands as it did."""
    if left is last:
        return True
    columns = [f.attname for f in left._meta.concrete_fields if not f.name.startswith("pgh_")]
    return last.pgh_label != "delete" and all(getattr(left, name) == getattr(last, name) for name in columns)
