"""Writes to the schedule: windows set, changed and removed, and extended for single organisations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit, UnitKind
from xinglin.engines.actions import Outcome, Refused, action

from . import rules
from .models import Window, WindowExtension
from .queries import windows_visible_to

Key = tuple[str, int, int, int]


@dataclass(frozen=True, kw_only=True)
class Timing:
    """When one kind of action is open. `kind` is the key of a WindowKind; `ends_at` is the first moment outside."""

    kind: str
    year: int
    batch: int = 1
    unit: Unit
    starts_at: datetime
    ends_at: datetime

    @property
    def key(self) -> Key:
        """What there is one window of."""
        return self.kind, self.year, self.batch, self.unit.pk


@action("windows.scheduled", "安排时间")
def schedule(timings: Sequence[Timing], *, by: Actor) -> Outcome:
    """New windows, or other times for those that stand; keys are indexes of the list given (PLT-20)."""
    standing = _standing(timings)
    outcome, changed = Outcome(), {}
    for index, new in enumerate(timings):
        window = standing.get(new.key)
        if why := rules.may_schedule(new.unit, new.starts_at, new.ends_at, by):
            outcome.refused[index] = why
        elif window and (window.starts_at, window.ends_at) == (new.starts_at, new.ends_at):
            outcome.unchanged.append(index)
        else:
            changed[new.key] = _window(new)
            outcome.done.append(index)
    Window.objects.bulk_create(
        changed.values(),
        update_conflicts=True,
        unique_fields=["kind", "year", "batch", "unit"],
        update_fields=["starts_at", "ends_at"],
    )
    return outcome


def _standing(timings: Sequence[Timing]) -> dict[Key, Window]:
    asked = Window.objects.filter(kind__in={t.kind for t in timings}, year__in={t.year for t in timings})
    return {(w.kind, w.year, w.batch, w.unit_id): w for w in asked.select_for_update().order_by("pk")}


def _window(new: Timing) -> Window:
    return Window(
        kind=new.kind,
        year=new.year,
        batch=new.batch,
        unit=new.unit,
        starts_at=new.starts_at,
        ends_at=new.ends_at,
    )


@action("windows.removed", "删除时间安排")
def remove(windows: "QuerySet[Window]", *, by: Actor) -> Outcome:
    """Take windows off the schedule that have not begun."""
    asked = windows_visible_to(by).filter(pk__in=windows.order_by().values("pk"))
    found = list(asked.select_for_update(of=("self",)).order_by("pk"))
    outcome = Outcome.judged((window.pk, rules.may_remove(window, by)) for window in found)
    Window.objects.filter(pk__in=outcome.done).delete()
    return outcome


@action("windows.extended", "为单位延长时间")
def extend(units: "QuerySet[Unit]", *, window: Window, ends_at: datetime, reason: str, by: Actor) -> Outcome:
    """Give organisations a later end than others; keys are those of the units (PLT-22).

    A second extension replaces the first. Raises Refused without a reason, which is kept.
    """
    if not reason.strip():
        raise Refused("请填写延长的理由，理由会留存备查。")
    Window.objects.select_for_update().get(pk=window.pk)
    found = list(units.order_by("pk"))
    elsewhere = _scheduled_elsewhere(window, found)
    outcome = Outcome.judged(
        (unit.pk, elsewhere.get(unit.pk) or rules.may_extend(window, unit, ends_at, by)) for unit in found
    )
    outcome.labels = {unit.pk: unit.name for unit in found}
    WindowExtension.objects.bulk_create(
        (WindowExtension(window=window, unit_id=pk, ends_at=ends_at, reason=reason.strip()) for pk in outcome.done),
        update_conflicts=True,
        unique_fields=["window", "unit"],
        update_fields=["ends_at", "reason"],
    )
    return outcome


@action("windows.extension_revoked", "取消延长")
def revoke(extensions: "QuerySet[WindowExtension]", *, by: Actor) -> Outcome:
    """Take extensions back that have not run out: from now on the window's own end holds again."""
    asked = extensions.model.objects.filter(pk__in=extensions.order_by().values("pk"))
    found = list(asked.select_related("unit").select_for_update(of=("self",)).order_by("pk"))
    outcome = Outcome.judged((extension.pk, rules.may_revoke(extension, by)) for extension in found)
    outcome.labels = {extension.pk: extension.unit.name for extension in found}
    WindowExtension.objects.filter(pk__in=outcome.done).delete()
    return outcome


def _scheduled_elsewhere(window: Window, units: Sequence[Unit]) -> dict[int, str]:
    """Unit key → why this window is not the one that holds for it."""
    same = Window.objects.filter(kind=window.kind, year=window.year, batch=window.batch).select_related("unit")
    by_unit = {w.unit_id: w for w in same}
    nationwide = next((w for w in same if w.unit.kind == UnitKind.NATION), None)
    return {
        unit.pk: f"“{unit.name}”执行的不是这一条时间安排，请在适用于该单位的那一条上延长。"
        for unit in units
        if by_unit.get(unit.province_id or 0, nationwide) != window
    }
