"""What the planner proposes for a plan, and how far it is with it (ROT-20, ROT-21)."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from xinglin.engines.access.models import Scope, Scoped

from ..enums import Goal, ProposalState
from .plans import RotationPlan


class Proposal(Scoped):
    """排班方案: one search with its seed. Figures are in person-slots of `slot` half months; `figures` and `stints`
    are what the last checked plan was, `digest` tells the facts that it was made from.

    Without history of its own: a search writes here every second, and what is adopted has the history of the stints.
    """

    scope = Scope(province="plan__institution__province_id", institution="plan__institution_id")

    plan = models.ForeignKey(RotationPlan, models.CASCADE, related_name="proposals", verbose_name="轮转计划")
    number = models.PositiveSmallIntegerField("方案")
    goal = models.CharField("方式", max_length=12, choices=Goal, default=Goal.ANEW)
    seed = models.PositiveIntegerField("随机种子")
    seconds = models.PositiveSmallIntegerField("用时上限（秒）")
    state = models.CharField("状态", max_length=12, choices=ProposalState, default=ProposalState.WAITING)
    message = models.CharField("说明", max_length=1000, blank=True)
    is_stopping = models.BooleanField("停止", default=False)
    starts = models.PositiveSmallIntegerField("运行次数", default=0)
    phase = models.CharField("阶段", max_length=12, blank=True)
    elapsed = models.FloatField("用时（秒）", default=0)
    steps = models.PositiveIntegerField("步数", default=0)
    violation = models.PositiveIntegerField("超出", null=True)
    bound = models.PositiveIntegerField("至少超出", default=0)
    unevenness = models.FloatField("高峰与平均之比", default=0)
    slot = models.PositiveSmallIntegerField("时段（半月）", default=1)
    digest = models.CharField("输入摘要", max_length=64, blank=True)
    stints = models.JSONField("轮转", null=True)  # [resident, department, line, first, half months]
    figures = models.JSONField("结果", default=dict)  # queries/proposals.py
    relaxed = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+", verbose_name="放宽前的方案")
    relaxation = models.JSONField("放宽", default=list)  # [department's name, raise by, cut by]
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField("发起时间", default=timezone.now)
    created_by = models.CharField("发起人", max_length=120)
    finished_at = models.DateTimeField("完成时间", null=True)
    adopted_at = models.DateTimeField("采用时间", null=True)

    class Meta:
        ordering = ["plan", "-number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="proposal_number_once")]

    @property
    def is_over(self) -> bool:
        """Is nothing searching any more?"""
        return self.state not in (ProposalState.WAITING, ProposalState.RUNNING)
