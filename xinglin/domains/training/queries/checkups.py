"""«数据体检» as pages show it: findings, how many of each kind, and how fresh they are (REP-50)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet
from django.urls import reverse

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import visible

from .. import rules
from ..enums import BOUND
from ..models import CheckupFinding, Training
from ..rules.checkup import KINDS
from .records import trainings_visible_to

OPEN = Q(confirmed_at=None)
IN_TRAINING = Q(training__status__in=BOUND)
STALE = ~Q(training__revision=F("training__examination__revision"))


def findings_visible_to(actor: Actor) -> "QuerySet[CheckupFinding]":
    """What was found in the records under the actor's unit; of those that have left nothing is asked any more."""
    return (
        visible(CheckupFinding, actor, rules.VIEW)
        .filter(IN_TRAINING)
        .select_related("training__person", "training__specialty", "training__institution", "training__examination")
    )


def open_findings(actor: Actor) -> "QuerySet[CheckupFinding]":
    """Those not yet mended or confirmed, of the actor's own base."""
    mine = findings_visible_to(actor).filter(OPEN, is_hard=True)
    return mine if actor.may(rules.REPORT) else mine.none()


@dataclass(frozen=True)
class Freshness:
    """How many records were examined as they are now."""

    all: int
    fresh: int
    latest: datetime | None

    @property
    def waiting(self) -> int:
        """Never examined, or changed since."""
        return self.all - self.fresh


def examinable(actor: Actor) -> "QuerySet[Training]":
    """The records in training under the actor's unit."""
    return trainings_visible_to(actor).filter(status__in=BOUND)


def freshness(actor: Actor) -> Freshness:
    """One statement."""
    told = (
        examinable(actor)
        .order_by()
        .aggregate(
            all=Count("pk"),
            fresh=Count("pk", filter=Q(examination__revision=F("revision"))),
            latest=Max("examination__examined_at"),
        )
    )
    return Freshness(**told)


def groups(actor: Actor) -> list[dict[str, Any]]:
    """Kind by kind how much is open and confirmed, the hard ones first; one statement."""
    counted = (
        findings_visible_to(actor)
        .order_by()
        .select_related(None)
        .values("kind")
        .annotate(
            open=Count("pk", filter=OPEN), confirmed=Count("pk", filter=~OPEN), people=Count("training", distinct=True)
        )
    )
    rows = {row["kind"]: row for row in counted}
    address = reverse("checkup:findings")
    return [
        {**rows[key], "kind": kind, "url": f"{address}?kind={key}"}
        for key, kind in sorted(KINDS.items(), key=lambda pair: not pair[1].is_hard)
        if key in rows
    ]


def address_of(finding: CheckupFinding) -> str:
    """Where the value is filled in: training information on the base's form, the rest on the record's page."""
    part, _, key = finding.field.partition(".")
    if part == "training":
        return f"{reverse('training:edit', args=[finding.training_id])}#id_{key}"
    return f"{reverse('training:detail', args=[finding.training_id])}#{part}"


def confirmed_of(training: Training) -> list[tuple[str, str]]:
    """(what was found, the base's word) of one record, for whoever reviews it."""
    rows = CheckupFinding._base_manager.filter(training=training.pk).exclude(OPEN)
    return [(f"{each.title}：{each.why}", f"{each.reason}（{each.confirmed_by}）") for each in rows]
