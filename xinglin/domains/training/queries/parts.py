"""In which part of «住院医师管理» a record stands, for rows and for queries (REP-13, REP-30, REP-41)."""

from collections.abc import Iterable, Sequence

from django.db.models import Q

from xinglin.engines.access.models import UnitKind
from xinglin.engines.access.remembering import once_a_page
from xinglin.engines.windows.models import Window, WindowExtension
from xinglin.engines.windows.queries import Opening, Openings

from .. import rules, windows
from ..models import Training


def openings_of(trainings: Iterable[Training]) -> dict[int, Opening]:
    """Training key → its intake window as its base finds it now; two statements."""
    trainings = list(trainings)
    openings = Openings([windows.INTAKE], {t.intake_year for t in trainings})
    kept: dict[tuple[int, int], Opening] = {}
    for t in trainings:
        key = (t.intake_year, t.institution_id)
        if key not in kept:
            kept[key] = openings.best(
                windows.INTAKE, t.intake_year, institution_id=t.institution_id, province_id=t.province_id
            )
    return {t.pk: kept[t.intake_year, t.institution_id] for t in trainings}


def windowed_years(trainings: Sequence[Training]) -> dict[int, int]:
    """Training key → the year whose windows hold it; the second part is held by none. Two statements (REP-35)."""
    openings = openings_of(trainings)
    return {t.pk: t.intake_year for t in trainings if not rules.is_managed(t, openings[t.pk])}


def managed_q() -> Q:
    """What `rules.is_managed` says, as a condition on training records; three statements of its own."""
    return Q(is_late_entry=True) | Q(original__isnull=False) & ended_q()


@once_a_page
def ended_q() -> Q:
    """Records whose intake has ended for their base: by year, but for organisations with times of their own."""
    openings = Openings([windows.INTAKE])
    found, plain = Q(pk__in=[]), []
    for year, (provinces, institutions) in _apart().items():
        states = {key: _state(openings, year, province=key) for key in provinces}
        late = [i for i, p in institutions.items() if _state(openings, year, province=p, institution=i) != "past"]
        if _state(openings, year) != "past":
            ended = Q(province__in=[key for key, state in states.items() if state == "past"])
        elif going := [key for key, state in states.items() if state != "past"]:
            ended = ~Q(province__in=going)
        elif late:
            ended = Q()
        else:
            plain.append(year)
            continue
        found |= Q(intake_year=year) & ended & ~Q(institution__in=late)
    return found | Q(intake_year__in=plain)


def _state(openings: Openings, year: int, *, province: int | None = None, institution: int | None = None) -> str:
    return openings.best(windows.INTAKE, year, institution_id=institution, province_id=province).state


def _apart() -> dict[int, tuple[set[int], dict[int, int]]]:
    """Scheduled year → provinces with times of their own, and institutions with more time → their province."""
    mine = Window.objects.filter(kind=windows.INTAKE.key)
    found: dict[int, tuple[set[int], dict[int, int]]] = {
        year: (set(), {}) for year in mine.values_list("year", flat=True)
    }
    for year, unit in mine.filter(unit__kind=UnitKind.PROVINCE).values_list("year", "unit"):
        found[year][0].add(unit)
    extended = WindowExtension.objects.filter(window__in=mine.values("pk"))
    for year, unit, kind, province in extended.values_list("window__year", "unit", "unit__kind", "unit__province"):
        assert province is not None  # noqa: S101 -- the nation's own window is no extension
        found[year][0].add(province)
        if kind != UnitKind.PROVINCE:
            found[year][1][unit] = province
    return found
