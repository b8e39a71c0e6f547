"""Writes of the list engine itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from xinglin.engines.access.actor import Actor
from xinglin.engines.actions import Outcome, action
from xinglin.engines.jobs.models import JobRun, JobState

from .address import Asked
from .columns import Masked
from .models import BulkResult, ChosenColumns

KEEP_RESULTS = timedelta(days=7)
EXPORT = "lists.export"


@dataclass(frozen=True)
class NewExport:
    """An export too large to wait for; `whole` and `reason` as in exporting.write."""

    asked: Asked
    whole: bool
    reason: str
    total: int  # rows that match now, for the progress bar


@action("lists.columns_chosen", "设置显示列")
def choose_columns(chosen: Mapping[str, Sequence[str]], *, by: Actor) -> Outcome:
    """Remember columns by list key for the account; keys are indexes of the lists given."""
    ChosenColumns.objects.bulk_create(
        [ChosenColumns(account_id=by.account_id or 0, listing=key, columns=list(keys)) for key, keys in chosen.items()],
        update_conflicts=True,
        unique_fields=["account", "listing"],
        update_fields=["columns"],
    )
    return Outcome(done=list(range(len(chosen))))


@action("lists.result_kept", "保存批量办理结果")
def keep_result(results: Sequence[BulkResult], *, by: Actor) -> Outcome:
    """Keep what a bulk action did, so that it can be read again and downloaded; keys are primary keys."""
    return Outcome(done=[result.pk for result in BulkResult.objects.bulk_create(results)])


@action("lists.results_dropped", "清理批量办理结果")
def drop_results(*, by: Actor) -> Outcome:
    """Forget results older than a week; keys are primary keys."""
    old = BulkResult.objects.filter(created_at__lt=timezone.now() - KEEP_RESULTS)
    found = list(old.values_list("pk", flat=True))
    BulkResult.objects.filter(pk__in=found).delete()
    return Outcome(done=found)


@action("lists.export_started", "开始导出")
def start_exports(exports: Sequence[NewExport], *, by: Actor) -> Outcome:
    """Note exports that are made in the background; keys are primary keys of their JobRuns."""
    runs = JobRun.objects.bulk_create(
        JobRun(
            task=EXPORT,
            title=f"导出：{new.asked.listing.title}",
            account_id=by.account_id,
            membership_id=by.membership_id,
            unit=by.unit,
            address=by.address,
            arguments={
                "listing": new.asked.listing.key,
                "asked": new.asked.query(page=None, columns=",".join(column.key for column in new.asked.columns)),
                "whole": new.whole,
                "reason": new.reason,
            },
            total=new.total,
        )
        for new in exports
    )
    return Outcome(done=[run.pk for run in runs])


@action("lists.export_ended", "结束导出")
def end_exports(
    runs: QuerySet[JobRun], *, by: Actor, state: JobState, message: str, file: UUID | None = None
) -> Outcome:
    """Note what became of exports; those that had ended before stay as they are. Keys are primary keys."""
    open_runs = runs.filter(task=EXPORT, state__in=(JobState.WAITING, JobState.RUNNING))
    keys = list(open_runs.select_for_update().order_by("pk").values_list("pk", flat=True))
    JobRun.objects.filter(pk__in=keys).update(state=state, message=message, result_id=file, finished_at=timezone.now())
    return Outcome(done=keys)


@action("lists.number_revealed", "查看完整号码", is_look=True)
def reveal(rows: QuerySet[Any], *, by: Actor, column: Masked, reason: str) -> Outcome:
    """Note that whole numbers are shown, with the reason (PLT-52); the keys done are those that may be shown.

    `rows` come from the list's visible query. Who may not reveal gets none.
    """
    may = column.reveal is not None and by.may(column.reveal)
    keys = list(rows.order_by().values_list("pk", flat=True)) if may else []
    return Outcome(done=keys)
