"""What workers do for history by the clock: seal hourly, prove nightly, drop what is too old (PLT-61, PLT-101)."""

from collections.abc import Callable
from datetime import date, timedelta

import structlog
from django.utils import timezone
from django.utils.timezone import localdate

from xinglin.engines.access.actor import system_actor
from xinglin.engines.access.models import Unit
from xinglin.engines.access.roles import Role
from xinglin.engines.history import audit
from xinglin.engines.history.author import Author
from xinglin.engines.history.models import Proof
from xinglin.engines.history.proving import prove
from xinglin.engines.history.retention import drop_old_entries
from xinglin.engines.history.sealing import seal
from xinglin.engines.jobs.models import JobRun, JobState
from xinglin.engines.jobs.queue import periodic, task
from xinglin.engines.notices.actions import notify
from xinglin.engines.notices.queries import members_of

from .integrity import TASK

NIGHTLY = timedelta(days=31)  # on the first of a month everything
FAULT = "检查没有完成：系统出了问题，错误已经记录。请稍后再次检查。"
log = structlog.get_logger(__name__)


def _given_up(run_id: int) -> None:
    _end(run_id, JobState.INTERRUPTED, "检查被中断，请重新检查。")


@task(TASK, lost=_given_up)
def prove_later(run_id: int) -> None:
    """Seal what is new and prove, with progress; done again from the start when a worker dies in the middle."""
    run = JobRun._base_manager.select_related("account", "unit").get(pk=run_id)
    if run.is_over:
        return
    runs = JobRun._base_manager.filter(pk=run_id)
    runs.update(state=JobState.RUNNING, started_at=timezone.now())
    since = date.fromisoformat(run.arguments["since"]) if run.arguments["since"] else None
    author = Author(
        account_id=run.account_id,
        name=run.account.get_full_name() if run.account else "系统",
        role=Role.AUDITOR,
        unit_id=run.unit_id,
        unit_name=run.unit.name,
        address=run.address,
        source="job",
    )
    try:
        seal()
        proof = _prove(since, author, lambda done, total: runs.update(done=done, total=total))
    except Exception:
        _end(run_id, JobState.FAILED, FAULT)
        raise
    _end(run_id, JobState.DONE, f"发现 {proof.problems} 处问题。" if proof.problems else "与封存时完全一致。")


@periodic("5 * * * *", "history.seal")
def seal_hourly() -> None:
    """Seal what was written since."""
    seal()


@periodic("10 19 * * *", "history.prove_nightly")
def prove_nightly() -> None:
    """At 03:10 in China: the last month, on its first day everything."""
    today = localdate()
    _prove(None if today.day == 1 else today - NIGHTLY, system_actor(source="job"))


@periodic("40 19 * * *", "history.drop_entries")
def drop_daily() -> None:
    """Drop entries of the audit log that need not be kept any longer."""
    drop_old_entries()


def _prove(since: date | None, by: Author, progress: Callable[[int, int], object] = lambda done, total: None) -> Proof:
    proof = prove(by=by.name, since=since, progress=progress)
    audit.record(
        "history.proved", "检查历史完整性", by=by, done=proof.rows, refused=proof.problems, succeeded=not proof.problems
    )
    if proof.problems:
        log.error("history.altered", proof=proof.pk, problems=proof.problems)
        nations = Unit.objects.filter(parent=None).values_list("pk", flat=True)
        told = [account for _, account in members_of(list(nations), [Role.AUDITOR])]
        body = "请打开“历史完整性”查看逐条结果，并保护现场：先备份数据库和日志，再查明原因。"
        notify(told, f"历史检查发现 {proof.problems} 处问题", body, "/audit/integrity/", by=system_actor(source="job"))
    return proof


def _end(run_id: int, state: JobState, message: str) -> None:
    JobRun._base_manager.filter(pk=run_id).update(state=state, message=message, finished_at=timezone.now())
