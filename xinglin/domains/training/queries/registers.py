"""What is read and never edited: 异常人员名单, 历史招录信息, 住院医师账户 (REP-12, REP-36, REP-38)."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import visible
from xinglin.engines.accounts.locks import locked_attempts
from xinglin.engines.review.copies import answers_of
from xinglin.engines.review.labels import report_tag, review_tag
from xinglin.engines.review.models import Submission

from .. import rules
from ..enums import BOUND, TrainingStatus
from ..models import StatusChange, Training
from .parts import ended_q
from .records import JOINED, trainings_visible_to


def withdrawals_visible_to(actor: Actor) -> "QuerySet[StatusChange]":
    """Everyone in the nation who ever had an approved 退培 (REP-36).

    The one list that reaches beyond one's own unit, since a base that takes somebody in has to know. It therefore has a
    right of its own, and who reads it shows of foreign people nothing but what the list says.
    """
    if not actor.may(rules.WITHDRAWALS):
        return StatusChange._base_manager.none()
    approved = StatusChange._base_manager.filter(after=TrainingStatus.WITHDRAWN, approved_at__isnull=False)
    return approved.select_related(
        *(f"training__{name}" for name in ("person", "institution", "province", "specialty"))
    )


def note_own(changes: Sequence[Any], actor: Actor) -> None:
    """Put on each line whether its record is the actor's to open, as `is_own`. One statement."""
    asked = [change.training_id for change in changes]
    own = set(trainings_visible_to(actor).filter(pk__in=asked).order_by().values_list("pk", flat=True))
    for change in changes:
        change.is_own = change.training_id in own


def approved_steps(training_id: int) -> "QuerySet[StatusChange]":
    """The approved changes of one record's status, the oldest first."""
    return StatusChange._base_manager.filter(training=training_id, approved_at__isnull=False).order_by("pk")


def past_visible_to(actor: Actor) -> "QuerySet[Training]":
    """Records of intakes that have ended for their base, as they stood then; late entries were in none (REP-12)."""
    return trainings_visible_to(actor).filter(ended_q(), is_late_entry=False).select_related(*JOINED)


def note_original(trainings: Sequence[Any]) -> None:
    """Put on each record how it stood at the end of its intake: `then` (answer key → shown), `sent_at`, `tags`.

    What was never approved in its intake is locked since then, so that stands as it stood. One statement.
    """
    originals = Submission._base_manager.filter(pk__in=[t.original_id for t in trainings if t.original_id])
    copies = {each.pk: each for each in originals.only("copy", "at")}
    for training in trainings:
        copy = copies.get(training.original_id)
        training.then = {answer["key"]: answer["shown"] for answer in answers_of(copy.copy)} if copy else None
        training.sent_at = copy.at if copy else training.case and training.case.submitted_at
        training.tags = APPROVED_THEN if copy else (tuple(report_tag(training)), tuple(review_tag(training)))


APPROVED_THEN = (("已上报", "green"), ("审核通过", "green"))


def accounts_visible_to(actor: Actor) -> "QuerySet[Training]":
    """The present residents of the actor's bases with their log-ins: one record each, since one binds a person."""
    present = visible(Training, actor, rules.ACCOUNTS).filter(status__in=BOUND)
    return present.select_related("person__account", "institution", "province", "specialty")


def locked_q() -> Q:
    """Records whose log-in is locked out somewhere just now."""
    return Q(person__account__login_key__in=locked_attempts().values("username"))


def note_locked(trainings: Sequence[Any]) -> None:
    """Put on each record whether its log-in is locked out just now, as `is_locked`. One statement."""
    keys = [t.person.account.login_key for t in trainings if t.person.account]
    locked = set(locked_attempts().filter(username__in=keys).values_list("username", flat=True))
    for training in trainings:
        training.is_locked = bool(training.person.account) and training.person.account.login_key in locked
