"""Who sees which runs, what a sheet offers to whom, and what a unit's mends have taught."""

from collections.abc import Mapping

from django.db.models import QuerySet

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import visible

from .models import ImportLine, ImportRun, Mend, Verdict
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


def learned(run: ImportRun) -> dict[tuple[str, str], Mend]:
    """(column, what stood there) → how the run's unit mended it last in this sheet: offered again (PLT-46).

    Cells read in another manner stand under "". Ask for the run through `runs_visible_to`.
    """
    values = [group.get("value", "") for group in run.groups]
    earlier = Mend.objects.filter(run__unit=run.unit_id, run__key=run.key, before__in=values).defer("rows")
    return {(mend.column, mend.before): mend for mend in earlier.order_by("made_at", "pk")}


def mends_of(run: ImportRun, chosen: Mapping[int, str], made_by: str) -> list[Mend]:
    """What stood mended already, and the groups chosen now with all their rows; not stored. Two statements."""
    mends = [_copied(mend) for mend in run.mends.all()]
    rows: dict[tuple[str, str], list[int]] = {}
    for heading, message, row in lines_of(run, Verdict.REFUSED).values_list("heading", "message", "row"):
        rows.setdefault((heading, message), []).append(row)
    for number, text in chosen.items():
        group = run.groups[number]
        is_manner = "manners" in group
        mends.append(
            Mend(
                column=group["column"],
                before=group.get("value", ""),
                after=group["manners"][text]["title"] if is_manner else text,
                manner=text if is_manner else "",
                rows=rows[group["heading"], group["message"]],
                made_by=made_by,
            )
        )
    return mends


def _copied(mend: Mend) -> Mend:
    mend.pk = None
    mend._state.adding = True
    return mend
