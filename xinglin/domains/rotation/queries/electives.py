"""可选科室: where one resident goes for a line that several departments serve (ROT-01, ROT-02)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from xinglin.domains.reference.public import RotationLine
from xinglin.domains.training.public import Training
from xinglin.engines.access.models import Unit
from xinglin.kit.half_months import months_of

from ..models import Elective, LineDepartment
from .plans import approved_years, standards_for
from .standards import needed, served_at


def electives_of(trainings: Collection[int]) -> dict[int, dict[int, list[tuple[int, int]]]]:
    """Training → line → the departments chosen, with half months; one statement."""
    found: dict[int, dict[int, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    for each in Elective._base_manager.filter(training__in=trainings).order_by("pk"):
        found[each.training_id][each.line_id].append((each.department_id, each.half_months))
    return found


@dataclass(frozen=True)
class Choice:
    """A line of a resident's standard with the half months he needs, and the departments that serve it. `is_wrong`: the
    months are what was written and not saved.
    """

    line: RotationLine
    half_months: int
    offered: list[tuple[Unit, str]]  # with months; "": not chosen
    is_wrong: bool = False

    @property
    def months(self) -> str:
        """«3», «0.5»."""
        return months_of(self.half_months)

    @property
    def is_made(self) -> bool:
        """Has anything been chosen? Otherwise the base's own shares hold."""
        return not self.is_wrong and any(months for _, months in self.offered)


def choices_of(training: Training) -> list[Choice]:
    """Lines of his standard for which the base has more than one department; the caller sees the training."""
    standard = standards_for([training]).get(training.pk)
    if standard is None:
        return []
    served: dict[int, list[LineDepartment]] = defaultdict(list)
    rows = served_at(training.institution_id).filter(line__standard=standard).select_related("department")
    for row in rows.order_by("place", "pk"):
        served[row.line_id].append(row)
    chosen = electives_of([training.pk])[training.pk]
    found = []
    for line, half_months in needed(standard, approved_years([training])[training.pk]):
        if len(served[line.pk]) > 1 and half_months:
            own = {department: months_of(number) for department, number in chosen[line.pk]}
            offered = [(row.department, own.get(row.department_id, "")) for row in served[line.pk]]
            found.append(Choice(line, half_months, offered))
    return found
