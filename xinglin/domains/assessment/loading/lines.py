"""One line of the feed: a JSON object, cleaned with the fields that forms and sheets use (docs/physician-feed.md)."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from xinglin.domains.people.public import DOCUMENT_NUMBER, DOCUMENT_TYPE, NAME
from xinglin.engines.fields import CreditCode, Field, Mobile, Text

from ..actions.feeding import Page
from ..enums import Duty
from ..fields import REGISTRATION

LONGEST_LINE = 64 * 1024  # bytes
FIELDS: tuple[Field, ...] = (
    Text("registry_number", "注册系统编号", max_length=40, required=True),
    NAME,
    DOCUMENT_TYPE,
    DOCUMENT_NUMBER,
    Mobile("mobile", "手机号码"),
    CreditCode("institution_code", "主执业机构统一社会信用代码", required=True),
    *(replace(f, required=f.key in ("grade", "category")) for f in REGISTRATION),
)
TITLES = {  # how people read the names of the format
    **{field.key: field.title for field in FIELDS},
    "changed_at": "变更时间",
    "status": "注册状态",
    "other_institutions": "其他执业机构",
}
STATUSES = {"active": Duty.ON, "cancelled": Duty.ENDED}
MOST_OTHERS = 20
Raw = tuple[int, bytes]


def page_of(lines: Iterable[Raw], cursor: str = "") -> Page:
    """Clean (number, line) pairs column by column; what is wrong with a line is told of it alone."""
    objects: dict[int, Mapping[str, Any]] = {}
    broken: dict[int, tuple[str, str]] = {}
    for number, raw in lines:
        found = _object(raw)
        if isinstance(found, str):
            broken[number] = ("", found)
        else:
            objects[number] = found
    numbers = list(objects)
    rows: list[dict[str, Any]] = [{} for _ in numbers]
    for column in sorted(FIELDS, key=lambda each: bool(each.reads)):
        values = [objects[number].get(column.key) for number in numbers]
        cleaned, refused = column.clean_all(values, rows)
        for place, value in enumerate(cleaned):
            rows[place][column.key] = value
            if place in refused:
                broken.setdefault(numbers[place], (column.key, refused[place]))
            elif value is None and column.required:
                broken.setdefault(numbers[place], (column.key, f"缺少{column.title}"))
    for number, row in zip(numbers, rows, strict=True):
        if why := _rest(objects[number], row):
            broken.setdefault(number, why)
    good = {number: row for number, row in zip(numbers, rows, strict=True) if number not in broken}
    named = {n: str(objects[n].get("registry_number") or "")[:40] for n in broken if n in objects}
    return Page(lines=good, broken=broken, named=named, cursor=cursor)


def _object(raw: bytes) -> Mapping[str, Any] | str:
    if len(raw) > LONGEST_LINE:
        return f"该行超过 {LONGEST_LINE // 1024} kB"
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return "该行不是 UTF-8 编码的 JSON 对象"
    return found if isinstance(found, dict) else "该行不是 JSON 对象"


def _rest(given: Mapping[str, Any], row: dict[str, Any]) -> tuple[str, str] | None:
    """What is no field of a form: the moment, the status, other institutions."""
    row["registry_moment"] = _moment(given.get("changed_at"))
    if row["registry_moment"] is None:
        return "changed_at", "变更时间应为带时区的 ISO 8601 时间，如 2026-11-20T08:30:00+08:00，且不晚于现在"
    status = given.get("status", "active")
    if not isinstance(status, str) or status not in STATUSES:
        return "status", f"状态只能是：{'、'.join(STATUSES)}"
    row["duty"] = STATUSES[status]
    others = given.get("other_institutions") or []
    if not isinstance(others, list) or len(others) > MOST_OTHERS or not all(map(_is_name, others)):
        return "other_institutions", f"应为机构名称的列表，最多 {MOST_OTHERS} 个，每个不超过 120 字"
    row["other_institutions"] = sorted({name.strip() for name in others})
    return None


def _moment(value: Any) -> datetime | None:
    try:
        found = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found and found.tzinfo and found <= timezone.now() else None


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= 120


def numbered(lines: Iterable[bytes], start: int = 1) -> Iterator[Raw]:
    """Lines with their numbers; empty ones count and say nothing."""
    for number, line in enumerate(lines, start):
        if line.strip():
            yield number, line
