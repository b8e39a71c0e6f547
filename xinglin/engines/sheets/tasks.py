"""Work of this engine that is done in the background."""

from xinglin.engines.access.actor import system_actor
from xinglin.engines.jobs.queue import periodic, task

from . import actions, marking, running


def _given_up(run_id: int) -> None:
    actions.mark_interrupted([run_id], by=system_actor(source="job"))


@task("sheets.import", lost=_given_up)
def import_later(run_id: int) -> None:
    """Carry an import out; done again from the start when a worker dies in the middle, since nothing was saved then."""
    running.run_import(run_id)


@task("sheets.mark")
def mark_later(run_id: int) -> None:
    """Make the user's own workbook with the bad cells marked."""
    marking.mark(run_id)


@periodic("30 18 * * *", "sheets.clear")
def clear_daily() -> None:
    """Delete uploaded files that have had their time."""
    actions.clear_old_runs(by=system_actor(source="job"))
