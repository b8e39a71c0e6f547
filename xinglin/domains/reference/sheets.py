"""Code lists and specialties as workbooks (REP-43)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.timezone import localdate

from xinglin.engines.access.actor import Actor
from xinglin.engines.sheets.sheet import Resolution, Sheet

from . import actions, rules
from .fields import CODE, SPECIAL_DAY, SPECIALTY
from .models import Code, Specialty, SpecialtyName
from .queries import own_days

Row = Mapping[str, Any]


def resolve_codes(rows: Sequence[Row], *, by: Actor) -> Resolution:
    """What stands already under these codes, and what may not be changed (two statements)."""
    versions: dict[tuple[str, str], list[Code]] = {}
    listed = Code.objects.filter(table__in={row["table"] for row in rows})
    for code in listed.order_by("table", "code", actions.OLDEST_FIRST):
        versions.setdefault((code.table, code.code), []).append(code)
    resolution = Resolution()
    for index, row in enumerate(rows):
        mine = versions.get((row["table"], row["code"]), [])
        if why := rules.may_save_code(_filled(row), mine, row.get("valid_from") or localdate()):
            resolution.refused[index] = ("code", why)
        elif mine:
            last = mine[-1]
            resolution.existing[index] = {
                "label": last.label,
                "order": last.order,
                "parent_code": last.parent_code or None,
                "synonyms": "、".join(last.synonyms) or None,
                "valid_until": last.valid_until,
            }
    return resolution


def resolve_specialties(rows: Sequence[Row], *, by: Actor) -> Resolution:
    """What stands already under these codes, and what may not be changed (two statements)."""
    standing = {specialty.code: specialty for specialty in Specialty.objects.all()}
    names: dict[int, list[SpecialtyName]] = {}
    for name in SpecialtyName.objects.all():
        names.setdefault(name.specialty_id, []).append(name)
    resolution = Resolution()
    for index, row in enumerate(rows):
        specialty = standing.get(row["code"])
        mine = names.get(specialty.pk, []) if specialty else []
        if why := rules.may_save_specialty(_filled(row), mine, row.get("named_from") or localdate()):
            resolution.refused[index] = ("code", why)
        elif specialty and not row.get("shortage_from"):
            keys = ("name", "category", "years", "valid_from", "valid_until")
            resolution.existing[index] = {key: getattr(specialty, key) for key in keys}
    return resolution


def resolve_days(rows: Sequence[Row], *, by: Actor) -> Resolution:
    """Which of these days are arranged already, and which may not be (one statement)."""
    standing = {each.day: each for each in own_days(by).filter(day__in={row["day"] for row in rows})}
    resolution = Resolution()
    for index, row in enumerate(rows):
        if why := rules.may_save_day(row):
            resolution.refused[index] = ("kind", why)
        elif each := standing.get(row["day"]):
            known = {"kind": "worked" if each.is_working else "off", "name": each.name}
            resolution.existing[index] = {**known, "document": each.document or None}
    return resolution


def _filled(row: Row) -> dict[str, Any]:
    return {key: value for key, value in row.items() if value is not None}


CODES = Sheet(
    key="codes",
    title="代码",
    columns=CODE,
    unique=(("table", "code"),),
    right=rules.MANAGE,
    resolve=resolve_codes,
    save=actions.import_codes,
    list_url="reference:codes",
    notes=(
        "代码表和代码相同的，更新该条；没有的，新增一条。条目从不删除，不再使用的填写停用日期。",
        "名称与现行名称不同即为更名：旧名称在启用日期的前一天停用，并自动成为同义写法。",
        "空白单元格不改变已有内容。",
    ),
)

SPECIALTIES = Sheet(
    key="specialties",
    title="培训专业",
    columns=SPECIALTY,
    unique=("code",),
    right=rules.MANAGE,
    resolve=resolve_specialties,
    save=actions.import_specialties,
    list_url="reference:specialties",
    notes=(
        "专业代码相同的，更新该专业；没有的，新增一个专业。专业从不删除，不再招收的填写停用日期。",
        "名称与现行名称不同即为更名，自新名称启用日期起使用，各基地的专业基地名称同时更新。",
        "空白单元格不改变已有内容。",
    ),
)

DAYS = Sheet(
    key="special-days",
    title="节假日安排",
    columns=SPECIAL_DAY,
    unique=("day",),
    right=rules.DAYS,
    resolve=resolve_days,
    save=actions.import_days,
    list_url="reference:days",
    notes=(
        "一天一行：放假的每一天填“休息”，调休上班的周六、周日填“上班”。平常的周末不需要登记。",
        "日期已登记的，更新该日；没有的，新增。国家登记的适用于各省，省级登记的只适用于本省。",
    ),
)
