"""What a resident has to pass once more because he failed the 出科考核 (ROT-08)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from xinglin.domains.reference.public import RotationLine
from xinglin.domains.training.public import Training
from xinglin.engines.access.models import Scope, Scoped, Unit
from xinglin.engines.history.tracking import tracked

from .stays import Stay


@tracked()
class Repeat(Scoped):
    """重轮: the half months of a failed stay are due again. What that means for a plan: `queries/repeating.py`."""

    scope = Scope(
        province="department__province_id",
        institution="department__institution_id",
        section="department_id",
        own="training__person__account_id",
    )

    stay = models.OneToOneField(Stay, models.PROTECT, related_name="repeat")
    training = models.ForeignKey(Training, models.PROTECT, related_name="+", verbose_name="住院医师")
    department = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="科室")
    line = models.ForeignKey(RotationLine, models.PROTECT, null=True, related_name="+", verbose_name="标准科室")
    half_months = models.PositiveSmallIntegerField("应重轮半月数")
    recorded_at = models.DateTimeField("登记时间", default=timezone.now)
    recorded_by = models.CharField("登记人", max_length=120)

    class Meta:
        ordering = ["training", "pk"]
        constraints = [models.CheckConstraint(condition=Q(half_months__gt=0), name="repeat_has_time")]
