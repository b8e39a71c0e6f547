"""Records of people who reported in after a recruitment: they begin with all it knows (REC-23, REC-45)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from xinglin.domains.institutions.public import closed_to_new
from xinglin.domains.people.public import Person, lock_opening
from xinglin.engines.access.actions import NewMembership, grant
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.roles import Role
from xinglin.engines.access.visible import claim
from xinglin.engines.actions import Outcome, action
from xinglin.engines.actions.rewriting import rewrite
from xinglin.engines.actions.sets import listed
from xinglin.engines.windows.queries import Openings

from .. import events, rules, windows
from ..enums import BOUND
from ..models import Training
from ..queries.records import JOINED, note_completeness
from ..rules.enrolling import may_enrol, may_give_back
from .intake import _end_roles

TWICE = "此人在这一批中出现多次，只办理第一条，请核对。"


@dataclass(frozen=True)
class Newcomer:
    """Somebody who comes to the actor's base, with the columns of his record that are known («specialty_id» …)."""

    person_id: int
    intake_year: int
    known: Mapping[str, Any]


@action("training.enrolled", "招录人员入培")
def enrol(newcomers: Sequence[Newcomer], *, by: Actor) -> Outcome:
    """A training record at the actor's base for each; account and person stay theirs. Keys are indexes.

    A record of the year that the base opened already is kept («unchanged»), and what is empty in it filled. Once the
    intake has ended new ones stand in the second part, as those of missed residents do (REP-30).
    """
    if not by.may(rules.OPEN):
        return Outcome(refused=dict.fromkeys(range(len(newcomers)), "当前身份不能办理报到。"))
    lock_opening()
    standing, closed = _standing(newcomers), closed_to_new([by.unit.pk]).get(by.unit.pk)
    outcome, records = Outcome(), {}
    for index, new in enumerate(newcomers):
        mine = standing.get(new.person_id, [])
        here = next((t for t in mine if t.status in BOUND), None)  # of this base and year, or it is refused
        if here and not here.pk:
            outcome.refused[index] = TWICE
        elif why := may_enrol(mine, by.unit.pk, new.intake_year):
            outcome.refused[index] = why
        elif closed and here is None and new.intake_year >= closed.since.year:
            outcome.refused[index] = closed.why
        else:
            (outcome.unchanged if here else outcome.done).append(index)
            records[index] = here or _record(new, by)
            standing[new.person_id] = [*mine, records[index]]
    late = _years_over({new.intake_year for new in newcomers}, by)
    filled = [t for index, t in records.items() if _fill(t, newcomers[index].known) and t.pk]
    fresh = [records[index] for index in outcome.done]
    for training in fresh:
        training.is_late_entry = training.intake_year in late
    _write(fresh, filled, by)
    outcome.records = {index: training.pk for index, training in records.items()}
    return outcome


def _standing(newcomers: Sequence[Newcomer]) -> dict[int, list[Training]]:
    people = {new.person_id for new in newcomers}
    rows = Training._base_manager.filter(person__in=listed(people, "bigint")).select_related("institution", "case")
    found: dict[int, list[Training]] = {}
    for training in rows.order_by("pk"):
        found.setdefault(training.person_id, []).append(training)
    return found


def _record(new: Newcomer, by: Actor) -> Training:
    return Training(
        person_id=new.person_id, institution_id=by.unit.pk, province=by.unit.province, intake_year=new.intake_year
    )


def _years_over(years: set[int], by: Actor) -> set[int]:
    openings, at = Openings([windows.INTAKE], years), {"institution_id": by.unit.pk, "province_id": by.unit.province_id}
    return {year for year in years if openings.best(windows.INTAKE, year, **at).state == "past"}


def _fill(training: Training, known: Mapping[str, Any]) -> bool:
    """Was there something to fill in? What a base has written or reported itself is left as it is."""
    empty = [name for name in known if known[name] not in (None, "") and getattr(training, name) in (None, "")]
    for name in empty if training.case_id is None else ():
        setattr(training, name, known[name])
    return bool(empty) and training.case_id is None


def _write(new: Sequence[Training], filled: Sequence[Training], by: Actor) -> None:
    Training.objects.bulk_create(new)
    rewrite(filled, [f.name for f in Training._meta.concrete_fields if not f.primary_key])
    keys, changed = [training.pk for training in new], [training.pk for training in filled]
    accounts = Person.objects.filter(trainings__in=listed(keys, "bigint"), account__isnull=False)
    grant([NewMembership(pk, by.unit.pk, Role.RESIDENT) for pk in accounts.values_list("account_id", flat=True)], by=by)
    events.OPENED.announce(keys, by=by)
    events.CHANGED.announce(changed, by=by)
    everybody = Training.objects.filter(pk__in=listed([*keys, *changed], "bigint")).select_related(*JOINED)
    rewrite(note_completeness(list(everybody.order_by("pk"))), ["completeness"])


@action("training.given_back", "撤销入培")
def give_back(trainings: "QuerySet[Training]", *, since: Mapping[int, datetime], by: Actor) -> Outcome:
    """Take back what `enrol` did, while nothing was reported. Keys are the records'.

    `since`: when each reported in; a record that the base had opened before stays as it is.
    """
    claimed = claim(trainings, by, rules.OPEN, "case", "person")
    outcome = Outcome.judged((t.pk, may_give_back(t)) for t in claimed)
    outcome.labels = {t.pk: t.person.name for t in claimed}
    gone = [t for t in claimed if t.pk not in outcome.refused and t.created_at >= since[t.pk]]
    events.DELETED.announce([t.pk for t in gone], by=by)
    Training.objects.filter(pk__in=[t.pk for t in gone]).delete()
    _end_roles(gone)
    return outcome
