"""What training does when people's records change (REP-09, REP-32)."""

from collections.abc import Iterable

from django.db.models import F
from django.utils import timezone

from xinglin.domains.people.public import CHANGED
from xinglin.engines.access.actor import Actor
from xinglin.engines.actions import on
from xinglin.engines.actions.rewriting import rewrite

from .enums import BOUND, PersonalState
from .models import PersonalReturn, Training
from .queries.records import JOINED, note_completeness


@on(CHANGED)
def personal_information_changed(ids: Iterable[int], *, by: Actor) -> None:
    """The record is no longer what was reported, a returned one is corrected, and its completeness may be another."""
    keys = [t.pk for t in Training.objects.filter(person__in=ids, status__in=BOUND).select_for_update().order_by("pk")]
    trainings = Training.objects.filter(pk__in=keys)
    trainings.update(revision=F("revision") + 1)
    PersonalReturn.objects.filter(training__in=keys, corrected_at=None).update(corrected_at=timezone.now())
    trainings.filter(personal_state=PersonalState.RETURNED).update(personal_state=PersonalState.CORRECTED)
    rewrite(note_completeness(list(trainings.select_related(*JOINED).order_by("pk"))), ["completeness"])
