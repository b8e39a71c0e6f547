"""Addresses for calendars, made and taken back by whom they show (ROT-22)."""

from django.db.models import QuerySet
from django.utils import timezone

from xinglin.engines.access.actor import Actor
from xinglin.engines.accounts.models import Account
from xinglin.engines.actions import Outcome, action

from ..models import CalendarFeed


@action("rotation.feeds_renewed", "开通日历订阅")
def renew_feeds(accounts: "QuerySet[Account]", *, token_hash: str, by: Actor) -> Outcome:
    """One's own calendar is found under a new word, of which this is the SHA-256; the one before leads nowhere. Keys
    are the accounts'.
    """
    own = sorted(accounts.filter(pk=by.account_id or 0).values_list("pk", flat=True))
    CalendarFeed._base_manager.bulk_create(
        [CalendarFeed(account_id=pk, token_hash=token_hash, made_at=timezone.now()) for pk in own],
        update_conflicts=True,
        unique_fields=["account"],
        update_fields=["token_hash", "made_at"],
    )
    return Outcome(done=own)


@action("rotation.feeds_closed", "停用日历订阅")
def close_feeds(accounts: "QuerySet[Account]", *, by: Actor) -> Outcome:
    """One's own calendar is found nowhere any more. Keys are the accounts'."""
    rows = CalendarFeed._base_manager.filter(account=by.account_id, account__in=accounts.order_by().values("pk"))
    own = sorted(rows.select_for_update().values_list("account", flat=True))
    rows.delete()
    return Outcome(done=own)
