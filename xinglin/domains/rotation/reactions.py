"""What rotation answers to domains below: a department that is needed stays in use, leave makes a training longer."""

from collections.abc import Sequence

from django.db.models import F
from django.utils.timezone import localdate

from xinglin.domains.institutions.public import OCCUPIED_BY
from xinglin.domains.training.public import NOTES, Training
from xinglin.kit.half_months import slot_of

from .enums import PlanState
from .models import Stint
from .queries.plans import extended_to, extensions


def needed_by_plans(departments: Sequence[int]) -> dict[int, str]:
    """Departments to which somebody still comes by a plan that is in force or worked on."""
    rows = Stint._base_manager.filter(department__in=departments).exclude(resident__plan__state=PlanState.SUPERSEDED)
    coming = rows.filter(first__gt=slot_of(localdate()) - F("half_months")).values_list("department", flat=True)
    return dict.fromkeys(coming.distinct(), "轮转计划中还有安排到该科室的学员，请先调整计划。")


def made_longer(trainings: Sequence[Training]) -> dict[int, str]:
    """Trainings that leave beyond the limit extends (ROT-07); the reported dates stay until 延期 is recorded."""
    return {
        pk: f"请假累计超过培训基地规定的天数，培训结束日期顺延至 {day}（见“轮转培训 › 请假管理”）。"
        for pk, day in extended_to(trainings, extensions(trainings)).items()
    }


OCCUPIED_BY.append(needed_by_plans)
NOTES.append(made_longer)
