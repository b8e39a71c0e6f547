"""Admission runs: inputs sealed and their digest published before, results with reasons after (REC-50, REC-51)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from xinglin.engines.access.models import Scope, Scoped, Unit
from xinglin.engines.history.tracking import tracked
from xinglin.engines.secrets.columns import EncryptedField

from ..enums import Method, RunState
from .applying import Application
from .setup import Batch, Place


@tracked(exclude=["inputs", "summary"])
class Run(Scoped):
    """One admission of a whole batch by a rule; a dry run answers «what if» and admits nobody.

    `inputs` is the market as JSON (applicants by 学员编号), `digest` its SHA-256; those of a real run are public from
    `sealed_at` on. A sealed run can be withdrawn, which is public too, with its reason; then another one is sealed.
    """

    # Below a city lies what the city itself runs, and no institution runs anything.
    scope = Scope(province="province_id", institution="batch__owner")

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="runs")
    province = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    method = models.CharField("录取方式", max_length=10, choices=Method)
    is_dry = models.BooleanField("试运行", default=True)
    quotas = models.JSONField("调整的计划数", default=dict)  # place key → another number, in a dry run only
    inputs = EncryptedField("text")
    digest = models.CharField("输入摘要（SHA-256）", max_length=64)
    state = models.CharField("状态", max_length=10, choices=RunState, default=RunState.SEALED)
    note = models.CharField("说明", max_length=300, blank=True)
    shows_last = models.BooleanField("向学员公布最低录取分", default=False)
    sealed_at = models.DateTimeField("摘要公布时间", default=timezone.now)
    sealed_by = models.CharField("办理人", max_length=120)
    finished_at = models.DateTimeField("完成时间", null=True)
    summary = models.JSONField("结果概要", default=dict)
    failure = models.CharField("未完成原因", max_length=300, blank=True)
    applied_at = models.DateTimeField("生成录取时间", null=True)
    applied_by = models.CharField("生成人", max_length=120, blank=True)
    released_at = models.DateTimeField("发送录取结果时间", null=True)  # reasons are shown from then on
    withdrawn_at = models.DateTimeField("作废时间", null=True)
    withdrawn_by = models.CharField("作废人", max_length=120, blank=True)
    withdrawn_reason = models.CharField("作废原因", max_length=300, blank=True)

    class Meta:
        ordering = ["-sealed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch"],
                condition=Q(is_dry=False) & ~Q(state__in=["failed", "withdrawn"]),
                name="one_real_run",
            ),
            models.CheckConstraint(condition=~Q(state="applied", is_dry=True), name="dry_run_admits_nobody"),
        ]


class RunResult(Scoped):
    """What a run gave one applicant, and why; shown to the applicant once the run's offers are released.

    `reasons`: one a preference, each {"rank", "title", "answer", "why"}.
    """

    scope = Scope(province="run__province_id", institution="run__batch__owner")

    run = models.ForeignKey(Run, models.CASCADE, related_name="results", db_index=False)
    application = models.ForeignKey(Application, models.PROTECT, related_name="run_results")
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    rank = models.PositiveSmallIntegerField("志愿序号", null=True)
    reasons = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "application"], name="run_result_once")]
