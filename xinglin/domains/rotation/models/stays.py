"""What came of a plan: who really was in a department (ROT-07)."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from xinglin.engines.access.models import Scope, Scoped
from xinglin.engines.history.tracking import tracked

from .plans import Stint


@tracked()
class Stay(Scoped):
    """入科 and 出科 of one stint. When a newer plan is published, the stay goes over to its stint of the same time."""

    scope = Scope(
        province="stint__resident__plan__institution__province_id",
        institution="stint__resident__plan__institution_id",
        section="stint__department_id",
        own="stint__resident__training__person__account_id",
    )

    # The database refuses to delete a stint that has begun; Django then deletes thousands of others in one statement.
    stint = models.OneToOneField(Stint, models.DO_NOTHING, related_name="stay")
    entered_on = models.DateField("入科日期")
    entered_by = models.CharField("入科确认人", max_length=120)
    left_on = models.DateField("出科日期", null=True, blank=True)
    left_by = models.CharField("出科确认人", max_length=120, blank=True)
    absent_days = models.PositiveSmallIntegerField("缺勤（天）", null=True, blank=True)
    confirmed_at = models.DateTimeField("确认时间", default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(left_on=None) | Q(left_on__gte=F("entered_on")), name="stay_in_order")
        ]
