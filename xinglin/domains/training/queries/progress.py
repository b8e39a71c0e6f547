"""How far bases and provinces have come with this intake: opened, complete, reported, reviewed, days left (REP-42)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from xinglin.domains.institutions.public import bases_under
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit, UnitKind
from xinglin.engines.access.remembering import once_a_minute
from xinglin.engines.access.visible import visible
from xinglin.engines.actions.sets import listed
from xinglin.engines.notices.queries import last_reminders
from xinglin.engines.review.labels import reported_q, review_state_q
from xinglin.engines.windows.queries import Opening, Openings

from .. import rules, windows
from ..models import Training
from .records import intake_opening, intake_year

# What was approved in its intake has come through, whatever the second part changes in it later (REP-13).
THROUGH = Q(original__isnull=False)
REPORTED = THROUGH | reported_q()
WAITING = review_state_q("待审核") & ~THROUGH
RETURNED = review_state_q("退回修改") & ~THROUGH
APPROVED = THROUGH | review_state_q("审核通过")
Counted = dict[int, dict[str, int]]  # unit → how many, by the keys of COUNTS
COUNTS = {
    "opened": Count("pk"),
    "complete": Count("pk", filter=Q(completeness=100)),
    "reported": Count("pk", filter=REPORTED),
    "waiting": Count("pk", filter=WAITING),
    "returned": Count("pk", filter=RETURNED),
    "approved": Count("pk", filter=APPROVED),
}


@dataclass(frozen=True, kw_only=True)
class Progress:
    """Of one unit. `opening`: the window that holds it, for a base of reporting, for a province of reviewing."""

    opened: int = 0
    complete: int = 0
    reported: int = 0
    waiting: int = 0
    returned: int = 0
    approved: int = 0
    opening: Opening
    reminded_at: datetime | None = None

    @property
    def unreported(self) -> int:
        """How many are still to be reported."""
        return self.opened - self.reported

    @property
    def percent(self) -> int:
        """Of the opened ones that are reported; 100 only when none is left."""
        return self.reported * 100 // self.opened if self.opened else 0

    @property
    def reviewed_percent(self) -> int:
        """Of those sent up that somebody has spoken on; 100 when nothing waits."""
        spoken = self.approved + self.returned
        return spoken * 100 // (spoken + self.waiting) if spoken + self.waiting else 100


def about_reporting() -> str:
    """What a reminder to report is about."""
    return f"training-reporting-{intake_year()}"


def about_reviewing() -> str:
    """What a reminder to review is about."""
    return f"training-reviewing-{intake_year()}"


def bases_progress(units: Sequence[Unit]) -> dict[int, Progress]:
    """Base → progress of its reporting; five statements, whatever the number."""
    return _progress(units, "institution", windows.INTAKE, about_reporting())


def provinces_progress(units: Sequence[Unit]) -> dict[int, Progress]:
    """Province → progress of its bases' reporting and of its own reviewing; five statements."""
    return _progress(units, "province", windows.PROVINCE_REVIEW, about_reviewing())


def _progress(
    units: Sequence[Unit], level: str, kind: Any, about: str, counted: Counted | None = None
) -> dict[int, Progress]:
    keys, year = [unit.pk for unit in units], intake_year()
    if counted is None:
        rows = Training._base_manager.filter(**{f"{level}__in": listed(keys, "bigint")})
        counted = _counted(_of_intake(rows), level)
    openings, reminded = Openings([kind], [year]), last_reminders(keys, about)
    found = {}
    for unit in units:
        opening = openings.best(kind, year, institution_id=unit.institution_id, province_id=unit.province_id)
        last = reminded.get(unit.pk)
        counts = counted.get(unit.pk, {})
        found[unit.pk] = Progress(**counts, opening=opening, reminded_at=last.at if last else None)
    return found


def _counted(rows: "QuerySet[Training]", level: str) -> Counted:
    return {row.pop(level): row for row in rows.order_by().values(level).annotate(**COUNTS)}


@once_a_minute
def _counted_by_province(actor: Actor) -> Counted:
    return _counted(_of_intake(visible(Training, actor, rules.VIEW)), "province")


def followed_bases(actor: Actor) -> "QuerySet[Unit]":
    """Bases under the actor's unit, each with what the list of them is sorted and asked by."""
    mine = _of_intake(visible(Training, actor, rules.VIEW)).filter(institution=OuterRef("pk"))
    bases = bases_under(actor.unit) if actor.may(rules.FOLLOW) else Unit.objects.none()
    return bases.annotate(
        opened=_number(mine),
        unreported=_number(mine.exclude(REPORTED)),
        waiting=_number(mine.filter(WAITING)),
        unapproved=_number(mine.exclude(APPROVED)),
    )


def followed_provinces(actor: Actor) -> "QuerySet[Unit]":
    """The provinces, for the nation."""
    if not actor.may(rules.FOLLOW) or actor.unit.kind != UnitKind.NATION:
        return Unit.objects.none()
    return Unit.objects.filter(kind=UnitKind.PROVINCE, path__startswith=actor.unit.path or "-", is_active=True)


def behind_first(actor: Actor, limit: int) -> list[tuple[Unit, Progress]]:
    """The units right below that have most left to do, for the home page; provinces for the nation, else bases."""
    if actor.unit.kind == UnitKind.NATION:
        units: Iterable[Unit] = followed_provinces(actor)
        kind, counted = windows.PROVINCE_REVIEW, _counted_by_province(actor)
        progress = _progress(list(units), "province", kind, about_reviewing(), counted)
        return sorted(
            ((unit, progress[unit.pk]) for unit in units), key=lambda pair: (pair[1].percent, -pair[1].opened)
        )[:limit]
    bases: QuerySet[Any] = followed_bases(actor)
    units = bases.order_by(F("unreported").desc(), "opened", "name")[:limit]
    progress = bases_progress(list(units))
    return [(unit, progress[unit.pk]) for unit in units]


def _of_intake(rows: "QuerySet[Training]") -> "QuerySet[Training]":
    """Those of this intake; who was entered late was never part of it."""
    return rows.filter(intake_year=intake_year(), is_late_entry=False)


def _number(rows: "QuerySet[Training]") -> Coalesce:
    counted = rows.order_by().values("institution").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


@once_a_minute
def bases_behind(actor: Actor) -> int:
    """How many bases have residents of this intake still to report; nothing before it begins or after it ends."""
    if not intake_opening(actor).is_open:
        return 0
    left = _of_intake(visible(Training, actor, rules.VIEW)).exclude(REPORTED)
    return left.order_by().values("institution").distinct().count()
