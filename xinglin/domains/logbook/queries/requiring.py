"""Lines of standards that rows name, and what is asked there already (ROT-01)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import F

from xinglin.domains.reference.public import RotationLine
from xinglin.domains.rotation.public import base_of
from xinglin.engines.access.actor import Actor
from xinglin.engines.sheets.sheet import Resolution

from .. import rules
from ..enums import Kind
from ..models import Requirement
from ..rules.recording import may_require

Row = Mapping[str, Any]
Key = tuple[int, str, str]
NO_LINE = "该专业的轮转专业规范中没有这个标准科室，请与“轮转专业规范浏览”核对名称和版本。"
TWICE = "与前面的行重复，只取第一行，请删去本行。"


def lines_named(line: int | None = None) -> dict[int, RotationLine]:
    """Lines of all standards in their order, or one alone; one statement."""
    rows = RotationLine.objects.select_related("standard__specialty")
    found = rows.filter(pk=line) if line else rows
    return {each.pk: each for each in found.order_by("standard__specialty__code", "standard", "order")}


def line_title(line: RotationLine) -> str:
    """«内科（2014 版）：消化内科»."""
    return f"{line.standard.specialty.name}（{line.standard.version}）：{line.department}"


def key_of(line: RotationLine, row: Row) -> Key:
    """By what a requirement is the same."""
    return line.pk, row["kind"], row.get("name") or ""


def why_not_base(by: Actor) -> str | None:
    """Only a base has requirements of its own."""
    return None if by.may(rules.REQUIRE) and base_of(by) else "培训要求由培训基地维护，请切换为教学部身份。"


def asked_by_lines(lines: Sequence[int], base: int) -> dict[int, list[str]]:
    """Line → «病种：高血压 10», as the standard says or, before it, the base; one statement."""
    rows = Requirement.objects.filter(line__in=lines, institution=None) | Requirement.objects.filter(
        line__in=lines, institution=base
    )
    asked = {(row.line_id, row.kind, row.name): row for row in rows.order_by(F("institution").asc(nulls_first=True))}
    order, found = Kind.values, defaultdict(list)
    for row in sorted(asked.values(), key=lambda row: (order.index(row.kind), row.pk)):
        found[row.line_id].append(f"{Kind(row.kind).label}{'：' if row.name else ''}{row.name} {row.number}")
    return found


class RequirementRows:
    """Lines by (specialty, version, department), the newest version under no version too; two statements."""

    def __init__(self, rows: Sequence[Row], by: Actor) -> None:
        self.stranger = why_not_base(by)
        self.lines: dict[tuple[str, str, str], RotationLine] = {}
        lines = RotationLine.objects.filter(standard__specialty__code__in={row["specialty"] for row in rows})
        for line in lines.select_related("standard__specialty").order_by("standard__valid_from", "standard", "order"):
            for version in (line.standard.version, ""):
                self.lines[line.standard.specialty.code, version, line.department] = line
        self.standard: dict[Key, int] = {}
        self.own: dict[Key, Requirement] = {}
        standing = Requirement.objects.filter(line__in={line.pk for line in self.lines.values()})
        for row in standing.filter(institution__in=[base_of(by)]) | standing.filter(institution=None):
            key = (row.line_id, row.kind, row.name)
            if row.institution_id is None:
                self.standard[key] = row.number
            else:
                self.own[key] = row
        self.seen: set[Key] = set()

    def judge(self, row: Row) -> RotationLine | tuple[str, str]:
        """The line, or (column, sentence)."""
        line = self.lines.get((row["specialty"], row.get("version") or "", row["department"]))
        if self.stranger or line is None:
            return ("", self.stranger) if self.stranger else ("department", NO_LINE)
        key = key_of(line, row)
        if key in self.seen:
            return "name", TWICE
        self.seen.add(key)
        why = may_require(row["number"], self.standard.get(key))
        return ("number", why) if why else line


def resolve_requirements(rows: Sequence[Row], *, by: Actor) -> Resolution:
    """The rehearsal."""
    known, resolution = RequirementRows(rows, by), Resolution()
    for index, row in enumerate(rows):
        verdict = known.judge(row)
        if isinstance(verdict, tuple):
            resolution.refused[index] = verdict
        elif standing := known.own.get(key_of(verdict, row)):
            resolution.existing[index] = {"number": standing.number}
    return resolution
