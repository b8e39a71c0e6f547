"""Reading what a list remembers."""

from collections import Counter

from django.db.models import QuerySet

from xinglin.engines.access.actor import Actor
from xinglin.engines.files.kinds import MADE
from xinglin.engines.files.models import Upload
from xinglin.engines.jobs.models import JobRun

from .declaration import LISTS
from .models import BulkResult, ChosenColumns

NOBODY = 0  # the key of what a command has none of: account, membership


def columns_chosen(listing: str, actor: Actor) -> list[str]:
    """Keys of the columns the account chose the last time; none before it chose any."""
    chosen = ChosenColumns.objects.filter(listing=listing, account_id=actor.account_id or NOBODY)
    return chosen.values_list("columns", flat=True).first() or []


def results_visible_to(actor: Actor) -> "QuerySet[BulkResult]":
    """Results of one's own bulk actions under the present identity, in lists that one may still see."""
    return BulkResult._base_manager.filter(**_own(actor), listing__in=_seen_by(actor))


def exports_visible_to(actor: Actor) -> "QuerySet[JobRun]":
    """Likewise one's own exports."""
    runs = JobRun._base_manager.filter(**_own(actor), task="lists.export")
    return runs.filter(arguments__listing__in=_seen_by(actor)).select_related("result")


def _own_exports(actor: Actor, uploads: "QuerySet[Upload]") -> "QuerySet[Upload]":
    return uploads.filter(pk__in=exports_visible_to(actor).values("result"))


MADE["lists.export"] = _own_exports


def reasons_of(result: BulkResult) -> list[tuple[str, int]]:
    """(sentence, number of rows) of the rows that were not done, the most frequent first."""
    return Counter(why for _, why, _ in result.refused).most_common()


def _seen_by(actor: Actor) -> list[str]:
    return [key for key, listing in LISTS.items() if actor.may(listing.right)]


def _own(actor: Actor) -> dict[str, int]:
    return {"account_id": actor.account_id or NOBODY, "membership_id": actor.membership_id or NOBODY}
