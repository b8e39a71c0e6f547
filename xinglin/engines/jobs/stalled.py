"""Work whose worker is gone: done again, or given up when it takes every worker down."""

import structlog
from asgiref.sync import async_to_sync
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status

from .queue import TASKS, manager

HEARTBEAT_SECONDS = 10
GONE_AFTER_SECONDS = 45
ATTEMPTS = 3

log = structlog.get_logger(__name__)


def requeue_stalled(seconds: int = GONE_AFTER_SECONDS) -> int:
    """Put back every job whose worker has shown no sign of life for so many seconds; answers how many."""
    stalled = list(async_to_sync(manager.get_stalled_jobs)(seconds_since_heartbeat=seconds))
    for job in stalled:
        try:
            _give_up(job) if job.attempts + 1 >= ATTEMPTS else _put_back(job)
        except ConnectorException:  # another worker was first
            log.info("stalled_job_taken", job=job.id)
    return len(stalled)


def _put_back(job: Job) -> None:
    async_to_sync(manager.retry_job)(job)
    log.warning("stalled_job_requeued", job=job.id, task=job.task_name, attempts=job.attempts)


def _give_up(job: Job) -> None:
    async_to_sync(manager.finish_job)(job, Status.FAILED, delete_job=False)
    log.error("stalled_job_given_up", job=job.id, task=job.task_name)
    task = TASKS.get(job.task_name)
    if task and task.lost:
        task.lost(**job.task_kwargs)
