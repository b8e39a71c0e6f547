"""What the registry sent, and what could not be taken over (ASM-11)."""

from django.db import models
from django.utils import timezone

from xinglin.engines.access.models import Scope, Scoped, Unit


class FeedRun(Scoped):
    """One reading of the registry's feed for a province: how many lines, and what became of them.

    `cursor` is where the next one goes on; a run that broke off is finished by the next.
    """

    scope = Scope(province="province_id", institution=None)

    province = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="省份")
    source = models.CharField("来源", max_length=200)
    started_at = models.DateTimeField("开始时间", default=timezone.now)
    finished_at = models.DateTimeField("结束时间", null=True)
    cursor = models.CharField(max_length=200, blank=True)
    lines = models.PositiveIntegerField("行数", default=0)
    added = models.PositiveIntegerField("新增", default=0)
    changed = models.PositiveIntegerField("变更", default=0)  # moves among them
    moved = models.PositiveIntegerField("转入", default=0)
    unchanged = models.PositiveIntegerField("无变化", default=0)
    refused = models.PositiveIntegerField("错误", default=0)

    class Meta:
        ordering = ["-started_at", "-pk"]


class FeedProblem(Scoped):
    """A line that was not taken over, and why. It names nobody in full."""

    scope = Scope(province="run__province_id", institution=None)

    run = models.ForeignKey(FeedRun, models.CASCADE, related_name="problems")
    line = models.PositiveIntegerField("行号")
    registry_number = models.CharField("注册系统编号", max_length=40, blank=True)
    field = models.CharField("字段", max_length=40, blank=True)
    why = models.CharField("原因", max_length=300)

    class Meta:
        ordering = ["run", "line"]
