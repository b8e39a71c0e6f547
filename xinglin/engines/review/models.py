"""What was submitted, what was decided, and how a case stands. The subject itself holds no review state."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone

from xinglin.engines.access.models import Scope, Scoped, Unit
from xinglin.engines.files.models import Upload
from xinglin.engines.history.author import Author
from xinglin.engines.secrets.columns import EncryptedField


class State(models.TextChoices):
    """All states that a case of any chain can have; what people read is derived from them (labels.py)."""

    OPEN = "open", "审核中"
    RETURNED = "returned", "已退回"
    REJECTED = "rejected", "已驳回"
    APPROVED = "approved", "已通过"
    WITHDRAWN = "withdrawn", "已撤回"


class Verdict(models.TextChoices):
    """What can be said of one submission."""

    APPROVE = "approve", "通过"
    RETURN = "return", "退回修改"
    REJECT = "reject", "驳回"
    WITHDRAW = "withdraw", "撤回"


class Signed(models.Model):
    """Whose hand it was and when, kept for good whatever becomes of the account (PLT-33)."""

    at = models.DateTimeField("时间", default=timezone.now)
    account_id = models.BigIntegerField("账号", null=True)
    name = models.CharField("办理人", max_length=120)
    role = models.CharField("身份", max_length=40)
    unit_id = models.BigIntegerField("单位编号", null=True)
    unit_name = models.CharField("单位", max_length=200)
    source = models.CharField("途径", max_length=20, blank=True)

    class Meta:
        abstract = True

    @staticmethod
    def signature(by: Author) -> dict[str, object]:
        """The columns of this table that name the author."""
        return {
            "account_id": by.account_id,
            "name": by.name,
            "role": by.role,
            "unit_id": by.unit_id,
            "unit_name": by.unit_name,
            "source": by.source,
        }


class Case(Scoped):
    """How one subject stands in one chain: one row, made at the first submission and used again by every later one.

    `institution` and `province` are copied from the subject, so that lists and counts need one indexed equality.
    """

    chain = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    institution = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="单位")
    province = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="省份")
    state = models.CharField("审核状态", max_length=12, choices=State, default=State.OPEN)
    step = models.CharField("审核环节", max_length=40)  # the step that waits, or that spoke last
    seat = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", verbose_name="审核单位"
    )  # whose turn it is
    number = models.PositiveIntegerField("上报次数", default=0)
    round = models.PositiveSmallIntegerField(
        default=1
    )  # of this submission: one more each time a level is gone back to
    revision = models.PositiveIntegerField()  # the subject's, when it was last submitted
    submitted_at = models.DateTimeField("上报时间")
    submitted_by = models.CharField("上报人", max_length=120)
    decided_at = models.DateTimeField("审核时间", null=True)  # of the last submission; empty while nobody has spoken
    decided_by = models.CharField("审核人", max_length=120, blank=True)
    approved_at = models.DateTimeField("最近通过时间", null=True)
    current = models.ForeignKey("Submission", models.PROTECT, null=True, related_name="+")  # the last one
    reviewed = models.ForeignKey(
        "Submission", models.PROTECT, null=True, related_name="+"
    )  # the last one with a verdict
    approved = models.ForeignKey("Submission", models.PROTECT, null=True, related_name="+")  # the frozen copy (PLT-35)

    scope = Scope(province="province", institution="institution")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "subject_id"], name="case_once_per_subject"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="case_state_known"),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(approved__isnull=False), name="case_approved_has_copy"
            ),
        ]
        indexes = [
            models.Index(fields=["province", "chain", "state", "submitted_at"], name="case_province"),
            models.Index(fields=["institution", "chain", "state"], name="case_institution"),
            models.Index(fields=["seat", "chain", "state", "submitted_at"], name="case_seat"),
        ]
        triggers = [pgtrigger.Protect(name="case_stays", operation=pgtrigger.Delete)]


class Submission(Signed, Scoped):
    """One sending up, with the subject's form as it was then. Never altered, never deleted, sealed with history.

    `copy` is the form as people may read it, sensitive values masked; `sensitive` keeps those in full, encrypted
    (docs/decisions/0004-frozen-copies.md).
    """

    WRITTEN_AT: ClassVar = "at"

    case = models.ForeignKey(Case, models.PROTECT, related_name="submissions")
    number = models.PositiveIntegerField("第几次上报")
    revision = models.PositiveIntegerField()
    copy = models.JSONField("上报内容")
    sensitive = EncryptedField(null=True)

    scope = Scope(province="case__province", institution="case__institution")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="submission_number_once")]
        triggers = [
            pgtrigger.Protect(name="submission_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="submission_is_frozen", exclude=["sensitive"]
            ),  # a new key rewrites the cipher text
        ]


class Enclosure(models.Model):
    """A file that a frozen copy names: it stays as long as the copy, whatever the subject's form names later."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="enclosures")
    upload = models.ForeignKey(Upload, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "upload"], name="enclosed_once")]


class Decision(Signed, Scoped):
    """One word on one submission, at one step. Never altered, never deleted, sealed with history."""

    WRITTEN_AT: ClassVar = "at"

    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions")
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="decisions")
    step = models.CharField("审核环节", max_length=40)
    round = models.PositiveSmallIntegerField(default=1)
    verdict = models.CharField("审核结果", max_length=12, choices=Verdict)
    comment = models.TextField("审核意见", blank=True)
    field_comments = models.JSONField("字段意见", default=dict)  # key of an answer → what is wrong with it
    addition = models.JSONField("审核材料", null=True)  # a form of its own that the step laid beside the submission

    scope = Scope(province="case__province", institution="case__institution")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "step", "round"], name="decision_once_per_round")]
        indexes = [models.Index(fields=["case", "at"], name="decision_case")]
        triggers = [pgtrigger.Protect(name="decision_stays", operation=pgtrigger.Update | pgtrigger.Delete)]


class Reviewed(models.Model):
    """Base of every subject of a chain. The domain calls `revise` whenever something that is reported changes."""

    revision = models.PositiveIntegerField(default=1, editable=False)
    case = models.ForeignKey(  # one record's alone: `once(…, "case")` belongs among the constraints of every subject
        Case, models.SET_NULL, null=True, editable=False, related_name="+", db_index=False
    )

    class Meta:
        abstract = True
