"""Who sees which runs, and what a sheet offers to whom."""

from django.db.models import QuerySet

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import visible

from .models import ImportLine, ImportRun, Verdict
from .sheet import SHEETS, Sheet

SHOWN_ERRORS = 50  # PLT-41


def sheets_of(actor: Actor) -> list[Sheet]:
    """The sheets whose right the actor's role holds."""
    return [sheet for sheet in SHEETS.values() if actor.may(sheet.right)]


def runs_visible_to(actor: Actor) -> "QuerySet[ImportRun]":
    """Runs under the actor's unit, of sheets he may import himself (PLT-04, PLT-44)."""
    offered = sheets_of(actor)
    if not offered:
        return ImportRun._base_manager.none()
    return visible(ImportRun, actor, offered[0].right).filter(key__in=[sheet.key for sheet in offered])


def lines_of(run: ImportRun, verdict: Verdict) -> "QuerySet[ImportLine]":
    """A run's lines of one verdict, in the order of the file. Ask for the run through `runs_visible_to`."""
    return ImportLine.objects.filter(run=run, verdict=verdict).order_by("row", "column", "pk")
