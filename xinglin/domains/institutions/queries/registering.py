"""What would become of rows that register institutions: the sheet rehearses with it, and the action judges by it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit, UnitKind

from .. import rules
from ..models import Hospital
from . import is_charged

Row = Mapping[str, Any]


@dataclass
class Verdict:
    """The institution that stands already, or why the row is refused: (column, sentence)."""

    hospital: Hospital | None = None
    refused: tuple[str, str] | None = None


class Registry:
    """Everything that rows of one sheet are compared with, loaded at once (five statements)."""

    def __init__(self, rows: Sequence[Row], by: Actor) -> None:
        self.by, self.charged = by, is_charged(by)
        above = Unit.objects.filter(kind__in=(UnitKind.PROVINCE, UnitKind.CITY), is_active=True).select_related(
            "parent"
        )
        units = list(above.order_by("pk"))
        self.provinces = {unit.pk: unit for unit in units if unit.kind == UnitKind.PROVINCE}
        self.cities = {(unit.province_id, unit.name): unit for unit in units if unit.kind == UnitKind.CITY}
        standing = Hospital.objects.select_related("unit").select_for_update(of=("self",)).order_by("pk")
        keys = {row["pk"] for row in rows if row.get("pk")}
        codes = {row["credit_code"] for row in rows if row.get("credit_code")}
        names = {row["name"] for row in rows}
        self.by_key = {each.pk: each for each in standing.filter(pk__in=keys)}
        self.by_code = {each.credit_code: each for each in standing.filter(credit_code__in=codes)}
        named = standing.filter(unit__name__in=names)
        self.by_name = {(each.unit.province_id, each.unit.name): each for each in named}
        self.seen: dict[Any, int] = {}

    def province_of(self, row: Row) -> int | None:
        """Key of the province the row names, else the actor's own."""
        return int(row["province"]) if row.get("province") else self.by.unit.province_id

    def parent_of(self, row: Row) -> Unit:
        """The city if one is named, else the province."""
        province = self.provinces[self.province_of(row) or 0]
        return self.cities.get((province.pk, row.get("city") or ""), province)

    def judge(self, index: int, row: Row) -> Verdict:
        """What the row is about, and whether that may be done."""
        hospital = self.by_key.get(row["pk"]) if row.get("pk") else self._standing(row)
        refused = self._unfit(row, hospital) or self._unsayable(index, row, hospital)
        return Verdict(hospital, refused)

    def _standing(self, row: Row) -> Hospital | None:
        known = self.by_code.get(row.get("credit_code") or "-")
        return known or self.by_name.get((self.province_of(row), row["name"]))

    def _unfit(self, row: Row, hospital: Hospital | None) -> tuple[str, str] | None:
        if hospital is None and (row.get("pk") or self.province_of(row) not in self.provinces):
            return "province", "请选择所在省份。"
        unit = hospital.unit if hospital else self.provinces[self.province_of(row) or 0]
        if why := rules.may_maintain(unit, self.by, self.charged):
            return "name", why
        if hospital is None and row.get("city") and self.parent_of(row).kind != UnitKind.CITY:
            return "city", f"该省没有名为“{row['city']}”的地市，请核对；直属省级的请留空。"
        return None

    def _unsayable(self, index: int, row: Row, hospital: Hospital | None) -> tuple[str, str] | None:
        """Two institutions of one credit code, of one name in a province, or twice in one set."""
        mine = hospital.pk if hospital else None
        holder = self.by_code.get(row.get("credit_code") or "-")
        if holder and holder.pk != mine:
            return "credit_code", f"该统一社会信用代码已由“{holder.unit.name}”登记，请核对。"
        province = hospital.unit.province_id if hospital else self.province_of(row)
        namesake = self.by_name.get((province, row["name"]))
        if namesake and namesake.pk != mine:
            return "name", f"本省已有名为“{row['name']}”的机构，请核对。"
        for key in ((province, row["name"]), row.get("credit_code") or index):
            if self.seen.setdefault(key, index) != index:
                return "name", "同一机构在这一批中出现多次，只取第一行，请删去本行。"
        return None
