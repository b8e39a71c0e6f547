"""«时间安排»: the windows of intake and review as they hold for the one who looks (REP-02, PLT-21)."""

from collections.abc import Iterable

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from xinglin.domains.institutions.public import bases_under
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit, UnitKind
from xinglin.engines.windows.models import Window, WindowExtension
from xinglin.engines.windows.queries import windows_visible_to

from .. import windows

KINDS = (windows.INTAKE, windows.PROVINCE_REVIEW)


def schedule_visible_to(actor: Actor) -> "QuerySet[Window]":
    """Windows in force for the actor's unit; the nation sees those of all provinces.

    Each with `extended`, how many organisations under the actor have more time, and `own_end`, his own later end.
    """
    scheduled = windows_visible_to(actor).filter(kind__in=[kind.key for kind in KINDS])
    if actor.unit.kind != UnitKind.NATION:
        same = {name: OuterRef(name) for name in ("kind", "year", "batch")}
        own = Window.objects.filter(**same, unit=actor.unit.province_id)
        scheduled = scheduled.filter(~Exists(own) | Q(unit=actor.unit.province_id))
    under = Q(extensions__unit__path__startswith=actor.unit.path)
    mine = Q(extensions__unit__in=[key for key in (actor.unit.institution_id, actor.unit.province_id) if key])
    return scheduled.annotate(
        extended=Count("extensions", filter=under), own_end=Max("extensions__ends_at", filter=mine)
    )


def extensions_visible_to(actor: Actor) -> "QuerySet[WindowExtension]":
    """Who under the actor's unit has more time in one of these windows, the newest first."""
    mine = WindowExtension.objects.filter(
        unit__path__startswith=actor.unit.path or "-", window__in=schedule_visible_to(actor).values("pk")
    )
    return mine.select_related("unit", "unit__province").order_by("-created_at", "-pk")


def scopes_of(actor: Actor) -> "QuerySet[Unit]":
    """For whom the actor may schedule: the nation and the provinces, or his own province."""
    under = Unit.objects.filter(path__startswith=actor.unit.path or "-", is_active=True)
    return under.filter(kind__in=(UnitKind.NATION, UnitKind.PROVINCE)).order_by("path")


def extendable_units(actor: Actor) -> "QuerySet[Unit]":
    """Organisations to whom the actor may give more time: provinces, which review, and bases, which report."""
    under = Unit.objects.filter(path__startswith=actor.unit.path or "-", is_active=True)
    found = under.filter(Q(kind=UnitKind.PROVINCE) | Q(pk__in=bases_under(actor.unit)))
    return found.select_related("province").order_by("province__code", "kind", "name")


def years_scheduled() -> list[tuple[int, str]]:
    """Years to choose from, the newest first."""
    return [(year, str(year)) for year in sorted(set(_values("year")), reverse=True)]


def batches_scheduled() -> list[tuple[int, str]]:
    """Batches to choose from."""
    return [(batch, f"第 {batch} 批") for batch in sorted(set(_values("batch")))]


def _values(name: str) -> Iterable[int]:
    return Window.objects.filter(kind__in=[kind.key for kind in KINDS]).values_list(name, flat=True).distinct()
