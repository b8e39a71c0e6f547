"""May a code or a specialty be changed? Nothing is ever deleted: a record keeps the code it was saved with (REP-43)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.rights import right
from xinglin.engines.access.roles import AUTHORITIES, Role

from .enums import CODE_LISTS
from .models import Code, SpecialDay, SpecialtyName

VIEW = right("reference.view", "查看代码表和培训专业", AUTHORITIES, Role.BASE_ADMIN)
MANAGE = right("reference.manage", "维护代码表和培训专业", Role.NATION_ADMIN)
DAYS = right("reference.days", "维护节假日安排", Role.NATION_ADMIN, Role.PROVINCE_ADMIN)
NOT_YOURS = "代码表和培训专业由国家管理员维护，请联系国家管理员。"

NO_DAYS = "节假日由国家和省级管理员安排，请联系他们。"
SATURDAY, WEEKDAYS = 5, "一二三四五六日"


def may_save_code(row: Mapping[str, Any], versions: Sequence[Code], day: date) -> str | None:
    """Add this entry, or change what stands? `versions` of the same code, the oldest first; `day`: valid from then."""
    listed = CODE_LISTS[row["table"]]
    if not versions:
        return _may_add(row, listed)
    last = versions[-1]
    begun = last.valid_from
    if row["label"] != last.label and begun and day < begun:
        return f"该代码自 {begun} 起名称为“{last.label}”，更名日期 {day} 早于此日，请填写 {begun} 或以后的日期。"
    return _dates(row.get("valid_until"), day if row["label"] != last.label else begun) or (
        f"“{listed.title}”的条目与系统规则相连，不能停用。" if listed.is_fixed and row.get("valid_until") else None
    )


def _may_add(row: Mapping[str, Any], listed: Any) -> str | None:
    if listed.is_fixed:
        return f"“{listed.title}”的条目与系统规则相连，只能更名和补充同义写法，不能新增。如需新增请联系系统管理员。"
    if len(row["code"]) > listed.longest:
        return f"“{listed.title}”的代码最多 {listed.longest} 位，现为 {len(row['code'])} 位，请缩短。"
    return _dates(row.get("valid_until"), row.get("valid_from"))


def may_retire(code: Code, newest: bool, today: date) -> str | None:
    """Offer it no more from today? Records that have it keep it."""
    listed = CODE_LISTS[code.table]
    if listed.is_fixed:
        return f"“{listed.title}”的条目与系统规则相连，不能停用。"
    if not newest or (code.valid_until and code.valid_until < today):
        return "该条目已经停用，或已更名，无需再停用。"
    if code.valid_from and code.valid_from > today:
        return f"该条目自 {code.valid_from} 起才启用，请在“编辑”中修改日期。"
    return None


def may_restore(code: Code, newest: bool) -> str | None:
    """Offer a retired one again?"""
    if not newest:
        return "这是曾用名称，现行名称见同一代码的最新一条。"
    return None if code.valid_until else "该条目没有停用，无需恢复。"


def may_save_specialty(row: Mapping[str, Any], names: Sequence[SpecialtyName], day: date) -> str | None:
    """Add a specialty, or change one? `names` it has had, the oldest first; `day`: a new name holds from then."""
    begun = names[-1].valid_from if names else None
    if names and row["name"] != names[-1].name and begun and day < begun:
        return f"该专业自 {begun} 起名称为“{names[-1].name}”，更名日期 {day} 早于此日，请填写 {begun} 或以后的日期。"
    until = row.get("shortage_until")
    if until and not row.get("shortage_from"):
        return "填写了移出紧缺专业的日期，请同时填写列入日期。"
    return _dates(row.get("valid_until"), row.get("valid_from")) or (
        f"移出紧缺专业的日期 {until} 早于列入日期 {row['shortage_from']}，请核对。"
        if until and until < row["shortage_from"]
        else None
    )


def _dates(until: date | None, since: date | None) -> str | None:
    return f"停用日期 {until} 早于启用日期 {since}，请核对。" if until and since and until < since else None


def may_save_day(row: Mapping[str, Any]) -> str | None:
    """Arrange this day? Only weekend days are worked for others; on the others one works anyway."""
    day = row["day"]
    if row["kind"] == "worked" and day.weekday() < SATURDAY:
        return f"{day} 是星期{WEEKDAYS[day.weekday()]}，本来就上班，不需要登记；调休上班只登记周六、周日。"
    return None


def may_change_day(day: SpecialDay, by: Actor) -> str | None:
    """Change or delete it? Whoever arranged it: the nation for all, a province for itself."""
    if day.province_id == by.unit.province_id:
        return None
    whose = day.province.name if day.province else "国家"
    return f"{day.day}（{day.name}）由{whose}安排，只能由{whose}修改。"
