"""Who has left: the record keeps what it knew of the person and learns nothing of what came after (PLT-04).

The present stands in the record that goes on, at the base that has the person now. The nation sees it everywhere.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Value

from xinglin.domains.people.public import Record, records_at, records_of
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import UnitKind
from xinglin.engines.actions.sets import listed
from xinglin.engines.history.asof import events_of

from ..enums import BOUND, TrainingStatus
from ..models import Training


def left_q(actor: Actor | None = None) -> Q:
    """退培; 结业 only once the person has a newer record, since until then the last base keeps its graduates.

    For an actor who sees the present nobody has left.
    """
    if _sees_present(actor):
        return Q(pk__in=[])
    newer = Training._base_manager.filter(person=OuterRef("person"), pk__gt=OuterRef("pk"))
    return Q(status=TrainingStatus.WITHDRAWN) | Q(status=TrainingStatus.COMPLETED) & Q(Exists(newer))


def left_at(trainings: Sequence[Training], actor: Actor | None = None) -> dict[int, datetime]:
    """Training key → when its person left; absent for whoever is still there. One statement, none while all are bound.

    The moment is that of the history, by whose clock the personal information is looked up.
    """
    ended = [training.pk for training in trainings if training.status not in BOUND]
    if not ended or _sees_present(actor):
        return {}
    left = Training._base_manager.filter(left_q(), pk__in=listed(ended, "bigint"))
    events = events_of(Training)._base_manager.filter(pgh_obj__in=left.values("pk"))
    found: dict[int, datetime] = {}
    steps = events.order_by("pgh_created_at", "pgh_id").values_list("pgh_obj", "pgh_created_at", "status")
    for key, moment, status in steps:
        if status in BOUND:
            found.pop(key, None)
        else:
            found.setdefault(key, moment)
    return found


def _sees_present(actor: Actor | None) -> bool:
    return actor is not None and (actor.is_system or actor.unit.kind == UnitKind.NATION)


def records_for(trainings: Sequence[Training], actor: Actor | None = None) -> dict[int, Record]:
    """Training key → the person: as now, or as when he left. Six statements at most, two while all are bound."""
    left = left_at(trainings, actor)
    present = records_of(t.person for t in trainings if t.pk not in left)
    then = records_at({(t.person_id, left[t.pk]) for t in trainings if t.pk in left})
    return {t.pk: then[t.person_id, left[t.pk]] if t.pk in left else present[t.person_id] for t in trainings}


def note_leaving(training: Any, actor: Actor) -> None:
    """Put on a record that is to be shown when its person left, as `left_at` (None: not), and the person as of then."""
    training.left_at = left_at([training], actor).get(training.pk)
    if training.left_at:
        training.person = records_for([training], actor)[training.pk].person


def with_leaving(rows: Callable[[Actor], "QuerySet[Training]"]) -> Callable[[Actor], "QuerySet[Training]"]:
    """The rows of a list with `has_left`, by which its columns and filters leave out what came after."""

    def noted(actor: Actor) -> "QuerySet[Training]":
        left = Value(value=False) if _sees_present(actor) else ExpressionWrapper(left_q(), BooleanField())
        return rows(actor).annotate(has_left=left)

    return noted
