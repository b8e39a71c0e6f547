"""Who changes base: what the receiving base may see of somebody who is not yet its own (REP-34)."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import UnitKind
from xinglin.engines.actions.sets import listed

from .. import rules
from ..enums import BOUND, ChangeReason, TrainingStatus
from ..models import StatusChange, Training

CONTINUED = (ChangeReason.CHANGE_OF_BASE, ChangeReason.CHANGE_OF_SPECIALTY)


def let_go_to(actor: Actor) -> "QuerySet[StatusChange]":
    """Everybody whom another base ever let go to the actor's."""
    if not actor.may(rules.OPEN) or actor.unit.kind != UnitKind.INSTITUTION:
        return StatusChange._base_manager.none()
    return StatusChange._base_manager.filter(
        target=actor.unit.pk, after=TrainingStatus.WITHDRAWN, reason=ChangeReason.CHANGE_OF_BASE
    ).select_related(
        "training__person", "training__institution__province", "training__specialty", "training__next__institution"
    )


def transfers_visible_to(actor: Actor) -> "QuerySet[StatusChange]":
    """«转入待接收»: of those, who is still held by nobody; to no other base are they shown."""
    held = Training._base_manager.filter(person=OuterRef("training__person"), status__in=BOUND)
    waiting = let_go_to(actor).filter(training__status=TrainingStatus.WITHDRAWN, training__next=None)
    return waiting.filter(~Exists(held))


def left_behind(keys: Iterable[int]) -> dict[int, Training]:
    """Key of a new record → the one it continues: its person's last, if that was left for a change and not for good.

    A change of base goes to another base, a change of specialty stays. Four statements, however many are new: by lists
    of keys and not joined, because of rows written a moment ago PostgreSQL knows nothing and loops over them in loops.
    """
    new = Training._base_manager.filter(pk__in=listed(keys, "bigint"), previous=None).order_by()
    person_of = dict(new.values_list("pk", "person"))
    known = Training._base_manager.filter(person__in=listed(set(person_of.values()), "bigint")).order_by()
    older = set(known.values_list("pk", flat=True)) - person_of.keys()
    past = Training._base_manager.filter(pk__in=listed(older, "bigint"), next=None)
    last = {t.person_id: t for t in past.order_by("pk")} if older else {}
    if not last:
        return {}
    changes = StatusChange._base_manager.filter(training__in=[t.pk for t in last.values()], reason__in=CONTINUED)
    reasons = {change.training_id: change.reason for change in changes.filter(after=TrainingStatus.WITHDRAWN)}
    found = {}
    for training in new.filter(person__in=last):
        old = last[training.person_id]
        stays = old.institution_id == training.institution_id
        reason = reasons.get(old.pk) if old.status == TrainingStatus.WITHDRAWN else None
        if reason and stays == (reason == ChangeReason.CHANGE_OF_SPECIALTY):
            found[training.pk] = old
    return found
