"""What planning needs to know: who serves which line of a standard, how many a department takes, who is away when."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from xinglin.domains.reference.public import RotationLine
from xinglin.domains.training.public import Training
from xinglin.engines.access.models import Scope, Scoped, Unit
from xinglin.engines.history.tracking import tracked
from xinglin.kit.half_months import months_of

from ..enums import LeaveKind


def _of_base() -> Scope:
    return Scope(province="institution__province_id", institution="institution_id", section="department_id")


def _of_resident() -> Scope:
    return Scope(
        province="training__province_id", institution="training__institution_id", own="training__person__account_id"
    )


@tracked()
class LineDepartment(Scoped):
    """A base's department serves a line of a standard for so long (ROT-01); 0: one may choose it instead (可选)."""

    scope = _of_base()

    institution = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="培训基地")
    line = models.ForeignKey(RotationLine, models.PROTECT, related_name="+", verbose_name="标准科室")
    department = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="本院科室")
    half_months = models.PositiveSmallIntegerField("半月数")
    place = models.PositiveSmallIntegerField("次序", default=0)

    class Meta:
        ordering = ["line", "place", "pk"]
        constraints = [models.UniqueConstraint(fields=["line", "department"], name="line_department_once")]

    @property
    def months(self) -> str:
        """«3», «0.5»."""
        return months_of(self.half_months)


@tracked()
class Capacity(Scoped):
    """How many residents a department takes at once: in one month, or, without a month, in all others."""

    scope = _of_base()

    institution = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="培训基地")
    department = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="科室")
    month = models.PositiveIntegerField("月份", null=True, blank=True)  # kit/half_months.py
    least = models.PositiveSmallIntegerField("至少（人）", default=0)
    most = models.PositiveSmallIntegerField("至多（人）", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["department", "month"], nulls_distinct=False, name="capacity_once"),
            models.CheckConstraint(condition=Q(most=None) | Q(most__gte=F("least")), name="capacity_in_order"),
        ]


@tracked()
class Forbidden(Scoped):
    """A time in which a resident may not be in a department, or, without one, in none at all (exams, courses)."""

    scope = _of_resident()

    training = models.ForeignKey(Training, models.CASCADE, related_name="+", verbose_name="住院医师")
    department = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="科室")
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    reason = models.CharField("原因", max_length=100)

    class Meta:
        ordering = ["training", "starts_on"]
        constraints = [models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="forbidden_in_order")]


@tracked()
class Elective(Scoped):
    """可选: the department of a line's that one resident chose, and for how long; it replaces the base's own shares."""

    scope = _of_resident()

    training = models.ForeignKey(Training, models.CASCADE, related_name="electives", verbose_name="住院医师")
    line = models.ForeignKey(RotationLine, models.PROTECT, related_name="+", verbose_name="标准科室")
    department = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="所选科室")
    half_months = models.PositiveSmallIntegerField("半月数")

    class Meta:
        ordering = ["training", "line", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["training", "line", "department"], name="elective_once"),
            models.CheckConstraint(condition=Q(half_months__gt=0), name="elective_has_time"),
        ]

    @property
    def months(self) -> str:
        """«3», «0.5»."""
        return months_of(self.half_months)


@tracked()
class Leave(Scoped):
    """请假 of a resident in a department; what goes beyond the base's limit extends the training (ROT-07)."""

    scope = Scope(
        province="department__province_id",
        institution="department__institution_id",
        section="department_id",
        own="training__person__account_id",
    )

    training = models.ForeignKey(Training, models.CASCADE, related_name="+", verbose_name="住院医师")
    department = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="科室")
    kind = models.CharField("请假类别", max_length=12, choices=LeaveKind)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    note = models.CharField("说明", max_length=200, blank=True)
    recorded_at = models.DateTimeField("登记时间", default=timezone.now)
    recorded_by = models.CharField("登记人", max_length=120)

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="leave_in_order")]


@tracked()
class LeaveLimit(Scoped):
    """How many days of leave in a year of training a base allows, from a day on; more of them extend the training."""

    scope = Scope(province="institution__province_id", institution="institution_id")

    institution = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="培训基地")
    days = models.PositiveSmallIntegerField("每培训年度可请假（天）")
    valid_from = models.DateField("启用日期")

    class Meta:
        ordering = ["institution", "valid_from"]
        constraints = [models.UniqueConstraint(fields=["institution", "valid_from"], name="leave_limit_once")]
