"""Writing into the audit log."""

from collections.abc import Iterable
from typing import Any

from django.core.cache import cache
from django.db import models

from xinglin.kit import arrays

from .author import Author
from .models import AuditEntry


def record(
    action: str,
    title: str,
    *,
    by: Author,
    subject: str = "",
    subject_ids: Iterable[int] = (),
    done: int = 0,
    refused: int = 0,
    succeeded: bool = True,
    reason: str = "",
    is_look: bool = False,
    **details: Any,
) -> None:
    """Note what was done (one statement). `details` must hold no unmasked personal numbers.

    `is_look`: the subjects' personal information was seen by it; they find it among who looked at them (PLT-102).
    """
    AuditEntry.objects.create(
        action=action,
        title=title,
        account_id=by.account_id,
        account_name=by.name,
        role=by.role,
        unit_id=by.unit_id,
        unit_name=by.unit_name,
        address=by.address,
        source=by.source,
        subject=subject,
        subject_ids=arrays.of_numbers(subject_ids),
        done=done,
        refused=refused,
        succeeded=succeeded,
        reason=reason,
        is_look=is_look,
        details=details,
    )


LOOK_SECONDS = 3600


def looked(row: models.Model, *, by: Author) -> None:
    """Note that somebody opened the page of a person's record; again within the hour is the same look (PLT-102)."""
    subject = row._meta.label_lower
    if cache.add(f"look:{by.account_id}:{by.unit_id}:{subject}:{row.pk}", 1, LOOK_SECONDS):
        record("history.looked", "查看记录", by=by, subject=subject, subject_ids=[row.pk], done=1, is_look=True)
