"""What is left to do before enrolment ends, institution by institution (ASM-02, ASM-10, PLT-71)."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef

from xinglin.engines.actions.sets import listed
from xinglin.engines.windows.queries import Openings

from .. import windows
from ..enums import Duty, Progress
from ..models import Cycle, Enrolment, InstitutionProfile, Physician
from .cycles import current_cycles


@dataclass
class Left:
    """At one institution. `accounts`: of those who take part and have not submitted."""

    unsubmitted: int = 0
    unconfirmed: int = 0
    accounts: list[int] = field(default_factory=list)

    @property
    def words(self) -> str:
        """As its clerk reads it."""
        numbers = (
            (self.unsubmitted, f"已确认参加的医师中还有 {self.unsubmitted} 人没有提交报名"),
            (self.unconfirmed, f"还有 {self.unconfirmed} 名在岗医师没有确认参加"),
        )
        return f"{'，'.join(text for number, text in numbers if number)}。报名结束后不能再办理，请尽快提醒和办理。"


def left_before_closing(days: int) -> dict[int, Left]:
    """Institution → what is left there, of those for which enrolment ends in so many days. Six statements."""
    cycles = current_cycles(cycle.province_id for cycle in Cycle.objects.filter(closed_at=None))
    openings = Openings([windows.ENROLMENT], {cycle.year for cycle in cycles.values()})
    profiles = InstitutionProfile._base_manager.filter(
        cycle__in=[cycle.pk for cycle in cycles.values()], institution__is_active=True
    )
    places: Any = profiles.values_list("institution", "institution__province", "cycle__year")
    due = [
        unit
        for unit, province, year in places
        if openings.best(windows.ENROLMENT, year, institution_id=unit, province_id=province).days_left == days
    ]
    return _left(due, [cycle.pk for cycle in cycles.values()]) if due else {}


def _left(institutions: list[int], cycles: list[int]) -> dict[int, Left]:
    here = {"institution__in": listed(institutions, "bigint")}
    found: dict[int, Left] = {}
    filling = Enrolment._base_manager.filter(
        **here, cycle__in=cycles, progress=Progress.FILLING, early_for=None, physician__duty=Duty.ON
    )
    accounts: Any = filling.values_list("institution", "physician__person__account")
    for unit, account in accounts:
        left = found.setdefault(unit, Left())
        left.unsubmitted += 1
        left.accounts += [account] if account else []
    taking = Enrolment._base_manager.filter(
        physician=OuterRef("pk"), province=OuterRef("province"), cycle__in=cycles, early_for=None
    )
    absent = Physician._base_manager.filter(~Exists(taking), **here, duty=Duty.ON).order_by()
    numbers: Any = absent.values("institution").annotate(number=Count("pk")).values_list("institution", "number")
    for unit, number in numbers:
        found.setdefault(unit, Left()).unconfirmed = number
    return found
