"""Writing into the audit log."""

from collections.abc import Iterable
from typing import Any

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
        subject_ids=list(subject_ids),
        done=done,
        refused=refused,
        succeeded=succeeded,
        reason=reason,
        is_look=is_look,
        details=details,
    )
