"""How imports are undone."""

import pghistory
from django.utils import timezone

from tests.contracts.calls import JOB, Crowd, Verb, base, call, system
from tests.contracts.calls_of_engines import runs
from tests.walk import TRAINING, opened
from xinglin.domains.training import actions as training
from xinglin.engines.sheets import actions as sheets
from xinglin.engines.sheets.models import ImportRun, RunState
from xinglin.engines.sheets.sheet import Deed


@call("sheets.undo_started")
def _(crowd: Crowd, number: int) -> Verb:
    keys = runs(crowd, number, state=RunState.DONE, imported=1, institution=crowd.world.country.hospital)
    return lambda by: sheets.ask_undo(ImportRun._base_manager.filter(pk__in=keys), by=by)


@call("sheets.undo_interrupted", by=system, stranger=None, why=JOB)
def _(crowd: Crowd, number: int) -> Verb:
    keys = runs(crowd, number, state=RunState.UNDOING)
    return lambda by: sheets.give_up_undo(keys, by=by)


@call("training.opening_undone")
def _(crowd: Crowd, number: int) -> Verb:
    since = timezone.now()
    with pghistory.context() as context:
        created = [t.pk for t in opened(crowd.world.country, number, start=500)]
    deed = Deed(created=created, changed=[], context=context.id, since=since)
    return lambda by: training.undo_opening(deed, by=by)


@call("training.saving_undone")
def _(crowd: Crowd, number: int) -> Verb:
    since, rows = timezone.now(), crowd.rows(number)
    keys = [t.pk for t in crowd.trainings[:number]]
    with pghistory.context() as context:
        saved = training.save_trainings(rows, {pk: {**TRAINING, "degree_study": True} for pk in keys}, by=base(crowd))
    assert len(saved.done) == number
    deed = Deed(created=[], changed=keys, context=context.id, since=since)
    return lambda by: training.undo_saving(deed, by=by)
