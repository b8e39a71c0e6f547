"""What is kept of a supervisor: training, incidents, the yearly verdict (FAC-07, FAC-09, FAC-10)."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from xinglin.engines.access.models import Scope, Scoped, Unit
from xinglin.engines.actions.indexes import given
from xinglin.engines.files.models import Upload
from xinglin.engines.history.tracking import tracked

from ..enums import CertificateLevel, EventKind, Gravity, YearResult
from .supervisors import Supervisor

OF_SUPERVISOR = Scope(
    province="province_id",
    institution="institution_id",
    section="supervisor__department_id",
    own="supervisor__person__account_id",
)


class _Kept(Scoped):
    """Recorded by a base about one of its supervisors."""

    scope = OF_SUPERVISOR

    supervisor = models.ForeignKey(Supervisor, models.PROTECT, related_name="%(class)ss")
    institution = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="医院")
    province = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="省份", db_index=False)
    recorded_at = models.DateTimeField("登记时间", default=timezone.now)
    recorded_by = models.CharField("登记人", max_length=120)

    class Meta:
        abstract = True


@tracked()
class Certificate(_Kept):
    """师资培训: a course, its certificate and until when that is good; without an end it is good for ever (FAC-07)."""

    level = models.PositiveSmallIntegerField("培训级别", choices=CertificateLevel)
    course = models.CharField("培训班名称", max_length=120)
    number = models.CharField("证书编号", max_length=60, blank=True)
    issued_on = models.DateField("发证日期")
    valid_until = models.DateField("有效期至", null=True, blank=True)
    scan = models.ForeignKey(
        Upload, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name="证书扫描件"
    )

    class Meta:
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["supervisor", "level", "course", "issued_on"], name="certificate_once"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("issued_on")), name="certificate_days"
            ),
        ]
        indexes = [
            models.Index(fields=["institution", "-issued_on"], name="certificate_base"),
            *given("certificate", "scan"),
        ]


@tracked()
class Incident(_Kept):
    """医疗损害事件 or 教学事故, with evidence. Never deleted: what was wrong is withdrawn with a reason (FAC-10)."""

    kind = models.CharField("类别", max_length=10, choices=EventKind)
    gravity = models.CharField("责任或严重程度", max_length=10, choices=Gravity)
    happened_on = models.DateField("发生日期")
    description = models.CharField("经过和认定", max_length=1000)
    evidence = models.ForeignKey(Upload, models.PROTECT, related_name="+", verbose_name="认定材料")
    withdrawn_at = models.DateTimeField("撤销时间", null=True, blank=True)
    withdrawn_by = models.CharField("撤销人", max_length=120, blank=True)
    withdrawn_for = models.CharField("撤销原因", max_length=300, blank=True)

    class Meta:
        ordering = ["-happened_on", "-pk"]
        indexes = [models.Index(fields=["institution", "-happened_on"], name="incident_base")]


@tracked()
class YearVerdict(_Kept):
    """带教质量年度评估: what residents' ratings of a year came to, and how many answered (FAC-04, FAC-09)."""

    year = models.PositiveSmallIntegerField("年度")
    result = models.CharField("评估结果", max_length=10, choices=YearResult)
    answers = models.PositiveSmallIntegerField("有效评价人数")

    class Meta:
        ordering = ["-year", "-pk"]
        constraints = [models.UniqueConstraint(fields=["supervisor", "year"], name="year_verdict_once")]
