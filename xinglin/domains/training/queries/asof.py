"""A record as it stood on a day, those deleted since included (PLT-61)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db.models import Model
from django.utils import timezone

from xinglin.domains.people.public import personal_sections, records_at
from xinglin.domains.reference.public import Specialty
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit
from xinglin.engines.history.asof import as_of, as_of_where, events_of
from xinglin.engines.review.copies import Section
from xinglin.kit.calendar import start_of

from .. import rules
from ..models import StatusChange, Training
from .leaving import left_at
from .records import status_section, training_section, trainings_visible_to

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Past:
    """Which record, whose, since when until when there is one, when the person left, and 培训状态."""

    pk: int
    person_id: int
    name: str
    began_at: datetime
    deleted_at: datetime | None
    left_at: datetime | None
    status: str


def past_of(pk: int, actor: Actor) -> Past | None:
    """A record that the actor sees, or would see if it had not been deleted; None for any other (PLT-04)."""
    events = events_of(Training)._base_manager.filter(pgh_obj=pk)
    stands = trainings_visible_to(actor).filter(pk=pk).first()
    if not stands:
        scope = Training.scope.condition(actor) if actor.may(rules.VIEW) else None
        events = events.filter(scope) if scope is not None else events.none()
    ordered = list(events.order_by("-pgh_created_at", "-pgh_id").values("pgh_label", "pgh_created_at", "person_id"))
    if not ordered or not (stands or ordered[0]["pgh_label"] == "delete"):
        return None
    last, first = ordered[0], ordered[-1]
    deleted_at = None if stands else last["pgh_created_at"]
    before = deleted_at - timedelta(microseconds=1) if deleted_at else timezone.now()
    left = left_at([stands], actor).get(pk) if stands else None
    whose = (last["person_id"], left or before)
    record = records_at([whose]).get(whose)
    name, status = record.person.name if record else "", stands.get_status_display() if stands else ""
    return Past(pk, last["person_id"], name, first["pgh_created_at"], deleted_at, left, status)


def sections_at(past: Past, day: date) -> list[Section]:
    """All sections as they stood at the end of the day, those of a person who had left as of then; none when there
    was no such record."""
    moment = start_of(day + timedelta(days=1)) - timedelta(microseconds=1)
    training = as_of(Training, [past.pk], moment).get(past.pk)
    whose = (past.person_id, min(moment, past.left_at or moment))
    record = records_at([whose]).get(whose)
    if training is None or record is None:
        return []
    training.person = record.person
    units = _named(Unit, (training.province_id, training.institution_id, training.site_id), moment)
    training.province, training.institution = units[training.province_id], units[training.institution_id]
    training.site = units.get(training.site_id or 0)
    training.specialty = _named(Specialty, [training.specialty_id], moment).get(training.specialty_id or 0)
    changes = as_of_where(StatusChange, "training", [past.pk], moment)
    change = changes[max(changes)] if changes else None
    return [*personal_sections(record), training_section(training), status_section(training, change)]


def _named(model: type[M], keys: Iterable[int | None], moment: datetime) -> dict[int, M]:
    """Rows under the names they had then; under today's where they are older than their history."""
    known = [key for key in keys if key]
    return {**model._base_manager.in_bulk(known), **as_of(model, known, moment)}
