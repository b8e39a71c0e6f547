"""The queue: what can be done later, and putting it there in the current transaction."""

import functools
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from asgiref.sync import sync_to_async
from django.db import close_old_connections, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.manager import JobManager
from procrastinate.retry import RetryStrategy
from procrastinate.tasks import configure_task

Work = Callable[..., None]

# A worker gives the app a connector of its own; jobs enqueued by a task must still join the task's transaction.
manager = JobManager(DjangoConnector())

# In tests work runs in the caller's thread and transaction, and its errors are gathered here.
errors_here: ContextVar[list[Exception] | None] = ContextVar("errors_here", default=None)


@dataclass(frozen=True)
class Task:
    """Work that can be done later. Called directly it is done now."""

    key: str
    work: Work
    lost: Work | None = None

    def __call__(self, **facts: Any) -> None:
        self.work(**facts)


TASKS: dict[str, Task] = {}


def task(key: str, *, retries: int = 0, lost: Work | None = None) -> Callable[[Work], Task]:
    """Declare work that can be enqueued: `@task("sheets.import") def import_later(run_id): …` in an app's `tasks.py`.

    It takes JSON values only, never personal data: they stand in the queue and in the log. It runs at least once:
    work cut short by a dying worker is done again, so it must either be harmless twice or look first what is done.
    `retries`: how often an error is tried again, after 5, 25, 125 … seconds.
    `lost`: called with the same facts when the work has taken three workers down with it and is given up.
    """

    def declare(work: Work) -> Task:
        if key in TASKS:
            raise ValueError(f"task {key} is declared twice")
        retry = _retry(retries) if retries else False
        app.task(name=key, retry=retry)(_worker_side(key, work))
        TASKS[key] = Task(key, work, lost)
        return TASKS[key]

    return declare


def periodic(cron: str, key: str) -> Callable[[Callable[[], None]], Task]:
    """Declare work that a worker does by the clock (cron, UTC), once whatever the number of workers.

    An error is tried again after 5, 25 and 125 seconds, else a reminder of the day would be lost: as `task`, it must be
    harmless twice, or leave nothing half done.
    """

    def declare(work: Callable[[], None]) -> Task:
        TASKS[key] = Task(key, work)

        def run(timestamp: int) -> None:
            work()

        app.periodic(cron=cron)(app.task(name=key, queueing_lock=key, retry=_retry(3))(_worker_side(key, run)))
        return TASKS[key]

    return declare


def _retry(times: int) -> RetryStrategy:
    return RetryStrategy(max_attempts=times, exponential_wait=5)


def _worker_side(key: str, work: Work) -> Callable[..., Any]:
    """The work as a worker awaits it: in a thread with a database connection of its own."""

    def run(**facts: Any) -> None:
        errors = errors_here.get()
        if errors is None:
            close_old_connections()
        try:
            with structlog.contextvars.bound_contextvars(task=key):
                work(**facts)
        except Exception as error:
            if errors is not None:
                errors.append(error)
            raise
        finally:
            if errors is None:
                close_old_connections()

    @functools.wraps(work)
    async def later(**facts: Any) -> None:
        await sync_to_async(run, thread_sensitive=errors_here.get() is not None)(**facts)

    return later


def enqueue(
    work: Task | str, *, lock: str | None = None, once: str | None = None, at: datetime | None = None, **facts: Any
) -> int | None:
    """Have the work done by a worker once the current transaction commits; nothing is done when it rolls back.

    `lock`: jobs of one lock run one after another, in order. `once`: no second job while one of this name waits; then
    the answer is None, else the job's number. `at`: not before.
    """
    key = work.key if isinstance(work, Task) else work
    if key not in TASKS:
        raise LookupError(f"no task {key}: declare it with @task in an app's tasks.py")
    job = configure_task(name=key, job_manager=manager, lock=lock, queueing_lock=once, schedule_at=at)
    try:
        with transaction.atomic():
            return job.defer(**facts)
    except AlreadyEnqueued:
        return None
