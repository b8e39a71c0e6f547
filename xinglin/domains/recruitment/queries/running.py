"""Runs and their results: who sees them, what a page tells of them, and two of them side by side (REC-50, REC-51)."""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import UnitKind
from xinglin.engines.access.visible import visible
from xinglin.engines.jobs.models import JobRun, JobState
from xinglin.engines.windows.kinds import WindowKind
from xinglin.engines.windows.models import Window
from xinglin.kit.matching.reasons import differences

from ..enums import RunState
from ..models import Batch, Offer, Place, Plan, Run, RunResult
from ..rules import applying
from ..rules import running as rules
from .batches import batches_visible_to
from .places import with_taken

TASK = "recruitment.run"


def runs_visible_to(actor: Actor) -> "QuerySet[Run]":
    """Of the batches that the actor's unit organises; a province sees those of its cities, too. Without the inputs."""
    return visible(Run, actor, rules.VIEW_RUNS).select_related("batch__owner", "batch__province").defer("inputs")


def results_visible_to(actor: Actor) -> "QuerySet[RunResult]":
    """What these runs gave whom."""
    rows = visible(RunResult, actor, rules.VIEW_RUNS)
    return rows.select_related("run__batch", "application", "place__institution", "place__specialty", "place__site")


def own_results(actor: Actor) -> "QuerySet[RunResult]":
    """One's own, of real runs whose results were released; nobody reads one before (REC-50).

    `is_changed`: its admission was cancelled within the hours after the release; what it said is hidden again (REC-21).
    """
    if not actor.may(applying.APPLY):
        return RunResult._base_manager.none()
    rows = RunResult._base_manager.filter(
        application__person__account=actor.account_id or 0,
        run__is_dry=False,
        run__state=RunState.APPLIED,
        run__released_at__isnull=False,
    )
    cancelled = Offer._base_manager.filter(
        application=OuterRef("application"), place=OuterRef("place"), answer="", cancelled_at__isnull=False
    )
    rows = rows.annotate(is_changed=Exists(cancelled.filter(source__in=rules.BY_RULE, released_at__isnull=False)))
    return rows.select_related("run__batch", "application", "place__institution", "place__specialty", "place__site")


def batches_run_by(actor: Actor) -> "QuerySet[Batch]":
    """Batches that the actor admits by a rule, the newest first."""
    rows = batches_visible_to(actor).filter(method__in=rules.BY_RULE).order_by("-intake_year", "-number")
    if actor.is_system:
        return rows
    return rows.filter(owner=actor.unit) if actor.may(rules.RUN) else rows.none()


def plans_reserved_by(actor: Actor) -> "QuerySet[Plan]":
    """Approved plans of these batches: reserves are set beside them."""
    if not (actor.is_system or actor.may(rules.RESERVE)):
        return Plan._base_manager.none()
    rows = visible(Plan, actor, rules.RESERVE) if actor.unit.kind != UnitKind.CITY else Plan._base_manager.all()
    return rows.filter(batch__in=batches_run_by(actor), places__approved__gt=0).distinct()


def published_runs() -> "QuerySet[Run]":
    """Real runs, for everybody: batch, digest, when it was sealed, and what became of it. Without the inputs."""
    rows = Run._base_manager.filter(is_dry=False).select_related("batch__owner", "batch__province")
    return rows.defer("inputs").order_by("-sealed_at")


def standing_run(batch: Batch) -> Run | None:
    """The real run of a batch that is sealed, done or applied; there is at most one."""
    return Run._base_manager.filter(batch=batch, is_dry=False, state__in=rules.LIVE).defer("inputs").first()


def open_until(batch: Batch, kind: WindowKind) -> datetime | None:
    """Until when the last one may do it, those with more time included; None: there is no window."""
    rows = Window.objects.filter(kind=kind.key, year=batch.intake_year, batch=batch.number, unit=batch.province_id)
    found: datetime | None = rows.aggregate(last=Greatest(Max("ends_at"), Max("extensions__ends_at")))["last"]
    return found


def going_on(run: Run) -> JobRun | None:
    """The work on it, while it waits or runs."""
    busy = (JobState.WAITING, JobState.RUNNING)
    return JobRun._base_manager.filter(task=TASK, arguments__run=run.pk, state__in=busy).order_by("-pk").first()


def sealed_inputs(run: Run) -> dict[str, Any]:
    """The inputs as they were frozen."""
    return json.loads(Run._base_manager.only("inputs").get(pk=run.pk).inputs)


def result_file(run: Run) -> dict[str, Any]:
    """What is handed out so that anybody can confirm a run: see `kit.matching.published` (REC-50)."""
    rows = RunResult._base_manager.filter(run=run).order_by("application__number")
    return {
        "digest": run.digest,
        "inputs": sealed_inputs(run),
        "result": dict(rows.values_list("application__number", "place")),
    }


@dataclass
class Line:
    """A place, a specialty or a base in the result of a run."""

    title: str
    quota: int = 0
    admitted: int = 0

    @property
    def left(self) -> int:
        """Places that stay empty."""
        return self.quota - self.admitted


def lines_of(run: Run, *, by: str) -> list[Line]:
    """The result by base or by specialty, the largest first; `by`: «institution» or «specialty». Three statements."""
    found_places = with_taken(Place._base_manager.filter(batch=run.batch_id)).select_related(by)
    places: dict[int, Any] = {place.pk: place for place in found_places}
    numbers = {int(key): number for key, number in run.quotas.items()}
    rows = RunResult._base_manager.filter(run=run, place__isnull=False).order_by()
    admitted = dict(rows.values_list("place").annotate(number=Count("pk")))
    found: dict[str, Line] = {}
    for pk, place in places.items():
        name = getattr(place, by).name
        line = found.setdefault(name, Line(name))
        line.quota += max(0, numbers.get(pk, place.approved) - place.held) if run.is_dry else place.approved
        line.admitted += admitted.get(pk, 0)
    return sorted(found.values(), key=lambda line: (-line.quota, line.title))


@dataclass
class Change:
    """One applicant who ends elsewhere; places are None for 未录取."""

    result: RunResult | None
    number: str
    before: Place | None
    after: Place | None
    is_gain: bool | None  # None: neither wish is his, or it cannot be told


@dataclass
class Comparison:
    """Two runs side by side (REC-51)."""

    changes: list[Change] = field(default_factory=list)
    gained: int = 0
    lost: int = 0
    by_base: list[tuple[str, int, int]] = field(default_factory=list)  # name, before, after
    by_specialty: list[tuple[str, int, int]] = field(default_factory=list)


def compared(before: Run, after: Run, *, shown: int = 200) -> Comparison:
    """Who ends elsewhere in the second, better or worse by his own order of preferences; six statements."""
    first, second = _places(before), _places(after)
    keys = {key for key, _ in (*first.values(), *second.values()) if key}
    places = Place._base_manager.select_related("institution", "specialty", "site").in_bulk(keys)
    moved = differences({a: key for a, (key, _) in first.items()}, {a: key for a, (key, _) in second.items()})
    numbers = {
        row.application_id: row
        for row in RunResult._base_manager.filter(
            Q(run=after) | Q(run=before), application__in=[a for a, _, _ in moved[:shown]]
        ).select_related("application")
    }
    found = Comparison()
    for application, old, new in moved:
        is_gain = _is_gain(first.get(application, (None, None))[1], second.get(application, (None, None))[1])
        found.gained += is_gain is True
        found.lost += is_gain is False
        if len(found.changes) < shown:
            row = numbers.get(application)
            number = (row.application.number if row else "") or ""
            found.changes.append(Change(row, number, places.get(old or 0), places.get(new or 0), is_gain))
    found.by_base = _counted(first, second, places, "institution")
    found.by_specialty = _counted(first, second, places, "specialty")
    return found


Placed = dict[int, tuple[int | None, int | None]]  # application → (place, 志愿序号)


def _places(run: Run) -> Placed:
    rows = RunResult._base_manager.filter(run=run).values_list("application", "place", "rank")
    return {application: (place, rank) for application, place, rank in rows}


def _is_gain(before: int | None, after: int | None) -> bool | None:
    worst = 10_000
    old, new = before or worst, after or worst
    return None if old == new else new < old


def _counted(first: Placed, second: Placed, places: dict[int, Place], by: str) -> list[tuple[str, int, int]]:
    def number(placed: Placed) -> Counter[str]:
        return Counter(getattr(places[key], by).name for key, _ in placed.values() if key)

    before, after = number(first), number(second)
    rows = [(name, before[name], after[name]) for name in before.keys() | after.keys()]
    return sorted((row for row in rows if row[1] != row[2]), key=lambda row: (-abs(row[2] - row[1]), row[0]))
