"""Is it open? Asked for a whole set at once: two statements, whatever the number of organisations."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.timezone import localtime

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit, UnitKind
from xinglin.engines.access.remembering import once_a_page

from .kinds import BARS, NAMES, WINDOW_KINDS, WindowKind
from .models import Window, WindowExtension

STATES = {"future": "未开始", "open": "进行中", "past": "已结束", "none": "未安排"}


def shown(moment: datetime, *, is_end: bool = False) -> str:
    """A boundary as people read it: an end at midnight is 24:00 of the day before."""
    local = localtime(moment)
    if is_end and (local.hour, local.minute, local.second) == (0, 0, 0):
        return f"{local - timedelta(days=1):%Y-%m-%d} 24:00"
    return f"{local:%Y-%m-%d %H:%M}"


@dataclass(frozen=True)
class Opening:
    """One kind of window as one organisation finds it now."""

    kind: WindowKind
    year: int
    batch: int = 1
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    is_extended: bool = False
    name: str = ""  # of the batch, where batches of the kind have names
    barred: str = ""  # why it is closed to the province whatever its windows say (REP-43)

    @property
    def state(self) -> str:
        """future | open | past | none"""
        now = timezone.now()
        if self.starts_at is None or self.ends_at is None:
            return "none"
        return "future" if now < self.starts_at else "open" if now < self.ends_at else "past"

    @property
    def state_label(self) -> str:
        """未开始 / 进行中 / 已结束 / 未安排"""
        return STATES[self.state]

    @property
    def is_open(self) -> bool:
        """Inside [start, end), and not barred."""
        return self.state == "open" and not self.barred

    @property
    def days_left(self) -> int:
        """Whole or begun days until the end; 0 when not open."""
        return -(-(self.ends_at - timezone.now()) // timedelta(days=1)) if self.is_open and self.ends_at else 0

    @property
    def span(self) -> str:
        """«2026-11-10 00:00 至 2026-11-26 24:00»"""
        return (
            f"{shown(self.starts_at)} 至 {shown(self.ends_at, is_end=True)}" if self.starts_at and self.ends_at else ""
        )

    @property
    def ends_shown(self) -> str:
        """«2026-11-26 24:00»"""
        return shown(self.ends_at, is_end=True) if self.ends_at else ""

    def why_closed(self) -> str | None:
        """None while open; else the sentence with the dates (PLT-22)."""
        if self.barred:
            return self.barred
        title = f"{self.year} 年“{self.kind.title}”"
        match self.state:
            case "open":
                return None
            case "future":
                return f"{title}尚未开始（{self.span}），请在开放时间内办理。"
            case "past":
                return f"{title}已于 {shown(self.ends_at, is_end=True)} 结束，如需补办请联系上级管理部门延长时间。"  # type: ignore[arg-type]  # -- past has an end
            case _:
                return f"{title}还没有安排时间，请联系上级管理部门。"


class Openings:
    """The windows of some kinds and years with their extensions, loaded once, asked often."""

    def __init__(self, kinds: Iterable[WindowKind], years: Iterable[int] | None = None):
        keys = frozenset(kind.key for kind in kinds)
        self._bars = _barred(keys)
        self._windows, self._later = _scheduled(keys, None if years is None else frozenset(years))

    def all_of(
        self, kind: WindowKind, year: int, *, institution_id: int | None, province_id: int | None
    ) -> list[Opening]:
        """Every batch of the year as this organisation finds it; a province's own window replaces the nation's."""
        chosen: dict[int, Window] = {}
        for window in self._windows:
            if window.kind != kind.key or window.year != year:
                continue
            if window.unit.kind == UnitKind.NATION:
                chosen.setdefault(window.batch, window)
            elif window.unit_id == province_id:
                chosen[window.batch] = window
        return [self._opening(kind, window, institution_id, province_id) for _, window in sorted(chosen.items())]

    def _opening(
        self, kind: WindowKind, window: Window, institution_id: int | None, province_id: int | None
    ) -> Opening:
        later = [
            self._later[key] for key in ((window.pk, institution_id), (window.pk, province_id)) if key in self._later
        ]
        ends_at = max([window.ends_at, *later])
        return Opening(
            kind,
            window.year,
            window.batch,
            window.starts_at,
            ends_at,
            is_extended=ends_at > window.ends_at,
            barred=self._barred(kind, province_id),
        )

    def _barred(self, kind: WindowKind, province_id: int | None) -> str:
        return self._bars.get(kind.key, {}).get(province_id or 0, "")

    def best(self, kind: WindowKind, year: int, *, institution_id: int | None, province_id: int | None) -> Opening:
        """The open batch, else the next to come, else the last that ended, else «未安排»."""
        found = self.all_of(kind, year, institution_id=institution_id, province_id=province_id)
        for state in ("open", "future"):
            for opening in found:
                if opening.state == state:
                    return opening
        return found[-1] if found else Opening(kind, year, barred=self._barred(kind, province_id))

    def years(self, kind: WindowKind) -> list[int]:
        """Years for which the kind was ever scheduled, newest first."""
        return sorted({window.year for window in self._windows if window.kind == kind.key}, reverse=True)


@once_a_page
def _barred(kinds: frozenset[str]) -> dict[str, Any]:
    """Kind → what its bar says; kinds that share one ask it once."""
    asked = {key: BARS[key] for key in kinds if key in BARS}
    said = {ask: ask() for ask in set(asked.values())}
    return {key: said[ask] for key, ask in asked.items()}


@once_a_page
def _scheduled(
    kinds: frozenset[str], years: frozenset[int] | None
) -> tuple[list[Window], dict[tuple[int, int], datetime]]:
    """The windows, and (window key, unit key) → the later end; two statements."""
    windows = Window.objects.filter(kind__in=kinds).order_by("year", "batch").select_related("unit")
    found = list(windows if years is None else windows.filter(year__in=years))
    extensions = WindowExtension.objects.filter(window__in=[window.pk for window in found])
    return found, {(extension.window_id, extension.unit_id): extension.ends_at for extension in extensions}


def opening_for(kind: WindowKind, year: int, unit: Unit) -> Opening:
    """One organisation's opening (two statements)."""
    return Openings([kind], [year]).best(kind, year, institution_id=unit.institution_id, province_id=unit.province_id)


# What is open to whom no unit tells it: to applicants, the windows of provinces. Domains say it; an actor → openings.
ALSO_OPEN: list[Callable[[Actor], Iterable[Opening]]] = []


def openings_now(actor: Actor) -> list[Opening]:
    """Windows open now that concern the actor's role, as his unit finds them, the soonest to close first (PLT-70)."""
    kinds = [kind for kind in WINDOW_KINDS.values() if kind.roles is None or actor.role in kind.roles]
    openings, unit = Openings(kinds), actor.unit
    found = [
        opening
        for kind in kinds
        for year in openings.years(kind)
        for opening in openings.all_of(kind, year, institution_id=unit.institution_id, province_id=unit.province_id)
        if opening.is_open
    ]
    also = [opening for ask in ALSO_OPEN for opening in ask(actor)]
    return sorted([*_named(found, unit), *also], key=lambda opening: opening.ends_at or timezone.now())


def _named(openings: list[Opening], unit: Unit) -> list[Opening]:
    """With the names of their batches; a statement for each source of names, and none where nothing of it is open."""
    said = {ask: ask() for ask in {NAMES[each.kind.key] for each in openings if each.kind.key in NAMES}}
    names = {key: said[ask] for key, ask in NAMES.items() if ask in said}
    place = unit.province_id or 0
    return [replace(o, name=names.get(o.kind.key, {}).get((o.year, o.batch, place), "")) for o in openings]


def windows_visible_to(actor: Actor) -> "QuerySet[Window]":
    """The nation's windows and the actor's own province's; the nation sees all (PLT-21)."""
    windows = Window.objects.select_related("unit")
    if actor.unit.kind == UnitKind.NATION:
        return windows
    return windows.filter(unit__kind=UnitKind.NATION) | windows.filter(unit=actor.unit.province)
