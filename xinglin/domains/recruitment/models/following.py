"""What is asked for after admission: a shorter training, another fact, another status (REC-41, REC-42, REC-44)."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from xinglin.domains.reference.public import Specialty
from xinglin.domains.training.public import ChangeReason, Training, TrainingStatus
from xinglin.engines.access.models import Scope, Scoped, Unit
from xinglin.engines.actions.indexes import given, once
from xinglin.engines.files.models import Upload
from xinglin.engines.history.tracking import tracked
from xinglin.engines.review.models import Reviewed


def _scope() -> Scope:
    return Scope(
        province="province_id",
        institution="institution_id",
        section="training__specialty_base__unit_id",
        own="training__person__account_id",
    )


class Following(Scoped, Reviewed):
    """A request about one training record. It holds one at a time that is not decided; `done_at`: it took effect."""

    scope = _scope()

    training = models.ForeignKey(Training, models.CASCADE, related_name="%(class)ss")
    institution = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="培训基地")
    province = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="省份")
    created_at = models.DateTimeField("申请时间", default=timezone.now)
    created_by = models.CharField("申请人", max_length=120)
    done_at = models.DateTimeField("生效时间", null=True, editable=False)  # approved and carried out
    ended_at = models.DateTimeField("撤销时间", null=True, editable=False)  # given up or rejected for good

    class Meta:
        abstract = True


@tracked(exclude=["revision", "case"])
class LengthReduction(Following):
    """培训年限减免: resident → base → city → province; on approval length and end date change by themselves."""

    years = models.PositiveSmallIntegerField("申请培训年限")
    reason = models.CharField("申请理由", max_length=500, blank=True)
    base_note = models.CharField("基地意见", max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["training"], condition=Q(done_at=None, ended_at=None), name="reduction_open"
            ),
            models.CheckConstraint(condition=Q(years__in=(1, 2)), name="reduction_years"),
            *once("lengthreduction", "case"),
        ]


@tracked(found_by=["reduction"])
class ReductionProof(models.Model):
    """培训证明材料: the resident's application and evidence, the base's own proof."""

    reduction = models.ForeignKey(LengthReduction, models.CASCADE, related_name="proofs")
    by_base = models.BooleanField("基地上传", default=False)
    title = models.CharField("材料名称", max_length=60)
    upload = models.ForeignKey(Upload, models.PROTECT, related_name="+", db_index=False, verbose_name="文件")

    class Meta:
        ordering = ["reduction", "by_base", "pk"]
        indexes = given("reductionproof", "upload")


@tracked(exclude=["revision", "case"])
class InformationChange(Following):
    """学员信息变更申请 by the base: an empty column is one that does not change (REC-42)."""

    resident_category = models.CharField("人员类型", max_length=20, blank=True)
    employer_name = models.CharField("选送单位", max_length=120, blank=True)
    employer_credit_code = models.CharField("选送单位统一社会信用代码", max_length=18, blank=True)
    specialty = models.ForeignKey(
        Specialty, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name="培训专业"
    )
    target = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name="主要基地"
    )
    site = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name="协同单位"
    )
    before = models.JSONField("变更前", default=dict)  # title → value as people read it, when it was asked for
    reason = models.CharField("变更原因", max_length=500)
    proof = models.ForeignKey(
        Upload, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name="证明材料"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["training"], condition=Q(done_at=None, ended_at=None), name="change_open"),
            *once("change", "case"),
        ]
        indexes = given("change", "specialty", "target", "site", "proof")


@tracked(exclude=["revision", "case"])
class StatusRequest(Following):
    """学员培训状态变更申请: 退培, 暂停, 延期, 恢复, with reason, dates and evidence (REC-44)."""

    status = models.CharField("变更后状态", max_length=10, choices=TrainingStatus)
    reason = models.CharField("原因", max_length=20, choices=ChangeReason)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("预计结束日期", null=True, blank=True)
    note = models.CharField("说明", max_length=500, blank=True)
    target = models.ForeignKey(  # where somebody who changes base goes, if that is known (REP-34)
        Unit, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name="转入培训基地"
    )
    proof = models.ForeignKey(
        Upload, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name="证明材料"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["training"], condition=Q(done_at=None, ended_at=None), name="status_request_open"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="status_request_dates"
            ),
            *once("statusrequest", "case"),
        ]
        indexes = given("statusrequest", "target", "proof")
