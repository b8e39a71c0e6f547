"""What logbook tells rotation below: what stands beside a stint, what a line asks, which entries cannot be undone."""

from collections.abc import Sequence

from xinglin.domains.rotation.public import ASKED, BESIDE, NEEDED_STAYS

from .models import EndOfRotationAssessment, Entry
from .queries.assessing import assessments_beside
from .queries.progress import records_beside
from .queries.requiring import asked_by_lines


def needed_by_records(stays: Sequence[int]) -> dict[int, str]:
    """Stays of which something is recorded or assessed; two statements."""
    found = dict.fromkeys(
        EndOfRotationAssessment._base_manager.filter(stay__in=stays).values_list("stay", flat=True),
        "已录入出科考核成绩，不能撤销入科。",
    )
    recorded = Entry._base_manager.filter(stay__in=stays).order_by().values_list("stay", flat=True).distinct()
    return found | dict.fromkeys(recorded, "学员已登记培训记录，不能撤销入科。")


NEEDED_STAYS.append(needed_by_records)
ASKED.append(asked_by_lines)
BESIDE["record"] = records_beside
BESIDE["assessment"] = assessments_beside
