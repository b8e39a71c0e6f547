"""Reading the inbox."""

from django.db.models import QuerySet

from xinglin.engines.access.actor import Actor

from .models import Notice


def notices_visible_to(actor: Actor) -> "QuerySet[Notice]":
    """One's own messages, newest first."""
    return Notice.objects.filter(account_id=actor.account_id or 0).order_by("-created_at", "-pk")


def unread_count(account_id: int | None) -> int:
    """For the bell in the top bar: one look into a partial index; 99 stands for more."""
    return Notice.objects.filter(account_id=account_id or 0, read_at=None)[:99].count()
