"""Batches: who sees which, and how far each has come (REC-01)."""

from collections.abc import Collection, Iterable

from django.db.models import Max, QuerySet

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit, UnitKind
from xinglin.engines.access.roles import PERSONAL
from xinglin.engines.windows.kinds import NAMES
from xinglin.engines.windows.models import Window, WindowExtension

from ..models import Application, Batch, Offer, Plan, Score
from ..rules.batches import BATCHES, DATES, TIMING, Used
from ..windows import STAGES


def batches_visible_to(actor: Actor) -> "QuerySet[Batch]":
    """Of one's own province; the nation and whoever looks for a place to apply for see those of all provinces."""
    if not (actor.is_system or actor.may(TIMING)):
        return Batch.objects.none()
    batches = Batch.objects.select_related("province", "owner")
    if actor.is_system or actor.role in PERSONAL or actor.unit.kind == UnitKind.NATION:
        return batches
    return batches.filter(province=actor.unit.province_id)


def batches_kept_by(actor: Actor) -> "QuerySet[Batch]":
    """Those that the actor sets up: his own province's."""
    if actor.is_system:
        return Batch.objects.all()
    return Batch.objects.filter(province=actor.unit.province_id) if actor.may(BATCHES) else Batch.objects.none()


def batches_dated_by(actor: Actor) -> "QuerySet[Batch]":
    """Those that the province lets the actor's city run: it changes their dates, and nothing else (REC-01, REC-16)."""
    return Batch.objects.filter(owner=actor.unit_id) if actor.may(DATES) else Batch.objects.none()


def batches_for(institution: Unit) -> "QuerySet[Batch]":
    """Batches in which this institution may recruit: its province's, and a city's only below that city."""
    above = [int(key) for key in (institution.path or "").strip("/").split("/")]
    return Batch.objects.filter(province=institution.province_id, owner__in=above)


def used(batches: Collection[int]) -> dict[int, Used]:
    """Batch → what was built on it already; five statements."""
    plans = _batches_of(Plan._base_manager.filter(batch__in=batches))
    released = _batches_of(Offer._base_manager.filter(batch__in=batches, released_at__isnull=False))
    confirmed = _batches_of(Offer._base_manager.filter(batch__in=batches, city_confirmed_at__isnull=False))
    confirmed |= _batches_of(Offer._base_manager.filter(batch__in=batches, confirmed_at__isnull=False))
    applied = Application._base_manager.filter(batch__in=batches).values_list("batch", "category").distinct()
    scores = Score._base_manager.filter(part__batch__in=batches).values_list("part__batch", "part").distinct()
    categories, scored = _grouped(applied.order_by()), _grouped(scores.order_by())
    return {
        pk: Used(
            has_plans=pk in plans,
            has_applications=pk in categories,
            has_released=pk in released,
            has_confirmed=pk in confirmed,
            categories=frozenset(categories.get(pk, set()) - {""}),
            scored=frozenset(scored.get(pk, set())),
        )
        for pk in batches
    }


def windows_of(batches: Iterable[Batch]) -> dict[int, dict[str, Window]]:
    """Batch → kind's key → its window; one statement."""
    batches = list(batches)
    found: dict[int, dict[str, Window]] = {batch.pk: {} for batch in batches}
    by_place = {(batch.intake_year, batch.number, batch.province_id): batch.pk for batch in batches}
    asked = Window.objects.filter(
        kind__in=[kind.key for kind in STAGES],
        year__in={batch.intake_year for batch in batches},
        unit__in={batch.province_id for batch in batches},
    )
    for window in asked.select_related("unit"):
        if (pk := by_place.get((window.year, window.batch, window.unit_id))) is not None:
            found[pk][window.kind] = window
    return found


def _batches_of(rows: QuerySet) -> set[int]:
    return set(rows.order_by().values_list("batch", flat=True).distinct())


def _grouped(pairs: Iterable[tuple[int, object]]) -> dict[int, set]:
    found: dict[int, set] = {}
    for key, value in pairs:
        found.setdefault(key, set()).add(value)
    return found


def years_of(actor: Actor) -> list[tuple[int, str]]:
    """Intake years of the batches an actor sees, the newest first."""
    years = batches_visible_to(actor).order_by("-intake_year").values_list("intake_year", flat=True).distinct()
    return [(year, f"{year}") for year in years]


def provinces_of(actor: Actor) -> list[tuple[int, str]]:
    """Provinces of the batches an actor sees."""
    mine = batches_visible_to(actor).order_by().values("province")
    return list(Unit.objects.filter(pk__in=mine).order_by("code").values_list("pk", "name"))


def names_of(actor: Actor) -> list[tuple[int, str]]:
    """Batches to choose from, the newest first."""
    found = batches_visible_to(actor).order_by("-intake_year", "province__code", "number")
    is_one = actor.unit.province_id is not None
    return [(b.pk, f"{year_of(b)}{'' if is_one else b.province.name}{b.name}") for b in found]


def year_of(batch: Batch) -> str:
    """«2026 », unless the name of the batch says it."""
    return "" if str(batch.intake_year) in batch.name else f"{batch.intake_year} "


def ranks_of(actor: Actor) -> list[tuple[int, str]]:
    """«第 1 志愿» and so on, as many as any batch that the actor sees allows."""
    most = batches_visible_to(actor).order_by().aggregate(most=Max("preferences"))["most"] or 1
    return [(rank, f"第 {rank} 志愿") for rank in range(1, most + 1)]


def extensions_of(batch: Batch) -> list[tuple[WindowExtension, str]]:
    """Who has more time in which stage, in the order of the stages; one statement."""
    keys = {window.pk: kind for kind, window in windows_of([batch])[batch.pk].items()}
    found = WindowExtension.objects.filter(window__in=keys).select_related("unit").order_by("unit__name")
    titles = {kind.key: kind.title for kind in STAGES}
    order = list(titles)
    listed = [(each, keys[each.window_id]) for each in found]
    return [(each, titles[key]) for each, key in sorted(listed, key=lambda pair: order.index(pair[1]))]


def batch_names() -> dict[tuple[int, int, int], str]:
    """(year, number, province) → name, for whoever shows windows; one statement."""
    return {(batch.intake_year, batch.number, batch.province_id): batch.name for batch in Batch.objects.order_by()}


for each_kind in STAGES:
    NAMES[each_kind.key] = batch_names
