"""Words of rotation plans."""

from django.db import models


class PlanState(models.TextChoices):
    """A plan is worked on, then in force, then replaced by a newer one."""

    DRAFT = "draft", "编制中"
    PUBLISHED = "published", "已发布"
    SUPERSEDED = "superseded", "已被替代"


class Source(models.TextChoices):
    """How a stint came into a plan (reference-data §2, 排班)."""

    FILLED = "filled", "自动"
    BY_HAND = "by_hand", "手动"


class Goal(models.TextChoices):
    """What a search of the planner is for (ROT-20)."""

    ANEW = "anew", "全部重新编排"
    FEW_CHANGES = "few_changes", "请假后尽量少变动"


class ProposalState(models.TextChoices):
    """Where a search stands; stopped and interrupted ones have kept the best that they had found."""

    WAITING = "waiting", "排队"
    RUNNING = "running", "计算中"
    DONE = "done", "已完成"
    STOPPED = "stopped", "已停止"
    FAILED = "failed", "没有结果"
    INTERRUPTED = "interrupted", "中断"


class LeaveKind(models.TextChoices):
    """请假类别."""

    SICK = "sick", "病假"
    PERSONAL = "personal", "事假"
    MATERNITY = "maternity", "产假"
    MARRIAGE = "marriage", "婚假"
    BEREAVEMENT = "bereavement", "丧假"
    OTHER = "other", "其他"
