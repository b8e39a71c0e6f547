"""Long work that somebody waits for."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from xinglin.engines.access.models import Membership, Scope, Scoped, Unit
from xinglin.engines.files.models import Upload


class JobState(models.TextChoices):
    """Where the work stands."""

    WAITING = "waiting", "排队"
    RUNNING = "running", "进行"
    DONE = "done", "完成"
    FAILED = "failed", "失败"
    INTERRUPTED = "interrupted", "中断"


class JobRun(Scoped):
    """One piece of long work: who asked for it, how far it is, and what came of it."""

    task = models.CharField("任务", max_length=80)
    title = models.CharField("名称", max_length=120)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    membership = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    address = models.CharField(max_length=64, blank=True)
    arguments = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    state = models.CharField("状态", max_length=12, choices=JobState, default=JobState.WAITING)
    done = models.PositiveIntegerField("已完成", default=0)
    total = models.PositiveIntegerField("总数", null=True)
    message = models.CharField("说明", max_length=500, blank=True)
    result = models.ForeignKey(Upload, models.SET_NULL, null=True, related_name="+", verbose_name="结果文件")
    result_url = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    scope = Scope(province=None, institution=None, own="account")

    class Meta:
        indexes = [models.Index(fields=["account", "-created_at"])]

    @property
    def is_over(self) -> bool:
        """Has it come to an end, good or bad?"""
        return self.state in (JobState.DONE, JobState.FAILED, JobState.INTERRUPTED)

    @property
    def percent(self) -> int | None:
        """0 to 100, or None while the amount of work is unknown."""
        return min(100, 100 * self.done // self.total) if self.total else None
