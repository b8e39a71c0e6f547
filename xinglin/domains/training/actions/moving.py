"""Changes of base and of specialty: the old record ends, a new one continues it, in one transaction (REP-34)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from xinglin.domains.institutions.public import closed_to_new
from xinglin.domains.people.public import lock_opening
from xinglin.engines.access.actions import NewMembership, grant
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.roles import Role
from xinglin.engines.access.visible import claim
from xinglin.engines.actions import Outcome, action
from xinglin.engines.actions.rewriting import rewrite

from .. import events, rules
from ..models import StatusChange, Training
from ..queries.judging import Decided, Places
from ..queries.moving import let_go_to
from ..queries.parts import openings_of
from ..queries.records import JOINED, note_completeness
from ..queries.status import elsewhere, judge_changes
from ..rules import moving
from ..rules.moving import Continuation, NewBase
from .intake import _end_roles
from .status import change_statuses

KEPT = (  # what the new record knows of the old one; the base looks through it
    "cultivation_type",
    "resident_category",
    "other_category",
    "employer_name",
    "is_military_employer",
    "employer_credit_code",
    "graduate_kind",
    "is_rural_order",
    "is_western_support",
    "training_years",
    "degree_study",
)


@action("training.received", "接收转入的住院医师")
def receive(changes: "QuerySet[StatusChange]", to: Mapping[int, Continuation], *, by: Actor) -> Outcome:
    """Take over those whom other bases let go to the actor's: change key → how it goes on. Keys done are theirs.

    Person and log-in stay the same; the new record knows what the old one said, and the two are linked.
    """
    lock_opening()
    asked = let_go_to(by).filter(pk__in=changes.order_by().values("pk")).order_by("pk")
    list(Training._base_manager.filter(pk__in=asked.values("training")).select_for_update().order_by("pk"))
    found = list(asked)
    olds = [change.training for change in found]
    openings, places, held = _openings_at(olds, by), Places([by.unit.pk]), elsewhere(olds)
    decided = Decided(olds)
    outcome = Outcome(labels={change.pk: change.training.person.name for change in found})
    for change in found:
        old, new = change.training, to[change.pk]
        why = moving.may_receive(change, new, openings[old.pk], elsewhere=held.get(old.pk))
        if why := why or _unfit(places, decided, by, old, new):
            outcome.refused[change.pk] = why
        else:
            outcome.done.append(change.pk)
    going = {c.training_id: to[c.pk] for c in found if c.pk not in outcome.refused}
    _continue([old for old in olds if old.pk in going], going, places, by)
    return outcome


@action("training.specialty_changed", "转培训专业")
def change_specialty(
    trainings: "QuerySet[Training]", to: Mapping[int, Continuation], *, note: str = "", by: Actor
) -> Outcome:
    """Both halves of a change of specialty within a base: record key → how it goes on. Keys done are the old ones."""
    lock_opening()
    claimed = claim(trainings, by, rules.OPEN, *JOINED)
    openings, places, decided = openings_of(claimed), Places([by.unit.pk]), Decided(claimed)
    steps = {training.pk: moving.leaving(to[training.pk], note) for training in claimed}
    kept = judge_changes(claimed, steps, by)
    outcome = Outcome(labels={training.pk: training.person.name for training in claimed})
    for training in claimed:
        new = to[training.pk]
        why = kept.get(training.pk) or moving.may_change_specialty(training, new, openings[training.pk])
        if why := why or _unfit(places, decided, by, training, new):
            outcome.refused[training.pk] = why
    going = [training for training in claimed if training.pk not in outcome.refused]
    left = change_statuses(Training.objects.filter(pk__in=[training.pk for training in going]), steps, by=by)
    outcome.done = left.done
    _continue(going, to, places, by)
    return outcome


@action("training.moved", "变更主要基地")
def move_trainings(trainings: "QuerySet[Training]", to: Mapping[int, NewBase], *, by: Actor) -> Outcome:
    """Records that were never reported go over to another base as they are: record key → where and in what (REC-42).

    Whoever was reported leaves instead and is received there (REP-34).
    """
    lock_opening()
    claimed = claim(trainings, by, rules.OPEN, *JOINED)
    places = Places({new.unit.pk for new in to.values()})
    closed = closed_to_new({new.unit.pk for new in to.values()})
    outcome = Outcome(labels={training.pk: training.person.name for training in claimed})
    for training in claimed:
        new = to[training.pk]
        why = moving.may_move(training, new, closed.get(new.unit.pk))
        if why := why or places.problems(new.unit.pk, {"specialty": new.specialty}, {}).get("specialty"):
            outcome.refused[training.pk] = why
        else:
            outcome.done.append(training.pk)
    going = [training for training in claimed if training.pk not in outcome.refused]
    _move(going, to, places, by)
    events.CHANGED.announce(outcome.done, by=by)
    return outcome


def _move(going: Sequence[Training], to: Mapping[int, NewBase], places: Places, by: Actor) -> None:
    left = [Training(person_id=t.person_id, institution_id=t.institution_id) for t in going]
    for training in going:
        new = to[training.pk]
        base = places.specialties[new.unit.pk][new.specialty]
        training.institution, training.site = new.unit, None
        training.province = new.unit.province  # type: ignore[assignment]  # -- a hospital lies in a province
        training.specialty, training.specialty_base = base.specialty, base
        training.revision += 1
    rewrite(going, ["institution", "province", "site", "specialty", "specialty_base", "revision"])
    rewrite(note_completeness(list(going)), ["completeness"])
    _end_roles(left)
    grant(
        [NewMembership(t.person.account_id, t.institution_id, Role.RESIDENT) for t in going if t.person.account_id],
        by=by,
    )


def _openings_at(olds: Sequence[Training], by: Actor) -> Mapping[int, Any]:
    """The intake of each as the receiving base finds it."""
    place = {"institution_id": by.unit.pk, "province_id": by.unit.province_id}
    return openings_of([Training(pk=old.pk, intake_year=old.intake_year, **place) for old in olds])


def _unfit(places: Places, decided: Decided, by: Actor, old: Training, new: Continuation) -> str | None:
    values = {"training_years": old.training_years, **new.values, "site": None}
    problems = places.problems(by.unit.pk, values, {}) or decided.problems(old, values, places, by.unit.pk)
    return " ".join(problems.values()) or None


def _continue(olds: Sequence[Training], to: Mapping[int, Continuation], places: Places, by: Actor) -> None:
    """The new records, each linked with the one it continues, of the same intake."""
    openings = _openings_at(olds, by)
    new = [_continued(old, to[old.pk], places, by, is_late=openings[old.pk].state == "past") for old in olds]
    Training.objects.bulk_create(new)
    fresh = Training.objects.filter(pk__in=[training.pk for training in new]).select_related(*JOINED).order_by("pk")
    rewrite(note_completeness(list(fresh)), ["completeness"])
    accounts = [old.person.account_id for old in olds if old.person.account_id]
    grant([NewMembership(account, by.unit.pk, Role.RESIDENT) for account in accounts], by=by)
    events.OPENED.announce([training.pk for training in new], by=by)


def _continued(old: Training, to: Continuation, places: Places, by: Actor, *, is_late: bool) -> Training:
    base = places.specialties[by.unit.pk][to.specialty]
    known = {name: getattr(old, name) for name in KEPT}
    if to.training_years:
        known["training_years"] = int(to.training_years)
    return Training(
        person_id=old.person_id,
        institution_id=by.unit.pk,
        province=by.unit.province,
        intake_year=old.intake_year,
        specialty=base.specialty,
        specialty_base=base,
        starts_on=to.starts_on,
        ends_on=to.ends_on,
        is_late_entry=is_late,
        previous=old,
        **known,
    )
