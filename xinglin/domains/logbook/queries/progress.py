"""How far a resident is against the standard's numbers: by line and over all (ROT-09)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.urls import reverse

from xinglin.domains.reference.public import RotationLine
from xinglin.domains.rotation.public import Beside, PlanState, Stay, Stint, base_of
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.roles import Role

from .. import rules
from ..enums import EntryState, Kind
from ..models import Entry, Requirement
from .records import seen

WHOLE_RECORD = (Role.RESIDENT, Role.BASE_ADMIN)  # see all departments of a resident
Counted = dict[tuple[str, str], dict[str, int]]  # (kind, name) → state → how many


@dataclass(frozen=True)
class Bar:
    """One number of the standard and how much of it is confirmed or waits."""

    kind: str
    name: str
    number: int
    confirmed: int
    waiting: int

    @property
    def title(self) -> str:
        """«病种：高血压», «大病历»."""
        label = Kind(self.kind).label
        return f"{label}：{self.name}" if self.name else label

    @property
    def counted(self) -> int:
        """Not more than is asked."""
        return min(self.confirmed, self.number)

    @property
    def percent(self) -> int:
        """Whole percent."""
        return self.counted * 100 // self.number


@dataclass
class LineProgress:
    """A line of the standard: its stints, its bars, and what was recorded beside them."""

    line: RotationLine | None
    stints: list[Stint] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    others: list[Bar] = field(default_factory=list)  # nothing is asked: number 0

    @property
    def title(self) -> str:
        """The standard's department, or «机动»."""
        return self.line.department if self.line else "机动"

    @property
    def needed(self) -> int:
        """What all bars ask."""
        return sum(bar.number for bar in self.bars)

    @property
    def counted(self) -> int:
        """What of it is confirmed."""
        return sum(bar.counted for bar in self.bars)

    @property
    def percent(self) -> int:
        """Whole percent; a line that asks nothing is complete."""
        return self.counted * 100 // self.needed if self.needed else 100


@dataclass
class Progress:
    """Of one training: every line that its plan in force has."""

    lines: list[LineProgress]

    @property
    def needed(self) -> int:
        """What all lines ask."""
        return sum(line.needed for line in self.lines)

    @property
    def counted(self) -> int:
        """What of it is confirmed."""
        return sum(line.counted for line in self.lines)

    @property
    def waiting(self) -> int:
        """What the supervisors have not looked at."""
        return sum(bar.waiting for line in self.lines for bar in (*line.bars, *line.others))

    @property
    def percent(self) -> int:
        """Over all, whole percent."""
        return self.counted * 100 // self.needed if self.needed else 0


def progress_of(trainings: Iterable[int]) -> dict[int, Progress]:
    """Training → progress; three statements, whatever the number."""
    keys = list(trainings)
    rows = Stint._base_manager.filter(resident__training__in=keys, resident__plan__state=PlanState.PUBLISHED)
    stints = list(rows.select_related("line", "department", "stay", "resident__plan").order_by("first"))
    found: dict[int, dict[int | None, LineProgress]] = {key: {} for key in keys}
    for stint in stints:
        line = found[stint.resident.training_id].setdefault(stint.line_id, LineProgress(stint.line))
        line.stints.append(stint)
    counted = _counted(keys)
    asked = requirements_of({(stint.line_id, stint.resident.plan.institution_id) for stint in stints if stint.line_id})
    for training, lines in found.items():
        for key, line in lines.items():
            numbers = counted[training, key]
            base = line.stints[0].resident.plan.institution_id
            line.bars = [_bar(r.kind, r.name, r.number, numbers) for r in asked[key or 0, base]]
            line.others = [_bar(*each, 0, numbers) for each in sorted(numbers) if not _is_asked(each, line.bars)]
    return {training: Progress(list(lines.values())) for training, lines in found.items()}


def _counted(trainings: Sequence[int]) -> dict[tuple[int, int | None], Counted]:
    found: dict[tuple[int, int | None], Counted] = defaultdict(dict)
    rows = Entry._base_manager.filter(training__in=trainings).order_by()
    keys = ("training", "stay__stint__line", "kind", "name", "state")
    for training, line, kind, name, state, number in rows.values_list(*keys).annotate(n=Sum("number")):
        found[training, line].setdefault((kind, name), {})[state] = number
    return found


def _is_asked(each: tuple[str, str], bars: Sequence[Bar]) -> bool:
    kind, name = each
    return any(bar.kind == kind and bar.name in ("", name) for bar in bars)


def _bar(kind: str, name: str, number: int, numbers: Counted) -> Bar:
    own = [states for (k, n), states in numbers.items() if k == kind and name in ("", n)]
    confirmed = sum(states.get(EntryState.CONFIRMED, 0) for states in own)
    waiting = sum(states.get(EntryState.WAITING, 0) for states in own)
    return Bar(kind, name, number, confirmed, waiting)


def requirements_of(places: Iterable[tuple[int, int]]) -> dict[tuple[int, int], list[Requirement]]:
    """(line, base) → what is asked there, the base's own instead of the standard's; one statement."""
    places = set(places)
    by_line: dict[int, list[Requirement]] = defaultdict(list)
    rows = Requirement.objects.filter(line__in={line for line, _ in places})
    for row in rows.filter(Q(institution=None) | Q(institution__in={base for _, base in places})).order_by("pk"):
        by_line[row.line_id].append(row)
    found: dict[tuple[int, int], list[Requirement]] = defaultdict(list)
    order = list(Kind.values)
    for line, base in places:
        rows_here = [row for row in by_line[line] if row.institution_id in (None, base)]
        own = {(row.kind, row.name): row for row in sorted(rows_here, key=lambda row: row.institution_id is not None)}
        found[line, base] = sorted(own.values(), key=lambda row: (order.index(row.kind), row.pk))
    return found


def requirements_visible_to(actor: Actor) -> "QuerySet[Requirement]":
    """What the standards ask, which is published, and what the actor's base asks beside it."""
    rows = Requirement.objects.filter(Q(institution=None) | Q(institution=base_of(actor)))
    rows = rows if actor.may(rules.REQUIREMENTS) else rows.none()
    return rows.select_related("line__standard__specialty", "institution")


def records_beside(stints: Sequence[int]) -> dict[int, Beside]:
    """What is shown of the records beside stints that have begun: «12 / 30» of their lines; four statements."""
    begun = Stint._base_manager.filter(pk__in=stints, stay__isnull=False, line__isnull=False)
    places: dict[int, tuple[int, int]] = {
        pk: (training, line) for pk, training, line in begun.values_list("pk", "resident__training", "line")
    }
    progress = progress_of({training for training, _ in places.values()})
    found = {}
    for pk, (training, key) in places.items():
        line = next((each for each in progress[training].lines if each.line and each.line.pk == key), None)
        if line and line.needed:
            tone = "green" if line.percent == 100 else "blue" if line.counted else "grey"
            words = f"{line.counted} / {line.needed}"
            found[pk] = Beside(words, tone, line.percent, f"{reverse('logbook:mine')}#line-{key}")
    return found


def names_known(progress: Progress) -> list[str]:
    """What the standard names, to choose from."""
    return sorted({bar.name for line in progress.lines for bar in line.bars if bar.name})


def narrowed(progress: Progress, stays: dict[int, Any], actor: Actor) -> Progress:
    """What a department or a supervisor is shown: the lines of the stays (by stint) that are theirs to see."""
    if actor.role in WHOLE_RECORD:
        return progress
    return Progress([line for line in progress.lines if any(stint.pk in stays for stint in line.stints)])


def with_progress(trainings: Sequence[Any], actor: Actor) -> None:
    """Give each training its `progress`, as much of it as the actor sees."""
    found = progress_of(training.pk for training in trainings)
    rows = seen(Stay, actor, rules.RECORDS, "stint").filter(stint__resident__training__in=list(found))
    stays = {stay.stint_id: stay for stay in rows}
    for training in trainings:
        training.progress = narrowed(found[training.pk], stays, actor)


def begun_and_later(
    progress: Progress, stays: dict[int, Any]
) -> tuple[list[tuple[LineProgress, Any]], list[LineProgress]]:
    """Lines that have begun, the latest at the head, each with the stay (by stint) in which one records; the others."""
    begun: list[tuple[LineProgress, Any]] = []
    later: list[LineProgress] = []
    for line in progress.lines:
        if stay := next((stays[stint.pk] for stint in reversed(line.stints) if stint.pk in stays), None):
            begun.append((line, stay))
        else:
            later.append(line)
    return begun[::-1], later
