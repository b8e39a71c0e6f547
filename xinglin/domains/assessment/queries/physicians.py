"""Reading physicians: who has not confirmed, who takes part, who is entrusted to an agency (ASM-10 to ASM-13)."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import localdate

from xinglin.domains.people.public import Person
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import visible
from xinglin.kit.calendar import shown

from .. import rules
from ..enums import Duty
from ..models import Department, Enrolment, FeedProblem, FeedRun, Physician
from .cycles import current_cycle

MOST_RUNS = 50  # among which problems are looked for
SEEN_WITH = ("person", "institution", "department")


def physicians_visible_to(actor: Actor) -> "QuerySet[Physician]":
    """All physicians under the actor's unit."""
    return visible(Physician, actor, rules.VIEW).select_related(*SEEN_WITH)


def unconfirmed_visible_to(actor: Actor) -> "QuerySet[Physician]":
    """未确认参加: registered under the actor's unit and not yet in the current cycle; those off duty among them."""
    taking = Enrolment._base_manager.filter(
        physician=OuterRef("pk"), cycle=current_cycle(actor.unit.province_id), early_for=None
    )
    return physicians_visible_to(actor).filter(~Exists(taking), duty__in=(Duty.ON, Duty.OFF))


def confirmed_visible_to(actor: Actor) -> "QuerySet[Enrolment]":
    """已确认参加 in the current cycle."""
    rows = visible(Enrolment, actor, rules.VIEW).filter(cycle=current_cycle(actor.unit.province_id))
    return rows.select_related("physician__person", "institution", "department", "case", "cycle")


def lock_physicians(enrolments: "QuerySet[Enrolment]") -> None:
    """Those of the enrolments, before the enrolments themselves are locked: as the registry's feed and every transfer
    take them, so that none of them waits for the other for ever.
    """
    rows = Physician._base_manager.filter(pk__in=enrolments.order_by().values("physician")).order_by("pk")
    list(rows.select_for_update(of=("self",)).values_list("pk"))


def entrusted_visible_to(actor: Actor) -> "QuerySet[Enrolment]":
    """For an agency: exactly those entrusted to it, as long as their cycle is not closed."""
    rows = visible(Enrolment, actor, rules.ENTRUSTED)
    return rows.select_related("physician__person", "institution", "department", "case", "cycle")


def people_assessed_by(actor: Actor) -> "QuerySet[Person]":
    """People whose pictures the actor may see, because they are physicians under his unit or entrusted to it."""
    right = rules.ENTRUSTED if actor.may(rules.ENTRUSTED) else rules.VIEW
    rows = visible(Enrolment, actor, right).order_by()
    return Person._base_manager.filter(pk__in=rows.values("physician__person"))


def department_choices(actor: Actor) -> list[tuple[int, str]]:
    """科室 to filter by: those of the own institution, also stopped ones."""
    rows = Department._base_manager.filter(institution=actor.unit.institution_id or 0)
    return [(pk, name if is_active else f"{name}（已停用）") for pk, name, is_active in _named(rows)]


def _named(rows: "QuerySet[Department]") -> Any:
    return rows.order_by("-is_active", "name").values_list("pk", "name", "is_active")


def age_of(born: date | None) -> int | None:
    """Whole years until today."""
    today = localdate()
    return None if born is None else today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def born_for_age(age: int) -> date:
    """The last birthday by which somebody is of this age today."""
    today = localdate()
    day = min(today.day, 28) if today.month == 2 else today.day
    return date(today.year - age, today.month, day)


def born_after_age(age: int) -> date:
    """The first birthday by which somebody is not yet older than this age today."""
    return born_for_age(age + 1) + timedelta(days=1)


def feed_runs_visible_to(actor: Actor) -> "QuerySet[FeedRun]":
    """What came from the registry for the actor's province."""
    return visible(FeedRun, actor, rules.FEED)


def feed_runs_with_problems(actor: Actor) -> list[tuple[int, str]]:
    """The newest of them to choose from, by their moments."""
    runs = feed_runs_visible_to(actor).filter(refused__gt=0).order_by("-pk")[:MOST_RUNS]
    return [(run.pk, f"{shown(run.started_at)}（{run.refused} 条）") for run in runs]


def feed_problems_visible_to(actor: Actor) -> "QuerySet[FeedProblem]":
    """What could not be taken over of it."""
    return visible(FeedProblem, actor, rules.FEED).select_related("run")
