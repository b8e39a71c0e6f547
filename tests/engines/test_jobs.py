"""Background work: enqueued in the transaction, done once, an error is told."""

import pytest
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from xinglin.engines.jobs import enqueue, task
from xinglin.engines.jobs.worker import run_pending

DONE: list[str] = []


@task("tests.note")
def note(word: str) -> None:
    """Remember a word."""
    if word == "bad":
        raise ValueError(word)
    DONE.append(word)


@pytest.fixture(autouse=True)
def nothing_done() -> None:
    """Each test begins with an empty list."""
    DONE.clear()


@pytest.mark.django_db
@pytest.mark.spec("PLT-121")
def test_work_is_done_once() -> None:
    enqueue("tests.note", word="one")
    run_pending()
    run_pending()
    assert DONE == ["one"]


@pytest.mark.django_db
@pytest.mark.spec("PLT-121")
def test_what_is_rolled_back_is_never_done() -> None:
    with transaction.atomic():
        enqueue("tests.note", word="two")
        transaction.set_rollback(True)
    run_pending()
    assert DONE == []


@pytest.mark.django_db
@pytest.mark.spec("PLT-121")
def test_an_error_is_told() -> None:
    enqueue("tests.note", word="bad")
    with pytest.raises(ValueError, match="bad"):
        run_pending()


@pytest.mark.django_db
def test_clock_driven_work_is_left_out() -> None:
    """The queue of stalled work is looked through every minute, so at any hour some of it is due."""
    run_pending()
    assert not ProcrastinateJob.objects.exists()
    by_the_clock = {each.task.name: each.task for each in app.periodic_registry.periodic_tasks.values()}
    assert "jobs.requeue_stalled" in by_the_clock
    assert not [name for name, work in by_the_clock.items() if work.retry_strategy is None]  # a day is not lost
