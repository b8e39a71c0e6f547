"""From a base's 报名批次 to the appointment, and what departments ask for (FAC-03 to FAC-06)."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, IntegerRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone

from xinglin.engines.access.models import Scope, Scoped, Unit
from xinglin.engines.history.tracking import tracked
from xinglin.engines.secrets.columns import EncryptedField, IndexField

from ..enums import ApplicationState, Recommendation, RequestKind, RequestState
from .supervisors import Supervisor


@tracked()
class Standard(models.Model):
    """师资条件 of a province from a day on; without a province: what holds where the province set none (FAC-04).

    The one with the latest day that has come is in force. `roster_month`, `roster_day`: until when in a year a
    department may ask for additions and dismissals. `poor_span`: of how many past years the verdicts count.
    """

    province = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="省份")
    valid_from = models.DateField("施行日期")
    title_years = models.PositiveSmallIntegerField("任中级及以上职称年限", default=3)
    injury_years = models.PositiveSmallIntegerField("无医疗损害事件年限", default=3)
    accident_years = models.PositiveSmallIntegerField("无教学事故年限", default=3)
    poor_years = models.PositiveSmallIntegerField("带教评估连续不合格年数", default=2)
    poor_span = models.PositiveSmallIntegerField("带教评估计算年数", default=3)
    roster_month = models.PositiveSmallIntegerField("增补解聘截止月", default=12)
    roster_day = models.PositiveSmallIntegerField("增补解聘截止日", default=31)

    class Meta:
        ordering = ["province", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["province", "valid_from"], nulls_distinct=False, name="standard_once"),
            models.CheckConstraint(
                condition=Q(roster_month__range=(1, 12), roster_day__range=(1, 31), poor_years__gte=1),
                name="standard_figures",
            ),
            models.CheckConstraint(condition=Q(poor_span__gte=F("poor_years")), name="standard_poor_span"),
        ]


@tracked()
class Round(Scoped):
    """师资报名批次 of a base, open from one day to another, both included (FAC-03)."""

    scope = Scope(province="province_id", institution="institution_id")

    institution = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="医院")
    province = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="省份", db_index=False)
    name = models.CharField("报名批次名称", max_length=60)
    opens_on = models.DateField("报名开始日期")
    closes_on = models.DateField("报名结束日期")
    note = models.CharField("说明", max_length=500, blank=True)

    class Meta:
        ordering = ["-opens_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["institution", "name"], name="round_once"),
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="round_days"),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class Application(Scoped):
    """师资报名: one supervisor in one round, and what the teaching department made of it (FAC-03, FAC-05)."""

    scope = Scope(
        province="province_id",
        institution="institution_id",
        section="department_id",
        own="supervisor__person__account_id",
    )

    supervisor = models.ForeignKey(Supervisor, models.PROTECT, related_name="applications")
    round = models.ForeignKey(Round, models.PROTECT, related_name="applications", verbose_name="报名批次")
    institution = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="医院")
    province = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="省份", db_index=False)
    department = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="科室")
    state = models.CharField("报名状态", max_length=10, choices=ApplicationState, default=ApplicationState.DRAFT)
    submitted_at = models.DateTimeField("提交时间", null=True)
    recommendation = models.CharField("推荐状态", max_length=12, choices=Recommendation, default=Recommendation.NONE)
    recommended_at = models.DateTimeField("推荐时间", null=True)
    recommended_by = models.CharField("推荐用户", max_length=120, blank=True)
    declined_for = models.CharField("不推荐原因", max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["supervisor", "round"], name="faculty_application_once"),
            models.CheckConstraint(
                condition=Q(state="draft", recommendation="none") | Q(state="submitted", submitted_at__isnull=False),
                name="faculty_application_submitted",
            ),
            models.CheckConstraint(
                condition=~Q(recommendation="declined", declined_for=""), name="faculty_application_reason"
            ),
        ]
        indexes = [models.Index(fields=["institution", "state", "-id"], name="faculty_application_base")]


@tracked()
class Appointment(Scoped):
    """聘任 of a supervisor in a department from `starts_on` to `last_on`; a dismissal brings `last_on` forward.

    Dismissed before its first day it never was in force (`last_on` before `starts_on`).
    """

    scope = Scope(
        province="province_id",
        institution="institution_id",
        section="department_id",
        own="supervisor__person__account_id",
    )

    supervisor = models.ForeignKey(Supervisor, models.PROTECT, related_name="appointments")
    institution = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="医院")
    province = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="省份", db_index=False)
    department = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="科室")
    application = models.OneToOneField(Application, models.PROTECT, null=True, blank=True, related_name="appointment")
    starts_on = models.DateField("聘期开始")
    ends_on = models.DateField("聘期结束")
    last_on = models.DateField("实际结束")
    appointed_at = models.DateTimeField("聘任时间", default=timezone.now)
    appointed_by = models.CharField("聘任人", max_length=120)
    dismissed_for = models.CharField("解聘原因", max_length=300, blank=True)
    dismissed_by = models.CharField("解聘人", max_length=120, blank=True)

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="appointment_days"),
            models.CheckConstraint(condition=Q(last_on__lte=F("ends_on")), name="appointment_not_longer"),
            # Never two at a time, whoever appoints at the same moment. One number as a range needs no extension.
            ExclusionConstraint(
                name="appointment_one_at_a_time",
                expressions=[
                    (
                        Func(
                            F("supervisor"),
                            F("supervisor"),
                            Value("[]"),
                            function="int8range",
                            output_field=IntegerRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(
                            F("starts_on"),
                            F("last_on"),
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(last_on__gte=F("starts_on")),
            ),
        ]
        indexes = [models.Index(fields=["department", "last_on"], name="appointment_department")]


@tracked(exclude=["document_index", "document_tail"])
class RosterRequest(Scoped):
    """增补 or 解聘 that a department asks for and the teaching department decides (FAC-06)."""

    scope = Scope(province="province_id", institution="institution_id", section="department_id")

    kind = models.CharField("申请类别", max_length=10, choices=RequestKind)
    institution = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="医院")
    province = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="省份", db_index=False)
    department = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="科室")
    supervisor = models.ForeignKey(Supervisor, models.PROTECT, null=True, blank=True, related_name="requests")
    name = models.CharField("姓名", max_length=60)
    document_type = models.CharField("身份证件类别", max_length=2, blank=True)
    document_masked = models.CharField("证件号码", max_length=40, editable=False)
    document_index = IndexField(db_index=True)
    document_tail = IndexField()
    document_number = EncryptedField("document", index="document_index", tail="document_tail", masked="document_masked")
    practice_number = models.CharField("执业证书编码", max_length=20, blank=True)
    mobile_masked = models.CharField("手机号", max_length=20, blank=True, editable=False)
    mobile = EncryptedField("mobile", "手机号", masked="mobile_masked", null=True)
    email = models.CharField("电子邮箱", max_length=120, blank=True)
    teaching_since = models.DateField("带教任职时间", null=True, blank=True)
    reason = models.CharField("申请理由", max_length=300, blank=True)
    state = models.CharField("审核状态", max_length=10, choices=RequestState, default=RequestState.WAITING)
    asked_at = models.DateTimeField("申请时间", default=timezone.now)
    asked_by = models.CharField("申请人", max_length=120)
    decided_at = models.DateTimeField("审核时间", null=True)
    decided_by = models.CharField("审核人", max_length=120, blank=True)
    opinion = models.CharField("审核意见", max_length=300, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "document_index", "kind"],
                condition=Q(state="waiting"),
                name="roster_request_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="add") | Q(supervisor__isnull=False), name="roster_request_of_supervisor"
            ),
        ]
        indexes = [models.Index(fields=["institution", "state", "-id"], name="roster_request_base")]
