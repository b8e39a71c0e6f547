"""What would become of rows about people: sheets rehearse with it, and actions judge by it again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xinglin.domains.institutions.public import departments_of
from xinglin.domains.people.public import Person, lock_opening
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Membership, Unit, UnitKind
from xinglin.engines.actions.sets import listed
from xinglin.engines.secrets.kinds import blind_indexes
from xinglin.kit import calendar

from .. import rules
from ..models import Supervisor

Row = Mapping[str, Any]
Refusal = tuple[str, str] | None
KEPT = ("title", "titled_on", "teaching_since")


@dataclass
class Verdict:
    """Who a row is about, and why it is refused: (column, sentence)."""

    person: Person | None = None
    supervisor: Supervisor | None = None
    department: Unit | None = None
    refused: Refusal = None


class Register:
    """People and supervisors of the actor's base that rows are compared with, loaded at once (four statements)."""

    def __init__(self, rows: Sequence[Row], by: Actor, *, lock: bool = False) -> None:
        if lock:
            lock_opening()
        self.by, self.here, self.today = by, by.unit.institution_id or 0, calendar.today()
        self.indexes = blind_indexes([row["document_number"] for row in rows], "document")
        known = Person._base_manager.filter(document_index__in=listed(self.indexes, "bytea"))
        self.people = {each.document_index: each for each in known.select_related("account")}
        keys = [each.pk for each in self.people.values()]
        standing = Supervisor._base_manager.filter(person__in=keys, institution=self.here).order_by("pk")
        if lock:
            list(standing.select_for_update(of=("self",)).values_list("pk"))
        found = standing.select_related("person", "department", "province")
        self.supervisors = {each.person_id: each for each in found}
        self.departments = departments_of([self.here])[self.here]
        held = Membership.objects.filter(
            account__person__in=keys, unit__institution=self.here, suspended_at=None, ends_at=None
        )
        self.members = set(held.values_list("account", flat=True))
        self.seen: set[bytes] = set()

    def find(self, place: int, row: Row) -> Verdict:
        """A supervisor of the base by document and name; for rows about those who stand already."""
        person = self.people.get(self.indexes[place])
        supervisor = self.supervisors.get(person.pk) if person else None
        if supervisor is None or person is None or person.name != row["name"]:
            return Verdict(refused=("document_number", rules.NOT_HERE))
        return Verdict(person, supervisor)

    def judge(self, place: int, row: Row, department: Unit | None = None) -> Verdict:
        """Take somebody into the base's 师资库; who is known elsewhere comes by himself alone."""
        index = self.indexes[place]
        person = self.people.get(index)
        supervisor = self.supervisors.get(person.pk) if person else None
        chosen = department or self.departments.get(row.get("department") or "")
        verdict = Verdict(person, supervisor, chosen)
        verdict.refused = self._why_not(row, index, verdict)
        self.seen.add(index)
        return verdict

    def _why_not(self, row: Row, index: bytes, verdict: Verdict) -> Refusal:
        person = verdict.person
        if index in self.seen:
            return "document_number", rules.TWICE
        if verdict.department is None:
            return "department", rules.NO_DEPARTMENT
        if person and verdict.supervisor is None and person.account_id not in self.members:
            return "document_number", rules.KNOWN_ELSEWHERE
        if person and (person.name, person.document_type) != (row["name"], row["document_type"]):
            return ("name" if person.name != row["name"] else "document_type"), rules.MISMATCH
        return next(iter(rules.unfit_dates(row, self.today).items()), None)


def why_not_base(by: Actor) -> str | None:
    """Only a base keeps its own 师资库."""
    allowed = by.may(rules.MANAGE) and by.unit.kind == UnitKind.INSTITUTION
    return None if allowed else rules.ELSEWHERE


def changed(supervisor: Supervisor, row: Row, department: Unit | None) -> dict[str, tuple[Any, Any]]:
    """Column → before and after of what a row says otherwise; what it does not say stays."""
    found = {
        key: (getattr(supervisor, key), row[key])
        for key in KEPT
        if row.get(key) is not None and row[key] != getattr(supervisor, key)
    }
    if department and department.pk != supervisor.department_id:
        before = supervisor.department.name if supervisor.department else None
        found["department"] = (before, department.name)
    return found
