"""培训记录 of residents, and the numbers they are held against (ROT-09)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from xinglin.domains.reference.public import RotationLine
from xinglin.domains.rotation.public import Stay
from xinglin.domains.training.public import Training
from xinglin.engines.access.models import Scope, Scoped, Unit
from xinglin.engines.history.tracking import tracked
from xinglin.engines.secrets.columns import EncryptedField

from ..enums import EntryState, Kind


@tracked()
class Requirement(models.Model):
    """So many of a kind are asked for by a line of a standard, or, without a `name`, of whatever is of that kind.

    Without an institution it is what the standard says; a base's own one of the same kind and name stands before it.
    A line belongs to one version of a standard, so a resident keeps the numbers of the one he entered under.
    """

    line = models.ForeignKey(RotationLine, models.PROTECT, related_name="+", verbose_name="标准科室")
    institution = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="培训基地"
    )
    kind = models.CharField("类别", max_length=12, choices=Kind)
    name = models.CharField("名称", max_length=60, blank=True)
    number = models.PositiveSmallIntegerField("要求数")

    class Meta:
        ordering = ["line", "institution", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["line", "institution", "kind", "name"], nulls_distinct=False, name="requirement_once"
            )
        ]


@tracked()
class Entry(Scoped):
    """One line of a resident's record, of the stay in which it happened.

    Of a patient it keeps the number of his case and nothing else, encrypted. `number`: how many at once, of skills
    and activities alone.
    """

    scope = Scope(
        province="province_id",
        institution="institution_id",
        section="department_id",
        own="training__person__account_id",
    )

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="entries", verbose_name="轮转科室")
    training = models.ForeignKey(Training, models.PROTECT, related_name="+", verbose_name="住院医师")
    department = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="科室")
    institution = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="培训基地")
    province = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="省份", db_index=False)
    kind = models.CharField("类别", max_length=12, choices=Kind)
    name = models.CharField("名称", max_length=60)
    happened_on = models.DateField("日期")
    number = models.PositiveSmallIntegerField("例数", default=1)
    case_number = EncryptedField("text", "病历号", null=True)
    note = models.CharField("说明", max_length=300, blank=True)
    state = models.CharField("状态", max_length=10, choices=EntryState, default=EntryState.WAITING)
    recorded_at = models.DateTimeField("登记时间", default=timezone.now)
    decided_at = models.DateTimeField("确认时间", null=True, blank=True)
    decided_by = models.CharField("确认人", max_length=120, blank=True)
    returned_for = models.CharField("退回原因", max_length=300, blank=True)

    class Meta:
        ordering = ["-happened_on", "-pk"]
        indexes = [
            models.Index(fields=["institution", "state", "-id"], name="entry_base"),
            models.Index(fields=["department", "state", "-id"], name="entry_department"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(number__gt=0), name="entry_number"),
            models.CheckConstraint(
                condition=~Q(state=EntryState.RETURNED, returned_for=""), name="entry_returned_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(state=EntryState.WAITING) | Q(decided_at__isnull=False), name="entry_decided"
            ),
        ]
