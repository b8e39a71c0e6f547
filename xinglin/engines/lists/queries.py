"""Reading what a list remembers."""

from collections import Counter

from django.db.models import QuerySet

from xinglin.engines.access.actor import Actor

from .models import BulkResult, ChosenColumns


def columns_chosen(listing: str, actor: Actor) -> list[str]:
    """Keys of the columns the account chose the last time; none before it chose any."""
    chosen = ChosenColumns.objects.filter(listing=listing, account_id=actor.account_id)
    return chosen.values_list("columns", flat=True).first() or []


def results_visible_to(actor: Actor) -> "QuerySet[BulkResult]":
    """Results of one's own bulk actions under the present identity."""
    return BulkResult._base_manager.filter(account_id=actor.account_id, membership_id=actor.membership_id)


def reasons_of(result: BulkResult) -> list[tuple[str, int]]:
    """(sentence, number of rows) of the rows that were not done, the most frequent first."""
    return Counter(why for _, why in result.refused).most_common()
