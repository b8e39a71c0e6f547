"""What would become of rows that name an institution and what belongs to it: its specialties, its affiliate sites."""

from collections.abc import Mapping, Sequence
from typing import Any

from xinglin.domains.reference.public import Specialty
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit

from .. import rules
from ..models import Hospital, SpecialtyBase
from . import is_charged

Row = Mapping[str, Any]
Refused = tuple[str, str] | None


class Institutions:
    """Institutions as rows name them: by unit key, by credit code, or by a name that only one has."""

    def __init__(self, rows: Sequence[Row], by: Actor, *columns: str) -> None:
        self.by, self.charged = by, is_charged(by)
        asked = {row[column] for row in rows for column in columns if row.get(column)}
        texts = [each for each in asked if isinstance(each, str)]
        found = Hospital.objects.select_related("unit").order_by("pk")
        rows_found = [
            *found.filter(unit__in=[each for each in asked if isinstance(each, int)]),
            *found.filter(credit_code__in=texts),
            *found.filter(unit__name__in=texts),
        ]
        self.known: dict[Any, dict[int, Hospital]] = {}
        for each in rows_found:
            for name in (each.unit_id, each.credit_code, each.unit.name):
                self.known.setdefault(name, {})[each.pk] = each

    def find(self, named: Any, column: str) -> tuple[Hospital | None, Refused]:
        """The one institution of this name, or why there is none."""
        found = list(self.known.get(named, {}).values())
        if not found:
            return None, (column, f"没有找到“{named}”，请核对名称或统一社会信用代码；新机构请先在“培训基地”中登记。")
        if len(found) > 1:
            return None, (column, f"名为“{named}”的机构有 {len(found)} 家，请改填统一社会信用代码。")
        return found[0], None

    def find_own(self, named: Any, column: str) -> tuple[Hospital | None, Refused]:
        """A training base that the actor may maintain."""
        hospital, refused = self.find(named, column)
        if hospital is None:
            return None, refused
        if why := rules.may_maintain(hospital.unit, self.by, self.charged):
            return None, (column, why)
        if not hospital.base_level:
            return None, (column, f"“{hospital.unit.name}”不是培训基地，请先填写其基地级别。")
        if not hospital.unit.is_active:
            return None, (column, f"“{hospital.unit.name}”已停用，请先启用。")
        return hospital, None


class Programmes(Institutions):
    """With the specialties and the programmes that stand."""

    def __init__(self, rows: Sequence[Row], by: Actor) -> None:
        super().__init__(rows, by, "institution")
        self.specialties = {each.code: each for each in Specialty.objects.all()}
        units = {each.unit_id for group in self.known.values() for each in group.values()}
        bases = SpecialtyBase.objects.filter(institution__in=units).select_for_update().order_by("pk")
        self.standing = {(each.institution_id, each.specialty_id): each for each in bases}
        self.seen: dict[tuple[int, int], int] = {}

    def judge(self, index: int, row: Row) -> tuple[Unit | None, Specialty | None, Refused]:
        """Institution, specialty, and why the row is refused."""
        hospital, refused = self.find_own(row["institution"], "institution")
        if hospital is None:
            return None, None, refused
        specialty = self.specialties[row["specialty"]]
        if self.seen.setdefault((hospital.pk, specialty.pk), index) != index:
            return None, None, ("specialty", "同一专业基地在这一批中出现多次，只取第一行，请删去本行。")
        standing = self.standing.get((hospital.unit_id, specialty.pk))
        least = row.get("least", standing.least if standing else None)
        if why := rules.why_not_capacity(least, row.get("capacity", standing.capacity if standing else None)):
            return None, None, ("capacity", why)
        return hospital.unit, specialty, None
