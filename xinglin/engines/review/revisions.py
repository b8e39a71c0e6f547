"""The subject's side: its revision."""

from typing import Any

from django.db.models import F, QuerySet


def revise(subjects: "QuerySet[Any]") -> int:
    """Something that is reported has changed: what lies above is no longer what the subject is (REP-32).

    One statement; inside an action only. How many subjects it was.
    """
    return subjects.order_by().update(revision=F("revision") + 1)
