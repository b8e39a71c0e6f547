"""One physician in one cycle: what he hands in and what others say (ASM-12, ASM-20 to ASM-23, ASM-34)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from xinglin.engines.access.models import Scope, Scoped, Unit
from xinglin.engines.access.roles import Role
from xinglin.engines.actions.indexes import given, once
from xinglin.engines.files.models import Upload
from xinglin.engines.history.tracking import tracked
from xinglin.engines.review.models import Reviewed

from ..enums import Answer, AttachmentKind, Ground, Procedure, Progress, Result, Title
from .cycles import Cycle, Department, ProcedureReason
from .physicians import ConductRecord, Physician


def entrusted(unit: Unit, lead: str = "") -> Q:
    """What an agency sees: enrolments entrusted to it, until the cycle is closed."""
    return Q(**{f"{lead}agency": unit.pk, f"{lead}cycle__closed_at": None})


def part_scope() -> Scope:
    """The scope of what belongs to an enrolment: who sees the one sees the other."""
    return Scope(
        province="enrolment__province_id",
        institution="enrolment__institution_id",
        own="enrolment__physician__person__account_id",
        roles={Role.AGENCY_ADMIN: lambda unit: entrusted(unit, "enrolment__")},
        held="enrolment__cycle",
    )


@tracked(exclude=["revision", "case", "progress"])
class Enrolment(Scoped, Reviewed):
    """A physician takes part in a cycle («参加»): the row in 已确认参加, and the subject of the review.

    `institution` and `agency` are those of the day he was confirmed; both move with the physician until he has
    submitted. `progress` and `result` are worked out from verdicts, tests and the case (`rules`), never typed.
    """

    scope = Scope(
        province="province_id",
        institution="institution_id",
        own="physician__person__account_id",
        roles={Role.AGENCY_ADMIN: entrusted},
        held="cycle",
    )

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="enrolments", db_index=False)
    physician = models.ForeignKey(Physician, models.PROTECT, related_name="enrolments")
    institution = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False, verbose_name="所在机构")
    province = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False, verbose_name="省份")
    agency = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name="考核机构"
    )
    confirmed_at = models.DateTimeField("确认参加时间", default=timezone.now)
    confirmed_by = models.CharField("确认人", max_length=120)
    # 学历 and 执业信息, as they are in this cycle (ASM-20)
    education_code = models.CharField("学历", max_length=4, blank=True)  # code list education
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name="科室"
    )
    specialty = models.CharField("从事专业", max_length=20, blank=True)  # one of the department's 诊疗科目
    title = models.CharField("职称", max_length=20, choices=Title, blank=True)
    title_since = models.DateField("取得现任职称时间", null=True, blank=True)
    post = models.CharField("职务", max_length=60, blank=True)
    was_resident = models.BooleanField("是否规范化培训", null=True, blank=True)
    grade = models.CharField("医师级别", max_length=1, blank=True)
    category = models.CharField("执业类别", max_length=2, blank=True)
    scopes = ArrayField(models.CharField(max_length=4), verbose_name="执业范围", default=list, blank=True)
    # The procedure chosen and why it is open (ASM-21)
    procedure = models.CharField("考核程序", max_length=10, choices=Procedure, blank=True)
    ground = models.CharField("简易程序情形", max_length=12, choices=Ground, blank=True)
    reason = models.ForeignKey(
        ProcedureReason, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name="情形"
    )
    # An assessment before the cycle's own, beside which it may stand (ASM-43)
    early_for = models.ForeignKey(
        ConductRecord,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name="提前考核事由",
    )
    progress = models.CharField("考核状态", max_length=12, choices=Progress, default=Progress.FILLING, editable=False)
    result = models.CharField("考核结果", max_length=6, choices=Result, blank=True, editable=False)
    published_at = models.DateTimeField("结果公布时间", null=True, editable=False)
    # When the authority gave a submitted one back; until then the institution cannot call it off (ASM-12, ASM-36).
    released_at = models.DateTimeField("卫生行政机构退回时间", null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cycle", "physician"], condition=Q(early_for=None), name="enrolled_once"),
            models.CheckConstraint(
                condition=Q(published_at=None) | ~Q(result=""), name="enrolment_published_has_result"
            ),
            models.CheckConstraint(condition=Q(progress="done") | Q(result=""), name="enrolment_result_when_done"),
            *once("enrolment", "case"),
        ]
        indexes = [
            models.Index(fields=["institution", "cycle", "progress", "-id"], name="enrolment_institution"),
            models.Index(fields=["province", "cycle", "progress", "-id"], name="enrolment_province"),
            models.Index(fields=["province", "cycle", "id"], name="enrolment_newest"),  # lists show the last one first
            models.Index(
                fields=["province", "cycle", "-id"],
                condition=Q(published_at=None) & ~Q(result=""),
                name="enrolment_unpublished",
            ),
            models.Index(
                fields=["agency", "cycle", "progress", "-id"],
                condition=Q(agency__isnull=False),
                name="enrolment_agency",
            ),
            *given("enrolment", "department", "reason", "early_for"),
        ]

    def __str__(self) -> str:
        return self.physician.person.name


@tracked()
class SelfAssessment(Scoped):
    """What the physician says of himself: work, ethics, 个人述职 (ASM-20)."""

    scope = part_scope()

    enrolment = models.OneToOneField(Enrolment, models.CASCADE, primary_key=True, related_name="self_assessment")
    work = models.TextField("工作业绩自评", blank=True)
    ethics = models.TextField("职业道德自评", blank=True)
    personal_report = models.TextField("个人述职", blank=True)


@tracked(found_by=["enrolment"])
class Experience(Scoped):
    """One line of 执业经历."""

    scope = part_scope()

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="experiences")
    starts_on = models.DateField("开始时间")
    ends_on = models.DateField("结束时间", null=True, blank=True)  # empty: until now
    institution_name = models.CharField("执业机构", max_length=120)
    department_name = models.CharField("科室", max_length=60, blank=True)
    post = models.CharField("职务/职称", max_length=60, blank=True)

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")), name="experience_dates"
            )
        ]


@tracked(found_by=["enrolment"])
class Attachment(Scoped):
    """A file handed in with an enrolment, and what it proves."""

    scope = part_scope()

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="attachments", db_index=False)
    kind = models.CharField("材料类别", max_length=12, choices=AttachmentKind)
    upload = models.ForeignKey(Upload, models.PROTECT, related_name="+", verbose_name="文件")

    class Meta:
        ordering = ["kind", "pk"]
        constraints = [models.UniqueConstraint(fields=["enrolment", "upload"], name="attachment_once")]


@tracked(found_by=["enrolment"])
class Opinion(Scoped):
    """«多执业机构其它意见»: what another institution says; the main one decides (ASM-13, ASM-34)."""

    scope = part_scope()

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="opinions")
    institution_name = models.CharField("医疗卫生机构", max_length=120)
    text = models.CharField("意见", max_length=500)
    given_on = models.DateField("意见日期")
    recorded_at = models.DateTimeField("登记时间", default=timezone.now)
    recorded_by = models.CharField("登记人", max_length=120)

    class Meta:
        ordering = ["pk"]


@tracked(found_by=["enrolment"])
class ChangeRequest(Scoped):
    """«报名信息修改申请» after submission; the institution decides, and then it is open to the physician (ASM-23)."""

    scope = part_scope()

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="change_requests")
    text = models.CharField("修改内容和原因", max_length=500)
    state = models.CharField("状态", max_length=8, choices=Answer, default=Answer.WAITING)
    asked_at = models.DateTimeField("申请时间", default=timezone.now)
    answer = models.CharField("审核意见", max_length=500, blank=True)
    answered_at = models.DateTimeField("审核时间", null=True)
    answered_by = models.CharField("审核人", max_length=120, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(state="waiting"), name="one_change_request_waiting"
            )
        ]
