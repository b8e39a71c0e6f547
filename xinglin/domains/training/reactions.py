"""What training does when people's records change, and whom it tells of a decision (REP-09, REP-32, PLT-71)."""

from collections.abc import Iterable

import pghistory
from django.db import connection
from django.db.models import F, OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone

from xinglin.domains.people.public import CHANGED
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.roles import Role
from xinglin.engines.actions import on
from xinglin.engines.actions.rewriting import rewrite
from xinglin.engines.actions.sets import listed
from xinglin.engines.notices.actions import notify
from xinglin.engines.notices.models import Topic
from xinglin.engines.notices.queries import members_of
from xinglin.engines.review.models import Case
from xinglin.kit import arrays

from . import events
from .enums import BOUND, PersonalState, UpdateKind
from .events import APPROVED, REPORTED, RETURNED
from .models import ApprovedFacts, PersonalReturn, StatusChange, Training
from .queries.facts import FACTS, approved_records, facts_of, within_intake
from .queries.moving import left_behind
from .queries.records import JOINED, note_completeness

BATCH = 5_000


@on(CHANGED)
def personal_information_changed(ids: Iterable[int], *, by: Actor) -> None:
    """The record is no longer what was reported, a returned one is corrected, and its completeness may be another."""
    keys = [t.pk for t in Training.objects.filter(person__in=ids, status__in=BOUND).select_for_update().order_by("pk")]
    trainings = Training.objects.filter(pk__in=keys)
    trainings.update(revision=F("revision") + 1)
    PersonalReturn.objects.filter(training__in=keys, corrected_at=None).update(corrected_at=timezone.now())
    trainings.filter(personal_state=PersonalState.RETURNED).update(personal_state=PersonalState.CORRECTED)
    rewrite(note_completeness(list(trainings.select_related(*JOINED).order_by("pk"))), ["completeness"])
    _note_update(keys, UpdateKind.UPDATE)


@on(events.OPENED)
def re_entries_linked(ids: Iterable[int], *, by: Actor) -> None:
    """Whoever comes back after a change of base or specialty continues that record, however he was opened (REP-34)."""
    before = left_behind(ids)
    new = list(Training._base_manager.filter(pk__in=before).order_by("pk"))
    for training in new:
        training.previous = before[training.pk]
    rewrite(new, ["previous"])


@on(events.OPENED)
def opening_noted(ids: Iterable[int], *, by: Actor) -> None:
    """A line of the update records for each (REP-37)."""
    _note_update(ids, UpdateKind.INSERT)


@on(events.CHANGED)
def change_noted(ids: Iterable[int], *, by: Actor) -> None:
    """Likewise."""
    _note_update(ids, UpdateKind.UPDATE)


@on(events.DELETED)
def deletion_noted(ids: Iterable[int], *, by: Actor) -> None:
    """Likewise, while the records still stand."""
    _note_update(ids, UpdateKind.DELETE)


NOTED = "person_id, institution_id, province_id, specialty_id, specialty_base_id, status"


def _note_update(ids: Iterable[int], kind: UpdateKind) -> None:
    """One statement in the database, so that 100,000 opened accounts are noted in a second."""
    with pghistory.context() as running, connection.cursor() as cursor:  # that of the action, which signs its changes
        cursor.execute(
            f"INSERT INTO training_updateentry (kind, at, context_id, training_id, {NOTED}) "  # noqa: S608 -- constants
            f"SELECT %s, now(), %s, id, {NOTED} FROM training_training WHERE id = ANY(%s::bigint[]) ORDER BY id",
            [kind.value, running.id, arrays.of_numbers(ids)],
        )


@on(REPORTED)
def changes_sent_along(ids: Iterable[int], *, by: Actor, **facts: object) -> None:
    """Status changes that nobody has approved yet go up with this submission (REP-33)."""
    sent = Training._base_manager.filter(pk=OuterRef("training")).values("case__current")
    waiting = StatusChange._base_manager.filter(training__in=listed(ids, "bigint"), approved_at=None)
    waiting.update(submission=Subquery(sent))


@on(APPROVED)
def approvals_counted_in(ids: Iterable[int], *, by: Actor, **facts: object) -> None:
    """What was approved counts: its facts, its status changes, and in the intake its original (REP-13, REP-41)."""
    records = approved_records(ids)
    ApprovedFacts._base_manager.bulk_create(
        facts_of(records), update_conflicts=True, unique_fields=["training"], update_fields=FACTS, batch_size=BATCH
    )
    cases = Case._base_manager.filter(pk=OuterRef("case"))
    originals = Training._base_manager.filter(pk__in=listed(within_intake(records), "bigint"))
    originals.update(original=Subquery(cases.values("approved")))
    sent = listed([t.case.approved_id for t in records if t.case], "bigint")
    carried = StatusChange._base_manager.filter(submission__in=sent, approved_at=None)
    moment = Case._base_manager.filter(approved=OuterRef("submission")).values("approved_at")
    carried.update(approved_at=Subquery(moment))


@on(RETURNED)
def bases_told_of_returns(ids: Iterable[int], *, by: Actor, comment: str = "", **facts: object) -> None:
    """The bases concerned find it in their inbox, one message for a whole selection."""
    body, url = f"{by.unit_name}：{comment}", f"{_intake()}?reviewed=returned"
    notify(_base_accounts(ids), "上报信息被退回修改", body, url, by=by, topic=Topic.RETURNED)


@on(APPROVED)
def bases_told_of_approvals(ids: Iterable[int], *, by: Actor, **facts: object) -> None:
    """Likewise."""
    url = f"{_intake()}?reviewed=approved"
    notify(_base_accounts(ids), "上报信息审核通过", by.unit_name, url, by=by, topic=Topic.APPROVED)


def _base_accounts(ids: Iterable[int]) -> list[int]:
    bases = Training.objects.filter(pk__in=ids).order_by().values_list("institution_id", flat=True).distinct()
    return [account for _, account in members_of(list(bases), [Role.BASE_ADMIN])]


def _intake() -> str:
    return reverse("training:intake")
