"""Writes to the inbox."""

from collections.abc import Collection

from django.utils import timezone

from xinglin.engines.access.actor import Actor
from xinglin.engines.actions import Outcome, action

from .models import Notice


@action("notices.sent", "发送消息")
def notify(accounts: Collection[int], title: str, body: str = "", url: str = "", *, by: Actor) -> Outcome:
    """Put one message into the inbox of every account (PLT-71); keys are account ids, an account is told once."""
    told = sorted(set(accounts))
    Notice.objects.bulk_create(
        (Notice(account_id=pk, title=title, body=body, url=url, sender=by.unit_name) for pk in told), batch_size=10000
    )
    return Outcome(done=told)


@action("notices.read", "标为已读")
def mark_read(notices: Collection[int] | None = None, *, by: Actor) -> Outcome:
    """Mark one's own messages as read, all of them when none is named; keys are primary keys."""
    unread = Notice.objects.filter(account_id=by.account_id or 0, read_at=None).select_for_update().order_by("pk")
    if notices is not None:
        unread = unread.filter(pk__in=notices)
    found = [notice.pk for notice in unread.only("pk")]
    Notice.objects.filter(pk__in=found).update(read_at=timezone.now())
    return Outcome(done=found)
