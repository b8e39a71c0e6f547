"""Running what waits in the queue."""

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from asgiref.sync import async_to_sync
from procrastinate import App, BaseConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.periodic import PeriodicRegistry

from .queue import errors_here
from .stalled import GONE_AFTER_SECONDS, HEARTBEAT_SECONDS, requeue_stalled


def work(*, concurrency: int, until_empty: bool = False, alone: bool = False) -> None:
    """Work until told to stop (SIGTERM, SIGINT: what is begun is finished), or until nothing is left to do.

    `alone`: there is no other worker, so whatever is «being done» was left by a dead one and is done again at once.
    """
    requeue_stalled(0 if alone else GONE_AFTER_SECONDS)
    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]  # -- Django's connector has it
        app.run_worker(
            name=f"{socket.gethostname()}-{os.getpid()}",
            concurrency=concurrency,
            wait=not until_empty,
            listen_notify=not until_empty,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=GONE_AFTER_SECONDS,
        )


class _ThisTransaction(DjangoConnector):
    """Works on Django's own connection, which unlike a worker's gives JSON as text."""

    def _dictfetch(self, cursor: Any) -> Iterator[dict[str, Any]]:
        for row in super()._dictfetch(cursor):
            yield {**row, "args": json.loads(row["args"])} if isinstance(row.get("args"), str) else row


@contextmanager
def without_clock(connector: BaseConnector) -> Iterator[App]:
    """The queue on another connection, its clock-driven work left out: what tests do must not depend on the hour."""
    with app.replace_connector(connector) as queue:  # the queue itself: `app` hands on what is read, not what is set
        clock, queue.periodic_registry = queue.periodic_registry, PeriodicRegistry()
        try:
            yield queue
        finally:
            queue.periodic_registry = clock


def run_pending() -> None:
    """Do what waits, here and now, in this thread and transaction, through the real worker; for tests.

    Raises the first error of the work done.
    """
    errors: list[Exception] = []
    token = errors_here.set(errors)
    try:
        with without_clock(_ThisTransaction()) as queue:
            async_to_sync(queue.run_worker_async)(
                wait=False,
                listen_notify=False,
                install_signal_handlers=False,
                task_middleware=[],  # what stands there closes the connection, and with it the test's transaction
            )
    finally:
        errors_here.reset(token)
    if errors:
        raise errors[0]
