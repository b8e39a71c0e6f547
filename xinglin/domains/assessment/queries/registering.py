"""What would become of rows that register physicians: the sheet rehearses with it, and the actions judge by it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from xinglin.domains.people.public import Person, lock_opening
from xinglin.engines.access.actor import Actor
from xinglin.engines.actions.sets import listed
from xinglin.engines.secrets.kinds import blind_indexes
from xinglin.engines.sheets.sheet import Resolution

from .. import rules
from ..enums import Duty, Source
from ..models import Department, Physician
from .cycles import is_connected

Row = Mapping[str, Any]
KEPT = ("grade", "category", "scopes", "practice_number", "licensed_on", "first_registered_on")
TWICE = "同一证件号码在这一批中出现多次，只取第一行，请删去本行。"


@dataclass
class Verdict:
    """What would become of one row."""

    person: Person | None = None
    physician: Physician | None = None
    refused: tuple[str, str] | None = None  # (field key, sentence)
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)  # column → before, after


class Register:
    """People and physicians that rows are compared with, loaded at once: two statements.

    `lock` where one writes: it waits until nobody else opens people, and keeps the physicians as they are.
    """

    def __init__(self, rows: Sequence[Row], *, lock: bool = False) -> None:
        if lock:
            lock_opening()
        self.indexes = blind_indexes([row["document_number"] for row in rows], "document")
        known = Person.objects.filter(document_index__in=listed(self.indexes, "bytea"))
        self.people = {p.document_index: p for p in known.only("document_index", "document_type", "name", "account")}
        numbers = [row["registry_number"] for row in rows if row.get("registry_number")]
        mine = Q(person__in=listed([p.pk for p in self.people.values()], "bigint"))
        if numbers:
            mine |= Q(registry_number__in=listed(numbers, "text"))
        standing = Physician._base_manager.filter(mine).order_by("pk")
        if lock:
            list(standing.select_for_update(of=("self",)).values_list("pk"))
        found = list(standing.select_related("institution", "department"))
        self.physicians = {physician.person_id: physician for physician in found}
        self.numbered = {p.registry_number: p for p in found if p.registry_number}
        self.seen: set[bytes] = set()

    def judge(self, place: int, row: Row) -> Verdict:
        """Who the row is about, and whether its identity agrees with what is known."""
        index = self.indexes[place]
        person = self.people.get(index)
        verdict = Verdict(person, self.physicians.get(person.pk) if person else None)
        if person and (person.name, person.document_type) != (row["name"], row["document_type"]):
            wrong = "name" if person.name != row["name"] else "document_type"
            verdict.refused = (wrong, "与该证件号码已登记的信息不一致，请核对姓名、证件类型和号码。")
        elif index in self.seen:
            verdict.refused = ("document_number", TWICE)
        self.seen.add(index)
        return verdict


def changes_of(physician: Physician, row: Row, names: Sequence[str]) -> dict[str, tuple[Any, Any]]:
    """Column → before and after, of those that the row gives another value; what it does not give stays."""
    given = {name: row[name] for name in names if row.get(name) is not None}
    return {name: (getattr(physician, name), new) for name, new in given.items() if getattr(physician, name) != new}


def judge_rows(rows: Sequence[Row], by: Actor, *, lock: bool = False) -> list[Verdict]:
    """Row by row what adding or importing at the actor's own institution would do (ASM-11). Five statements."""
    register, connected = Register(rows, lock=lock), is_connected(by.unit.province_id)
    departments = departments_by_name(by.unit.pk, lock=lock)
    return [_judge(register.judge(place, row), row, departments, by, connected) for place, row in enumerate(rows)]


def departments_by_name(institution_id: int, *, lock: bool = False) -> dict[str, Department]:
    """The institution's departments; `lock`ed against being stopped while somebody is put there."""
    rows = Department._base_manager.filter(institution=institution_id).order_by("pk")
    return {each.name: each for each in (rows.select_for_update(no_key=True) if lock else rows)}


def _judge(verdict: Verdict, row: Row, departments: Mapping[str, Department], by: Actor, connected: bool) -> Verdict:
    if connected:
        verdict.refused = ("", rules.CONNECTED)
    if verdict.refused:
        return verdict
    if unfit := rules.unfit(row):
        verdict.refused = next(iter(unfit.items()))
        return verdict
    physician = verdict.physician
    before = physician.department_id if physician else None
    if row.get("department") and (why := rules.may_choose(departments.get(row["department"]), by.unit.pk, before)):
        verdict.refused = ("department", why)
    elif physician:
        verdict.refused = _why_not_here(physician, by)
        verdict.changes = changes_of(physician, with_department(row, departments), (*KEPT, "department_id"))
    return verdict


def with_department(row: Row, departments: Mapping[str, Department]) -> dict[str, Any]:
    """The row with the key of the department that it names."""
    chosen = departments.get(row.get("department") or "")
    return {**row, "department_id": chosen.pk if chosen else None}


def _why_not_here(physician: Physician, by: Actor) -> tuple[str, str] | None:
    if physician.institution_id != by.unit.pk and physician.duty != Duty.ENDED:
        name = physician.institution.name
        return "document_number", f"此人的主执业机构是“{name}”。变更主执业机构请由共同的上级卫生行政机构办理。"
    if physician.source == Source.REGISTRY:
        return "document_number", "该医师由电子化注册系统同步，不能在此修改。"
    return None


def resolve_physicians(rows: Sequence[Row], *, by: Actor) -> Resolution:
    """The sheet's rehearsal: who is new, who stands already and what of him would change."""
    resolution = Resolution()
    for index, verdict in enumerate(judge_rows(rows, by)):
        if verdict.refused:
            resolution.refused[index] = verdict.refused
        elif verdict.physician:
            standing = {name: getattr(verdict.physician, name) for name in KEPT}
            department = verdict.physician.department
            resolution.existing[index] = {**standing, "department": department.name if department else None}
    return resolution
