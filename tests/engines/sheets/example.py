"""A sheet for the tests: people, kept as units under the importing hospital."""

from typing import Any

import pgtrigger

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit, UnitKind
from xinglin.engines.access.rights import right
from xinglin.engines.access.roles import Role
from xinglin.engines.actions import Outcome, action
from xinglin.engines.fields import Coded, Day, DocumentNumber, Mobile, PersonName, Text, Year
from xinglin.engines.history.effects import effects
from xinglin.engines.sheets.sheet import Deed, Resolution, Sheet
from xinglin.kit import documents

IMPORT = right("tests.import", "导入测试名单", Role.BASE_ADMIN)
DOCUMENT_TYPES = [("01", "居民身份证"), ("03", "护照"), ("06", "港澳居民来往内地通行证")]
KEPT = {"name": "short_name", "mobile": "code"}
closed: list[str] = []  # a test puts a sentence in: the window is closed


def document_number(serial: int) -> str:
    """A valid number of somebody born in 1901."""
    stem = f"11010119010101{serial:03d}"
    return stem + documents.check_digit(stem)


def people_of(by: Actor) -> Any:
    return Unit.objects.filter(parent=by.unit, kind=UnitKind.DEPARTMENT)


def delete(people: Any) -> None:
    """Units stay for good; what stands in for people here need not."""
    with pgtrigger.ignore("access.Unit:stays"):
        people.delete()


def resolve(rows: list[dict[str, Any]], *, by: Actor) -> Resolution:
    known = {unit.name: unit for unit in people_of(by).filter(name__in=[row["document_number"] for row in rows])}
    found = Resolution()
    for index, row in enumerate(rows):
        if row["intake_year"] and row["intake_year"] < 2014:
            found.refused[index] = ("intake_year", "住培制度 2014 年起实施，请核对招收年份")
        elif unit := known.get(row["document_number"]):
            found.existing[index] = {key: getattr(unit, column) for key, column in KEPT.items()}
    return found


@action("tests.people_saved", "导入测试名单")
def save(rows: list[dict[str, Any]], *, by: Actor) -> Outcome:
    outcome = Outcome()
    known = {unit.name: unit for unit in people_of(by).filter(name__in=[row["document_number"] for row in rows])}
    for index, row in enumerate(rows):
        if row["name"] == "拒收人":
            outcome.refused[index] = "该人员已在其他基地在培，不能导入。"
            continue
        unit = known.get(row["document_number"]) or Unit(
            kind=UnitKind.DEPARTMENT, parent=by.unit, name=row["document_number"], institution=by.unit
        )
        unit.short_name, unit.code = row["name"], row.get("mobile") or unit.code
        unit.save()
        outcome.done.append(index)
        outcome.records[index] = unit.pk
    return outcome


@action("tests.people_undone", "撤销测试名单")
def undo(deed: Deed, *, by: Actor) -> Outcome:
    found = effects(Unit, [*deed.created, *deed.changed], deed.context)
    units = people_of(by).in_bulk([*deed.created, *deed.changed])
    outcome = Outcome(done=list(units.keys() - found.since.keys()), refused=dict.fromkeys(found.since, "之后改过名。"))
    delete(people_of(by).filter(pk__in=set(deed.created) - found.since.keys()))
    for pk, before in found.before.items():
        if pk not in outcome.refused:
            units[pk].short_name, units[pk].code = before.short_name, before.code
            units[pk].save()
    return outcome


PEOPLE = Sheet(
    key="test-people",
    title="测试名单",
    version=3,
    columns=(
        PersonName("name", "姓名", required=True, example="张示例"),
        Coded(
            "document_type",
            "身份证件类别",
            DOCUMENT_TYPES,
            synonyms={"身份证": "01"},
            required=True,
            example="居民身份证",
        ),
        DocumentNumber("document_number", "身份证件号码", required=True, example=document_number(900)),
        Mobile("mobile", "有效的手机号码", example="13800000000", help="用于首次登录时接收验证码"),
        Year("intake_year", "招收年份", required=True, example="2026"),
        Day("joined_on", "到岗日期", example="2026-09-01"),
        Text("remark", "备注"),
    ),
    unique=("document_number",),
    right=IMPORT,
    may_import=lambda by: closed[0] if closed else None,
    resolve=resolve,
    save=save,
    undo=undo,
    also={"document_type": ("证件类型",)},
)
HEADINGS = [PEOPLE.heading(column) for column in PEOPLE.columns]


def row(serial: int = 1, **changes: Any) -> list[Any]:
    """One good line of the sheet, in its order."""
    values = {
        "name": "王小明",
        "document_type": "居民身份证",
        "document_number": document_number(serial),
        "mobile": f"138{serial:08d}",
        "intake_year": "2026",
        "joined_on": "2026-09-01",
        "remark": "",
    }
    return list((values | changes).values())
