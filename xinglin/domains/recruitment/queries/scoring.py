"""Offline results: who sees which, and how applicants rank by them (REC-24)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import visible
from xinglin.engines.actions.sets import listed
from xinglin.kit import masking

from ..enums import ApplicationState, ScoreKind, Screening
from ..models import Announcement, Application, Batch, Place, Preference, Score, ScorePart
from ..rules.admitting import place_title
from ..rules.running import total, why_not_ranked
from ..rules.scoring import PUBLISH, SCORE, may_write
from ..windows import ADMISSION, SCREENING
from .batches import batches_visible_to
from .timing import Timings

OPEN = (SCREENING, ADMISSION)


def batches_examined_by(actor: Actor) -> "QuerySet[Batch]":
    """Batches with an examination whose results the actor may write: where his base has places, or that he runs."""
    if not actor.may(SCORE):
        return Batch.objects.none()
    batches = batches_visible_to(actor).filter(Exists(ScorePart.objects.filter(batch=OuterRef("pk"))))
    if actor.unit.institution_id:
        offered = Place._base_manager.filter(batch=OuterRef("pk"), institution=actor.unit.institution_id)
        return batches.filter(Exists(offered))
    return batches if actor.is_system else batches.filter(owner=actor.unit_id)


def why_not_now(batches: Sequence[Batch], actor: Actor) -> dict[int, str | None]:
    """Batch → why the actor cannot write results or an order of it now; two statements."""
    timings, at = Timings(batches, OPEN), actor.unit.institution_id
    return {b.pk: may_write(b, actor, [timings.why_closed(b, kind, at) for kind in OPEN]) for b in batches}


def examined(actor: Actor, batches: Collection[int]) -> "QuerySet[Application]":
    """Whom the actor examines: those who chose his base, or all who applied in a batch that he runs."""
    rows = Application._base_manager.filter(batch__in=batches, state=ApplicationState.SUBMITTED).defer("form")
    if actor.unit.institution_id:
        chose = Preference._base_manager.filter(application=OuterRef("pk"), institution=actor.unit.institution_id)
        return rows.filter(Exists(chose))
    return rows if actor.is_system else rows.filter(batch__owner=actor.unit_id)


def scores_shown(application: Application, actor: Actor) -> list[tuple[str, str]]:
    """(part, result) of one applicant, those of the actor's own examination and the organiser's."""
    own = actor.unit.institution_id
    rows = Score._base_manager.filter(application=application).select_related("part", "institution")
    rows = rows.filter(Q(institution=None) | Q(institution=own)) if own else rows
    found = rows.order_by("part__order", "pk")
    return [(score.part.title + ("" if score.institution_id else "（统一考核）"), shown(score)) for score in found]


def shown(score: Score) -> str:
    """«86.5 分», «合格»."""
    if score.part.kind == ScoreKind.PASS:
        return "合格" if score.passed else "不合格"
    return f"{score.points.normalize():f} 分" if score.points is not None else ""


@dataclass
class Ranked:
    """One applicant in the order of a place. `rank` is None with the reason `why` for who has no place in it."""

    preference: Preference
    marks: list[str]
    total: Decimal
    why: str
    rank: int | None = None

    @property
    def name(self) -> str:
        """Of the applicant."""
        return self.preference.application.person.name


@dataclass
class Group:
    """All who chose one place, the best first."""

    place: Place
    rows: list[Ranked] = field(default_factory=list)

    @property
    def title(self) -> str:
        """«内科»."""
        return place_title(self.place)

    @property
    def by_hand(self) -> list[Ranked]:
        """In the base's own order where there is one, the others behind in the order of the scores."""
        return sorted(self.rows, key=lambda row: (row.preference.base_rank is None, row.preference.base_rank or 0))


Marks = Mapping[int, tuple[Decimal | None, bool | None]]


def rankings(batches: Collection[Batch], institution: int | None) -> dict[int, list[Group]]:
    """Batch → its places, at one base or at all, with their applicants ranked; three statements.

    Equal totals share a rank. A base goes by its own examination and, where it has none, by the organiser's.
    """
    keys = [batch.pk for batch in batches]
    parts, marks = parts_of(batches), _marks(keys)
    groups: dict[int, dict[int, Group]] = {key: {} for key in keys}
    for preference in _ranked_preferences(keys, institution):
        group = groups[preference.batch_id].setdefault(preference.place_id, Group(preference.place))
        mine = marks[preference.application_id]
        counted = {**mine.get(None, {}), **mine.get(preference.institution_id, {})}
        group.rows.append(_row(preference, parts[preference.batch_id], counted))
    for group in (group for each in groups.values() for group in each.values()):
        _rank(group)
    return {key: list(each.values()) for key, each in groups.items()}


def bases_ranked(batch: Batch) -> list[tuple[int | None, str]]:
    """Bases that somebody has chosen in a batch, by name: its organiser looks at one of them at a time."""
    chosen = Preference._base_manager.filter(batch=batch, application__state=ApplicationState.SUBMITTED)
    names = chosen.order_by("institution__name").values_list("institution", "institution__name")
    return list(names.distinct())


def _ranked_preferences(batches: Sequence[int], institution: int | None) -> "QuerySet[Preference]":
    rows = Preference._base_manager.filter(batch__in=batches, application__state=ApplicationState.SUBMITTED)
    rows = rows.exclude(screening=Screening.FAILED)
    if institution:
        rows = rows.filter(institution=institution)
    related = ("application__person", "place__specialty", "place__site", "institution")
    order = ("institution__name", "place__specialty__code", "place", "application__number")
    return rows.select_related(*related).defer("application__form").order_by(*order)


def _marks(batches: Sequence[int]) -> dict[int, dict[int | None, dict[int, Any]]]:
    found: dict[int, dict[int | None, dict[int, Any]]] = defaultdict(lambda: defaultdict(dict))
    rows = Score._base_manager.filter(part__batch__in=batches)
    for application, institution, part, points, passed in rows.values_list(
        "application_id", "institution_id", "part_id", "points", "passed"
    ):
        found[application][institution][part] = (points, passed)
    return found


def _row(preference: Preference, parts: Sequence[ScorePart], counted: Marks) -> Ranked:
    return Ranked(
        preference=preference,
        marks=[_mark(counted.get(part.pk)) for part in parts],
        total=Decimal(total(parts, counted)[0]),
        why=why_not_ranked(parts, counted, is_by_hand=False),
    )


def _mark(mark: tuple[Decimal | None, bool | None] | None) -> str:
    if mark is None:
        return ""
    points, passed = mark
    return f"{points.normalize():f}" if points is not None else "合格" if passed else "不合格"


def _rank(group: Group) -> None:
    group.rows.sort(key=lambda row: (bool(row.why), -row.total, row.preference.application.number or ""))
    fit = [row.total for row in group.rows if not row.why]
    for row in group.rows:
        row.rank = None if row.why else 1 + sum(other > row.total for other in fit)


def published(groups: Sequence[Group], parts: Sequence[ScorePart], *, with_base: bool) -> list[dict[str, Any]]:
    """What an announcement freezes: nothing by which a stranger finds out more than a rank and its points."""
    return [
        {
            "title": f"{group.place.institution.name} {group.title}" if with_base else group.title,
            "columns": [part.title for part in parts],
            "rows": [
                {
                    "rank": row.rank,
                    "number": row.preference.application.number,
                    "name": masking.name(row.name),
                    "marks": row.marks,
                    "total": f"{row.total.normalize():f}",
                }
                for row in group.rows
                if row.rank
            ],
        }
        for group in groups
    ]


def announcements_visible_to(actor: Actor) -> "QuerySet[Announcement]":
    """Those under the actor's unit, and those of batches that he runs."""
    rows = Announcement._base_manager.select_related("batch", "institution")
    mine = visible(Announcement, actor, PUBLISH).order_by().values("pk")
    if not actor.may(PUBLISH) or actor.unit.institution_id:
        return rows.filter(pk__in=mine)
    return rows.filter(Q(pk__in=mine) | Q(batch__owner=actor.unit_id))


def standing_announcements(batches: Sequence[int], institution: int | None, now: Any) -> dict[int, Announcement]:
    """Batch → the one that is open there now; one statement."""
    rows = Announcement._base_manager.filter(
        batch__in=listed(batches, "bigint"), institution=institution, withdrawn_at=None, ends_at__gt=now
    )
    return {row.batch_id: row for row in rows}


def part_key(part: ScorePart) -> str:
    """How a part's column is called in a row of the sheet."""
    return f"part_{part.pk}"


def parts_of(batches: Collection[Batch]) -> dict[int, list[ScorePart]]:
    """Batch → the parts of its examination in order; one statement."""
    found: dict[int, list[ScorePart]] = {batch.pk: [] for batch in batches}
    for part in ScorePart.objects.filter(batch__in=found).order_by("order"):
        found[part.batch_id].append(part)
    return found


def applications_by_number(actor: Actor, batch: Batch, rows: Sequence[Mapping[str, Any]]) -> dict[str, Application]:
    """学员编号 → application, of those whom the actor examines; one statement."""
    numbers = listed([row["number"] for row in rows], "text")
    found = examined(actor, [batch.pk]).filter(number__in=numbers).select_related("person")
    return {application.number or "": application for application in found}


def standing_scores(applications: Sequence[Application], actor: Actor) -> dict[tuple[int, int], Score]:
    """(application, part) → what the actor's examination gave so far, locked; one statement."""
    keys = listed([application.pk for application in applications], "bigint")
    rows = Score._base_manager.filter(application__in=keys, institution=actor.unit.institution_id)
    return {(row.application_id, row.part_id): row for row in rows.select_for_update(of=("self",)).order_by("pk")}


def points_by_specialty(
    rows: Sequence[Mapping[str, Any]], parts: Sequence[ScorePart], found: Mapping[str, Application]
) -> dict[str, dict[str, list[Decimal]]]:
    """Part's title → specialty of the first preference → points in these rows; one statement."""
    keys = listed([application.pk for application in found.values()], "bigint")
    first = Preference._base_manager.filter(application__in=keys, rank=1)
    specialty = dict(first.values_list("application", "place__specialty__name"))
    columns: dict[str, dict[str, list[Decimal]]] = {}
    for part in (part for part in parts if part.kind == ScoreKind.POINTS):
        groups = columns.setdefault(part.title, defaultdict(list))
        for row in rows:
            if row["number"] in found and (value := row.get(part_key(part))) is not None:
                groups[specialty.get(found[row["number"]].pk, "")].append(value)
    return columns
