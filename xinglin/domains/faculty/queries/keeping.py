"""What rows about training and verdicts are compared with, when rehearsed and when saved (FAC-07, FAC-09)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xinglin.engines.access.actor import Actor
from xinglin.engines.sheets.sheet import Resolution

from .. import rules
from ..models import Certificate, Supervisor, YearVerdict
from .enlisting import Refusal, Register, why_not_base

Row = Mapping[str, Any]


@dataclass
class Verdict:
    """The supervisor a row is about, what stands of it already, and why it is refused."""

    supervisor: Supervisor | None = None
    standing: Any = None
    refused: Refusal = None


class _Rows:
    """Supervisors of the base and what stands of them, by `_key`."""

    def __init__(self, rows: Sequence[Row], by: Actor, *, lock: bool = False) -> None:
        self.stranger = why_not_base(by)
        self.register = Register(rows, by, lock=lock)
        self.standing = self._load(self.register.supervisors.values())
        self.seen: set[Any] = set()

    def judge(self, place: int, row: Row) -> Verdict:
        """What would become of the row."""
        if self.stranger:
            return Verdict(refused=("", self.stranger))
        found = self.register.find(place, row)
        if found.refused or found.supervisor is None:
            return Verdict(refused=found.refused)
        key = self._key(found.supervisor.pk, row)
        if key in self.seen:
            return Verdict(refused=("document_number", "与前面的行重复，只取第一行，请删去本行。"))
        self.seen.add(key)
        return Verdict(found.supervisor, self.standing.get(key), self._why_not(row))

    def _load(self, supervisors: Any) -> dict[Any, Any]:
        raise NotImplementedError

    def _key(self, supervisor: int, row: Row) -> Any:
        raise NotImplementedError

    def _why_not(self, row: Row) -> Refusal:
        raise NotImplementedError


class CertificateRows(_Rows):
    """Courses: the same level, name and day is the same."""

    def _load(self, supervisors: Any) -> dict[Any, Any]:
        rows = Certificate._base_manager.filter(supervisor__in=list(supervisors))
        return {(each.supervisor_id, each.level, each.course, each.issued_on): each for each in rows}

    def _key(self, supervisor: int, row: Row) -> Any:
        return supervisor, int(row["level"]), row["course"], row["issued_on"]

    def _why_not(self, row: Row) -> Refusal:
        why = rules.why_not_certificate(row, self.register.today)
        return ("issued_on", why) if why else None


class VerdictRows(_Rows):
    """One a year."""

    def _load(self, supervisors: Any) -> dict[Any, Any]:
        rows = YearVerdict._base_manager.filter(supervisor__in=list(supervisors))
        return {(each.supervisor_id, each.year): each for each in rows}

    def _key(self, supervisor: int, row: Row) -> Any:
        return supervisor, row["year"]

    def _why_not(self, row: Row) -> Refusal:
        if row["year"] <= self.register.today.year:
            return None
        return "year", f"{row['year']} 年度还没有到，请核对。"


def resolve_certificates(rows: Sequence[Row], *, by: Actor) -> Resolution:
    """The rehearsal of courses."""
    return _resolved(CertificateRows(rows, by), rows, ("number", "valid_until"))


def resolve_verdicts(rows: Sequence[Row], *, by: Actor) -> Resolution:
    """The rehearsal of yearly verdicts."""
    return _resolved(VerdictRows(rows, by), rows, ("result", "answers"))


def _resolved(known: _Rows, rows: Sequence[Row], names: Sequence[str]) -> Resolution:
    resolution = Resolution()
    for index, row in enumerate(rows):
        verdict = known.judge(index, row)
        if verdict.refused:
            resolution.refused[index] = verdict.refused
        elif verdict.standing:
            resolution.existing[index] = {name: getattr(verdict.standing, name) or None for name in names}
    return resolution
