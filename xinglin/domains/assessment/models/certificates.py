"""合格证书 (ASM-42): one a published and passed assessment; its words are those of the day it was issued."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from xinglin.engines.access.models import Scoped
from xinglin.engines.history.tracking import tracked
from xinglin.engines.secrets.columns import EncryptedField

from .enrolments import Enrolment, part_scope


@tracked(found_by=["enrolment"])
class Certificate(Scoped):
    """What was certified, frozen. It is withdrawn when the result changes, and never deleted or issued again.

    `code` is printed beside the number: whoever has the paper has both, and nobody guesses one from the other.
    `content`: what is printed, but for the document number.
    """

    scope = part_scope()

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="certificates", db_index=False)
    number = models.CharField("证书编号", max_length=20, unique=True)
    code = models.CharField("校验码", max_length=12)
    content = models.JSONField("证书内容")
    document_number = EncryptedField("document", "证件号码", null=True)
    issued_at = models.DateTimeField("发证时间", default=timezone.now)
    issued_by = models.CharField("发证机关", max_length=120)
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    withdrawn_why = models.CharField("撤回原因", max_length=500, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(withdrawn_at=None), name="one_certificate_in_force"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(withdrawn_why=""), name="withdrawn_certificate_says_why"
            ),
        ]
        indexes = [models.Index(fields=["enrolment"], name="certificate_enrolment")]

    def __str__(self) -> str:
        return self.number
