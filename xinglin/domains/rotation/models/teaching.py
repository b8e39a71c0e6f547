"""Who teaches whom (分配带教老师, ROT-05), how many at once, and who had better not meet again."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from xinglin.domains.faculty.public import Supervisor
from xinglin.domains.training.public import Training
from xinglin.engines.access.models import Scope, Scoped, Unit
from xinglin.engines.history.tracking import tracked

from ..enums import Source
from .plans import Stint


@tracked(found_by=["supervisor"])
class Teaching(Scoped):
    """The 带教老师 of one stint of the plan in force. When a newer plan is published, he goes over to its stint."""

    scope = Scope(
        province="stint__resident__plan__institution__province_id",
        institution="stint__resident__plan__institution_id",
        section="stint__department_id",
        own="supervisor__person__account_id",
    )

    # As for `Stay`: a stint that somebody teaches is not deleted, and Django need not look.
    stint = models.OneToOneField(Stint, models.DO_NOTHING, related_name="teaching")
    supervisor = models.ForeignKey(Supervisor, models.PROTECT, related_name="teachings", verbose_name="带教老师")
    source = models.CharField("分配方式", max_length=10, choices=Source, default=Source.BY_HAND)
    assigned_at = models.DateTimeField("分配时间", default=timezone.now)
    assigned_by = models.CharField("分配人", max_length=120)


@tracked()
class TeachingLimit(Scoped):
    """How many residents one supervisor teaches at once, from a day on: a base's own figure for all of them (no
    `version`), or without a base what a version of the standards says; for versions unknown to us the one without.
    """

    scope = Scope(province="institution__province_id", institution="institution_id")

    institution = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="培训基地"
    )
    version = models.CharField("轮转标准版本", max_length=20, blank=True)
    most = models.PositiveSmallIntegerField("每名带教老师同时带教（人）")
    valid_from = models.DateField("启用日期")

    class Meta:
        ordering = ["institution", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "version", "valid_from"], nulls_distinct=False, name="teaching_limit_once"
            ),
            models.CheckConstraint(condition=Q(most__range=(1, 3)), name="teaching_limit_figure"),
        ]


@tracked()
class Avoidance(Scoped):
    """回避: this supervisor does not teach this resident (again), with the reason, which neither of them reads."""

    scope = Scope(
        province="training__province_id",
        institution="training__institution_id",
        section="supervisor__department_id",
    )

    training = models.ForeignKey(Training, models.CASCADE, related_name="+", verbose_name="住院医师")
    supervisor = models.ForeignKey(Supervisor, models.PROTECT, related_name="+", verbose_name="带教老师")
    reason = models.CharField("原因", max_length=200)
    recorded_at = models.DateTimeField("登记时间", default=timezone.now)
    recorded_by = models.CharField("登记人", max_length=120)

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["training", "supervisor"], name="avoidance_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="avoidance_reason"),
        ]
