"""Exports that take longer than one waits for a page, and the daily clearing."""

from collections.abc import Callable
from datetime import timedelta
from tempfile import NamedTemporaryFile
from uuid import UUID

from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from xinglin.engines.access.actor import Actor, actor_of, memberships_of, system_actor
from xinglin.engines.actions import Refused
from xinglin.engines.files.actions import take_in
from xinglin.engines.files.storing import NewFile
from xinglin.engines.jobs.models import JobRun, JobState
from xinglin.engines.jobs.queue import enqueue, periodic, task
from xinglin.engines.notices.actions import notify

from . import actions
from .address import Asked
from .declaration import LISTS
from .exporting import file_name, uncovered, write

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KEEP_FILE = timedelta(days=7)
FAULT = "导出没有完成：系统出了问题，错误已经记录。请稍后重新导出，仍然不行请联系系统管理员。"


def _given_up(run_id: int) -> None:
    _end(run_id, JobState.INTERRUPTED, "导出被中断，没有生成文件，请重新导出。", by=system_actor(source="job"))


@task(actions.EXPORT, lost=_given_up)
def export_later(run_id: int) -> None:
    """Make the workbook; done again from the start when a worker dies in the middle."""
    run = JobRun._base_manager.get(pk=run_id)
    if run.is_over:
        return
    try:
        by = _actor(run)
        _make(run, by)
    except Refused as refused:
        _end(run_id, JobState.FAILED, refused.why, by=system_actor(source="job"))
    except Exception:
        _end(run_id, JobState.FAILED, FAULT, by=system_actor(source="job"))
        raise


def export_soon(asked: Asked, *, whole: bool, reason: str) -> int:
    """Have an export made in the background; the key of its JobRun. Raises Refused."""
    uncovered(asked, whole=whole, reason=reason)
    new = actions.NewExport(asked, whole, reason, asked.rows.count())
    with transaction.atomic():
        run_id = actions.start_exports([new], by=asked.actor).only()
        enqueue(export_later, run_id=run_id)
    return run_id


@periodic("40 18 * * *", "lists.clear")
def clear_daily() -> None:
    """Forget results of bulk actions that nobody reads any more."""
    actions.drop_results(by=system_actor(source="job"))


def _actor(run: JobRun) -> Actor:
    """Who asked, if he still holds the identity."""
    held = memberships_of(run.account_id) if run.account_id else []
    membership = next((each for each in held if each.pk == run.membership_id), None)
    if membership is None:
        raise Refused("导出没有进行：申请导出的身份已经失效。")
    return actor_of(membership, address=run.address, source="job")


def _make(run: JobRun, by: Actor) -> None:
    facts = run.arguments
    asked = Asked(LISTS[facts["listing"]], by, QueryDict(facts["asked"].removeprefix("?")))
    runs = JobRun._base_manager.filter(pk=run.pk)
    runs.update(state=JobState.RUNNING, started_at=timezone.now())
    with NamedTemporaryFile(suffix=".xlsx") as file:
        write(asked, file, whole=facts["whole"], reason=facts["reason"], progress=_progress(run.pk))
        until = timezone.now() + KEEP_FILE
        new = NewFile(
            kind=actions.EXPORT, name=file_name(asked.listing), body=file, content_type=XLSX, expires_at=until
        )
        with transaction.atomic():
            take_in([new], by=by)
            _end(run.pk, JobState.DONE, "导出已完成。", by=by, file=new.uuid)
            url = reverse("lists:export", args=[run.pk])
            told = [by.account_id] if by.account_id else []
            notify(told, f"{run.title}已完成", "文件保留 7 天。", url, by=by)


def _progress(run_id: int) -> Callable[[int], None]:
    def note(done: int) -> None:
        JobRun._base_manager.filter(pk=run_id).update(done=done)

    return note


def _end(run_id: int, state: JobState, message: str, *, by: Actor, file: UUID | None = None) -> None:
    actions.end_exports(JobRun._base_manager.filter(pk=run_id), by=by, state=state, message=message, file=file)
