"""What a department's additions and dismissals are compared with, when rehearsed and when asked for (FAC-06)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from xinglin.domains.people.public import Person
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import visible
from xinglin.engines.actions.sets import listed
from xinglin.engines.secrets.kinds import blind_indexes
from xinglin.engines.sheets.sheet import Resolution
from xinglin.kit import calendar

from .. import rules
from ..enums import RequestKind, RequestState
from ..models import RosterRequest, Supervisor
from .supervisors import in_force, standards_of, waiting_for

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


class Dismissals:
    """What stands against asking that supervisors be dismissed: the date, no term, a request that waits."""

    def __init__(self, supervisors: Sequence[Supervisor], by: Actor) -> None:
        today, province = calendar.today(), by.unit.province_id
        keys = [each.pk for each in supervisors]
        self.terms, self.waiting = in_force(keys, today), waiting_for(keys)
        self.late = rules.may_ask(standards_of([province], today)[province], by.unit, today)
        self.by_document = {(each.person.document_index, each.person.name): each for each in supervisors}
        self.seen: set[int] = set()

    def why_not(self, supervisor: Supervisor, reason: str) -> str | None:
        """Why it cannot be asked that he be dismissed."""
        waits = "已有待审核的申请，无需重复提交。" if supervisor.pk in self.waiting else None
        return self.late or waits or rules.may_dismiss(self.terms.get(supervisor.pk), reason)

    def judge(self, index: bytes, row: Row) -> Supervisor | tuple[str, str]:
        """Whom a row of the sheet means, or (column, why not)."""
        found = self.by_document.get((index, row["name"]))
        if found is None:
            return "document_number", rules.NOT_IN_DEPARTMENT
        if found.pk in self.seen:
            return "document_number", rules.TWICE
        self.seen.add(found.pk)
        why = self.why_not(found, row["reason"])
        return ("", why) if why else found


def named_in(rows: Sequence[Row], by: Actor) -> tuple[list[bytes], "QuerySet[Supervisor]"]:
    """Index of each row's document, and the supervisors of the own department who have one of them."""
    indexes = blind_indexes([row["document_number"] for row in rows], "document")
    mine = visible(Supervisor, by, rules.ASK).filter(person__document_index__in=listed(indexes, "bytea"))
    return indexes, mine.select_related("person")


def resolve_dismissals(rows: Sequence[Row], *, by: Actor) -> Resolution:
    """The sheet's rehearsal."""
    indexes, mine = named_in(rows, by)
    known, resolution = Dismissals(list(mine), by), Resolution()
    for place, (index, row) in enumerate(zip(indexes, rows, strict=True)):
        verdict = known.judge(index, row)
        if isinstance(verdict, tuple):
            resolution.refused[place] = verdict
    return resolution


def resolve_additions(rows: Sequence[Row], *, by: Actor) -> Resolution:
    """The sheet's rehearsal."""
    roster, resolution = Roster(rows, by), Resolution()
    for index, row in enumerate(rows):
        if roster.waits(index):
            resolution.existing[index] = {}
        elif why := roster.why_not(index, row):
            resolution.refused[index] = why
    return resolution
