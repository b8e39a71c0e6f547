"""What several tests of the domains need: closed windows, statuses that no action sets yet, records as they are."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from xinglin.domains.training.models import Training
from xinglin.engines.windows.kinds import WindowKind
from xinglin.engines.windows.models import Window
from xinglin.kit.calendar import CHINA

ENDED = datetime(2026, 11, 2, tzinfo=CHINA)  # the first moment outside
CLOSED_INTAKE = "2026 年“招收信息上报”已于 2026-11-01 24:00 结束，如需补办请联系上级管理部门延长时间。"
LOCKED_INTAKE = f"{CLOSED_INTAKE}未经审核通过的人员，也可在“住院医师信息管理”中重新导入账号补录。"
CLOSED_REVIEW = "2026 年“招收信息省级审核”已于 2026-11-01 24:00 结束，如需补办请联系上级管理部门延长时间。"


def close(kind: WindowKind) -> None:
    """The window was open from 10 October to 1 November 2026, the end of it included."""
    Window.objects.filter(kind=kind.key).update(starts_at=datetime(2026, 10, 10, tzinfo=CHINA), ends_at=ENDED)


def set_status(training: Training, status: str) -> None:
    """Training status changes by an action of its own from REP-33 on."""
    Training.objects.filter(pk=training.pk).update(status=status)


def rows_of(*trainings: Training) -> "QuerySet[Training]":
    """The records as actions take them."""
    return Training.objects.filter(pk__in=[training.pk for training in trainings])


def fresh(training: Training) -> Training:
    """The record as it is now."""
    return Training.objects.select_related("person", "case", "specialty", "institution", "province", "site").get(
        pk=training.pk
    )


def image(trainings: Sequence[Training]) -> list[dict[str, Any]]:
    """Every column of the records and of their people, to see that nothing changed."""
    found = list(rows_of(*trainings).order_by("pk").values())
    people = Training.objects.filter(pk__in=[t.pk for t in trainings]).order_by("pk")
    return found + list(people.values("person__revision", "person__name", "person__mobile_index"))
