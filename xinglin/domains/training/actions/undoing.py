"""Taking imports back, as long as nothing has built on them (PLT-46)."""

from collections.abc import Iterable
from typing import Any

from xinglin.domains.people.public import Person, correct_mobiles, lock_opening
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import claim
from xinglin.engines.actions import Outcome, action
from xinglin.engines.actions.sets import listed
from xinglin.engines.history.effects import effects
from xinglin.engines.sheets.sheet import Deed

from .. import rules
from ..models import Training
from ..queries.records import training_values
from .intake import delete_trainings
from .saving import save_trainings
from .status import take_back_status

REASON = "撤销导入"


@action("training.opening_undone", "撤销住院医师账号导入")
def undo_opening(deed: Deed, *, by: Actor) -> Outcome:
    """Delete the records that an account sheet made, with people and log-ins that nothing else needs (REP-05).

    A mobile number that it corrected becomes again what it was. Keys are those of training records.
    """
    mine = claim(_rows([*deed.created, *deed.changed]), by, rules.OPEN, "case", "person__account")
    since = effects(Training, deed.created, deed.context).since
    outcome = Outcome.judged((t.pk, rules.may_undo_opening(t, deed.since, since.get(t.pk))) for t in mine)
    created = set(deed.created).intersection(outcome.done)
    deleted = delete_trainings(_rows(created), by=by, comment=REASON)
    corrected = {t.person_id: t.pk for t in mine if t.pk in set(outcome.done) - created}
    outcome.refused |= deleted.refused | _restore_mobiles(corrected, deed, by)
    return _whole(deed, mine, outcome)


def _restore_mobiles(corrected: dict[int, int], deed: Deed, by: Actor) -> dict[int, str]:
    """Person key → training key; answers why a number stays."""
    found = effects(Person, corrected, deed.context)
    numbers = {person: event.mobile for person, event in found.before.items() if person not in found.since}
    restored = correct_mobiles(Person.objects.filter(pk__in=listed(numbers, "bigint")), numbers, by=by)
    refused = restored.refused | {person: rules.changed_since(event) for person, event in found.since.items()}
    return {corrected[person]: why for person, why in refused.items()}


@action("training.saving_undone", "撤销培训信息导入")
def undo_saving(deed: Deed, *, by: Actor) -> Outcome:
    """Give the records that a sheet changed their former values and status; keys are those of training records."""
    lock_opening()  # before any record is locked, as wherever people are taken
    mine = claim(_rows(deed.changed), by, rules.EDIT, "case")
    found = effects(Training, deed.changed, deed.context, "specialty", "site")
    outcome = Outcome.judged((t.pk, rules.may_undo_saving(t, deed.since, found.since.get(t.pk))) for t in mine)
    stood = {pk: found.before[pk].status for pk in outcome.done if pk in found.before}
    if turned := [t.pk for t in mine if t.status != stood.get(t.pk, t.status)]:
        outcome.refused |= take_back_status(_rows(turned), by=by).refused
    values = {pk: training_values(found.before[pk]) for pk in stood}
    outcome.refused |= save_trainings(_rows(values), values, by=by).refused
    return _whole(deed, mine, outcome)


def _rows(keys: Iterable[int]) -> Any:
    return Training.objects.filter(pk__in=listed(keys, "bigint"))


def _whole(deed: Deed, mine: list[Training], outcome: Outcome) -> Outcome:
    """What somebody deleted meanwhile needs nothing; what is not the actor's is left out."""
    asked = {*deed.created, *deed.changed}
    standing = set(_rows(asked).values_list("pk", flat=True))
    left = standing & set(deed.created) & {t.pk for t in mine}
    outcome.refused |= dict.fromkeys(left - outcome.refused.keys(), rules.GONE)
    outcome.done = [t.pk for t in mine if t.pk not in outcome.refused]
    outcome.unchanged = sorted(asked - standing - {t.pk for t in mine})
    return outcome
