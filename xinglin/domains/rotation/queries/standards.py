"""轮转专业规范浏览: the standards, and which of a base's departments serve their lines (ROT-01)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, F, QuerySet, Sum

from xinglin.domains.institutions.public import departments_under
from xinglin.domains.reference.public import RotationLine, RotationStandard, shortened
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit, UnitKind

from .. import rules
from ..models import LineDepartment
from .beside import ASKED


def standards_visible_to(actor: Actor) -> "QuerySet[RotationStandard]":
    """All of them: they are published; with the sum of their lines and how many the actor's base has mapped."""
    found = RotationStandard.objects.all() if actor.may(rules.STANDARDS) else RotationStandard.objects.none()
    return found.select_related("specialty").annotate(lines_sum=Sum("lines__months"), lines_number=Count("lines"))


def with_mapped(standards: list[RotationStandard], actor: Actor) -> None:
    """Gives each `mapped`: how many of its lines the actor's base has departments for."""
    rows = served_at(base_of(actor)).filter(line__standard__in=[each.pk for each in standards])
    counted = dict(rows.values("line__standard").annotate(n=Count("line", distinct=True)).values_list(*_COUNTED))
    for standard in standards:
        standard.mapped = counted.get(standard.pk, 0)  # type: ignore[attr-defined]  # -- read by the list


_COUNTED = ("line__standard", "n")


def base_of(actor: Actor) -> int:
    """The key of the base that the actor belongs to; 0 where he belongs to none."""
    return actor.unit.institution_id or (actor.unit.pk if actor.unit.kind == UnitKind.INSTITUTION else 0)


def own_departments(actor: Actor) -> "QuerySet[Unit]":
    """Departments in use of the actor's base, or his own one."""
    return departments_under(actor.unit) if base_of(actor) else Unit.objects.none()


def served_at(base: int) -> "QuerySet[LineDepartment]":
    """Which departments of a base serve which lines."""
    return LineDepartment._base_manager.filter(institution=base)


@dataclass(frozen=True)
class Line:
    """A line of a standard as a base has it. `differs`: its departments have together more or fewer months.
    `asked`: cases, skills and the like, in words.
    """

    line: RotationLine
    departments: list[LineDepartment]
    asked: Sequence[str]

    @property
    def served_months(self) -> Decimal:
        """Months of all its departments that everybody passes."""
        return Decimal(sum(each.half_months for each in self.departments)) / 2

    @property
    def differs(self) -> bool:
        """Told, not refused: a base may know better, and the official text errs itself."""
        return bool(self.departments) and self.served_months != self.line.months


def lines_of(standard: RotationStandard, actor: Actor) -> list[Line]:
    """Every line with the departments of the actor's base, and what it asks for; a constant number of statements."""
    served, base, lines = defaultdict(list), base_of(actor), list(standard.lines.all())
    for each in served_at(base).filter(line__standard=standard).select_related("department"):
        served[each.line_id].append(each)
    told = [ask([line.pk for line in lines], base) for ask in ASKED]
    return [
        Line(line, served[line.pk], [words for found in told for words in found.get(line.pk, ())]) for line in lines
    ]


def unlike_printed(standard: RotationStandard, total: Decimal) -> str:
    """The sentence where the official text does not add up («儿外科»: 34 and 33), or nothing."""
    if total == standard.months:
        return ""
    return (
        f"标准原文印有合计 {float(standard.months):g} 个月，与各科室之和 {float(total):g} 个月不一致，此处照录原文；"
        "轮转计划按各科室月数编排。"
    )


def needed(standard: RotationStandard, years: int) -> list[tuple[RotationLine, int]]:
    """Each line with the half months that a training of so many years has for it, the whole of it as printed (ROT-02).

    The standard's lines must have been read with it.
    """
    if years >= standard.years:
        return [(line, int(line.months * 2)) for line in standard.lines.all()]
    return [(line, int(months * 2)) for line, months in shortened(standard, years)]


def standards_of(keys: Iterable[int]) -> dict[int, RotationStandard]:
    """Standards with their lines by key; two statements."""
    found = RotationStandard.objects.filter(pk__in=set(keys)).prefetch_related("lines")
    return {each.pk: each for each in found.order_by(F("pk"))}
