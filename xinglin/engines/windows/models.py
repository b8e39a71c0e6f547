"""Windows and their extensions."""

from django.db import models
from django.db.models import F, Q

from xinglin.engines.access.models import Unit
from xinglin.engines.history.tracking import tracked


@tracked()
class Window(models.Model):
    """The time in which one kind of action is open, for the nation or for one province that overrides it."""

    kind = models.CharField("事项", max_length=40)
    year = models.PositiveSmallIntegerField("年份")
    batch = models.PositiveSmallIntegerField("批次", default=1)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="windows", verbose_name="适用范围")
    starts_at = models.DateTimeField("开始时间")
    ends_at = models.DateTimeField("结束时间")  # the first moment that is no longer inside

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "year", "batch", "unit"], name="window_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="window_ends_after_start"),
        ]


@tracked()
class WindowExtension(models.Model):
    """A later end for one organisation, with the reason that is kept (PLT-22)."""

    window = models.ForeignKey(Window, models.CASCADE, related_name="extensions")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    ends_at = models.DateTimeField("延长至")
    reason = models.CharField("理由", max_length=500)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["window", "unit"], name="extension_once")]
