"""What may be recorded, changed, confirmed and returned (ROT-09)."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from xinglin.domains.rotation.public import Stay

from ..enums import OF_PATIENT, EntryState, Kind
from ..models import Entry

# An identity number or a mobile: a patient's, wherever it stands.
_PERSONAL = re.compile(r"(?<!\d)(\d{17}[\dXx]|1[3-9]\d{9})(?!\d)")
CLOSED = "本科室的出科考核已签字，培训记录不能再变动。确需更正的请联系教学部重新开放考核。"
TWICE = "同一病历号的同一项目已登记过，请核对。"


def may_record(row: Mapping[str, Any], stay: Stay, today: date, *, is_closed: bool) -> str | None:
    """A new or changed entry of a stay. `is_closed`: its assessment is signed."""
    if is_closed:
        return CLOSED
    return _unfit_day(row["happened_on"], stay, today) or _unfit_facts(row)


def _unfit_day(day: date, stay: Stay, today: date) -> str | None:
    if day > today:
        return f"日期 {day} 还没有到，请修改。"
    if day < stay.entered_on or (stay.left_on and day > stay.left_on):
        until = stay.left_on or "今天"
        return f"日期应在本科室轮转期间（{stay.entered_on} 入科，至 {until}），请核对日期和科室。"
    return None


def _unfit_facts(row: Mapping[str, Any]) -> str | None:
    kind, case_number, number = Kind(row["kind"]), row.get("case_number"), row.get("number") or 1
    if kind in OF_PATIENT and not case_number:
        return f"请填写病历号：{kind.label}按病历号逐例登记。"
    if kind == Kind.ACTIVITY and case_number:
        return "教学活动不填病历号，请删去。"
    if number > 1 and (case_number or kind in OF_PATIENT):
        return "填写病历号的每条登记 1 例，请把例数改为 1，其余分别登记。"
    if any(_PERSONAL.search(row.get(key) or "") for key in ("case_number", "name", "note")):
        return "请不要填写身份证号或手机号；患者只登记病历号。"
    return None


def may_change(entry: Entry, *, is_closed: bool) -> str | None:
    """Until it is confirmed."""
    if entry.state == EntryState.CONFIRMED:
        return "带教老师已确认，不能修改或删除。有错误的请联系带教老师退回。"
    return CLOSED if is_closed else None


def may_confirm(entry: Entry, *, is_closed: bool) -> str | None:
    """What waits."""
    if entry.state == EntryState.RETURNED:
        return "已退回学员，等学员修改后再确认。"
    return CLOSED if is_closed else None


def may_return(entry: Entry, reason: str, *, is_closed: bool) -> str | None:
    """Also what was confirmed by mistake, until the assessment is signed."""
    if not reason.strip():
        return "请填写退回原因，学员要靠它知道改什么。"
    if entry.state == EntryState.RETURNED:
        return "已退回学员，等学员修改。"
    return CLOSED if is_closed else None


def may_require(number: int, standard: int | None) -> str | None:
    """A base asks for as much as the standard, or more."""
    if standard is not None and number < standard:
        return f"标准要求 {standard}，不能低于标准。"
    return None
