"""Reading what a list remembers."""

from collections import Counter

from django.db.models import QuerySet

from xinglin.engines.access.actor import Actor
from xinglin.engines.jobs.models import JobRun

from .models import BulkResult, ChosenColumns

NOBODY = 0  # the key of what a command has none of: account, membership


def columns_chosen(listing: str, actor: Actor) -> list[str]:
    """Keys of the columns the account chose the last time; none before it chose any."""
    chosen = ChosenColumns.objects.filter(listing=listing, account_id=actor.account_id or NOBODY)
    return chosen.values_list("columns", flat=True).first() or []


def results_visible_to(actor: Actor) -> "QuerySet[BulkResult]":
    """Results of one's own bulk actions under the present identity."""
    return BulkResult._base_manager.filter(
        account_id=actor.account_id or NOBODY, membership_id=actor.membership_id or NOBODY
    )


def exports_visible_to(actor: Actor) -> "QuerySet[JobRun]":
    """One's own exports under the present identity."""
    runs = JobRun._base_manager.filter(
        account_id=actor.account_id or NOBODY, membership_id=actor.membership_id or NOBODY
    )
    return runs.filter(task="lists.export").select_related("result")


def reasons_of(result: BulkResult) -> list[tuple[str, int]]:
    """(sentence, number of rows) of the rows that were not done, the most frequent first."""
    return Counter(why for _, why, _ in result.refused).most_common()


def _own(actor: Actor) -> dict[str, int]:
    return {"account_id": actor.account_id or NOBODY, "membership_id": actor.membership_id or NOBODY}
