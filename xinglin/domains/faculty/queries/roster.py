"""What a department's additions are compared with, when rehearsed and when asked for (FAC-06)."""

from collections.abc import Mapping, Sequence
from typing import Any

from xinglin.domains.people.public import Person
from xinglin.engines.access.actor import Actor
from xinglin.engines.actions.sets import listed
from xinglin.engines.secrets.kinds import blind_indexes
from xinglin.engines.sheets.sheet import Resolution
from xinglin.kit import calendar

from .. import rules
from ..enums import RequestKind, RequestState
from ..models import RosterRequest, Supervisor
from .supervisors import standards_of

Row = Mapping[str, Any]


class Roster:
    """Requests that wait and supervisors that stand, loaded at once (three statements)."""

    def __init__(self, rows: Sequence[Row], by: Actor) -> None:
        self.today = calendar.today()
        province = by.unit.province_id
        self.late = rules.may_ask(standards_of([province], self.today)[province], by.unit, self.today)
        self.is_allowed = by.may(rules.ASK)
        self.indexes = blind_indexes([row["document_number"] for row in rows], "document")
        waiting = RosterRequest._base_manager.filter(
            institution=by.unit.institution_id or 0, kind=RequestKind.ADD, state=RequestState.WAITING
        )
        self.waiting = set(waiting.values_list("document_index", flat=True))
        people = Person._base_manager.filter(document_index__in=listed(self.indexes, "bytea"))
        known = Supervisor._base_manager.filter(
            person__in=people, institution=by.unit.institution_id or 0, listed_at__isnull=False
        )
        named = known.values_list("person__document_index", "department__name")
        self.standing = dict(named)
        self.seen: set[bytes] = set()

    def waits(self, place: int) -> bool:
        """Has it been asked for already?"""
        return self.is_allowed and self.indexes[place] in self.waiting

    def why_not(self, place: int, row: Row) -> tuple[str, str] | None:
        """(column, why) this addition cannot be asked for."""
        if not self.is_allowed or self.late:
            return "", self.late or "增补申请由科主任或教学秘书提出，请切换身份。"
        index = self.indexes[place]
        if index in self.seen:
            return "document_number", rules.TWICE
        self.seen.add(index)
        if index in self.standing:
            return "document_number", f"已在本院师资库中（{self.standing[index] or '未定科室'}），无需增补。"
        return next(iter(rules.unfit_dates(row, self.today).items()), None)


def resolve_additions(rows: Sequence[Row], *, by: Actor) -> Resolution:
    """The sheet's rehearsal."""
    roster, resolution = Roster(rows, by), Resolution()
    for index, row in enumerate(rows):
        if roster.waits(index):
            resolution.existing[index] = {}
        elif why := roster.why_not(index, row):
            resolution.refused[index] = why
    return resolution
