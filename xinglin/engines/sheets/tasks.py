"""Work of this engine that is done in the background."""

from django.db import transaction
from django.db.models import QuerySet

from xinglin.engines.access.actor import Actor, system_actor
from xinglin.engines.jobs.queue import enqueue, periodic, task

from . import actions, marking, running, undoing
from .models import ImportRun


def _given_up(run_id: int) -> None:
    actions.mark_interrupted([run_id], by=system_actor(source="job"))


@task("sheets.import", lost=_given_up)
def import_later(run_id: int) -> None:
    """Carry an import out; done again from the start when a worker dies in the middle, since nothing was saved then."""
    running.run_import(run_id)


def import_soon(new: actions.NewRun, *, by: Actor) -> int:
    """Take a file in and have it imported in the background; the run's key. Raises Refused."""
    with transaction.atomic():
        run_id = actions.start_runs([new], by=by).only()
        enqueue(import_later, run_id=run_id)
    return run_id


def _undo_given_up(run_id: int) -> None:
    actions.give_up_undo([run_id], by=system_actor(source="job"))


@task("sheets.undo", lost=_undo_given_up)
def undo_later(run_id: int) -> None:
    """Undo an import; done again from the start when a worker dies in the middle, since nothing was undone then."""
    undoing.undo_run(run_id)


def undo_soon(runs: "QuerySet[ImportRun]", *, by: Actor) -> int:
    """Have one import undone in the background; its key. Raises Refused."""
    with transaction.atomic():
        run_id = actions.ask_undo(runs, by=by).only()
        enqueue(undo_later, run_id=run_id)
    return run_id


@task("sheets.mark")
def mark_later(run_id: int) -> None:
    """Make the user's own workbook with the bad cells marked."""
    marking.mark(run_id)


@periodic("30 18 * * *", "sheets.clear")
def clear_daily() -> None:
    """Delete uploaded files that have had their time."""
    actions.clear_old_runs(by=system_actor(source="job"))
