"""Offline results and what is published of them (REC-24)."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from xinglin.engines.access.models import Scope, Scoped, Unit
from xinglin.engines.history.tracking import tracked

from .applying import Application
from .setup import Batch, ScorePart


@tracked()
class Score(Scoped):
    """One part of one applicant's offline examination, held by a base or, with no institution, by the province."""

    scope = Scope(province="province_id", institution="institution_id")

    application = models.ForeignKey(Application, models.PROTECT, related_name="scores", db_index=False)
    part = models.ForeignKey(ScorePart, models.PROTECT, related_name="scores")
    institution = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="考核单位")
    province = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    points = models.DecimalField("得分", max_digits=6, decimal_places=2, null=True, blank=True)
    passed = models.BooleanField("合格", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "part", "institution"], nulls_distinct=False, name="score_once"
            ),
            models.CheckConstraint(
                condition=Q(points__isnull=False, passed=None) | Q(points=None, passed__isnull=False),
                name="score_points_or_pass",
            ),
        ]


@tracked(exclude=["rows"])
class Announcement(Scoped):
    """公示: a masked list that anybody can read at its address for a number of working days (REC-24, R-REC-04).

    `rows` is what was published, frozen: it is never written anew from later scores.
    """

    scope = Scope(province="province_id", institution="institution_id")

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="announcements")
    institution = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="培训基地")
    province = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    address = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField("标题", max_length=120)
    note = models.TextField("说明", blank=True)
    rows = models.JSONField()
    starts_at = models.DateTimeField("公示开始", default=timezone.now)
    ends_at = models.DateTimeField("公示结束")
    published_by = models.CharField("发布人", max_length=120)
    withdrawn_at = models.DateTimeField("撤下时间", null=True)
    withdrawn_reason = models.CharField("撤下原因", max_length=300, blank=True)

    class Meta:
        ordering = ["-starts_at", "-pk"]
