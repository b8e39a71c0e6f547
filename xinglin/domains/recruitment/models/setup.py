"""What a province sets up, and the places that bases apply for (REC-01, REC-02)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from xinglin.domains.reference.public import Specialty
from xinglin.engines.access.models import Scope, Scoped, Unit
from xinglin.engines.actions.indexes import once
from xinglin.engines.history.tracking import tracked
from xinglin.engines.review.models import Reviewed

from ..enums import Confirming, Method, ScoreKind


@tracked()
class Batch(models.Model):
    """招收批次 of an intake year. All that differs between provinces is a column here, none of it a constant.

    Its windows are those of the windows engine with this year, this number and this province (windows.STAGES).
    `owner` runs it: the province, or a city that recruits by itself (深圳 beside 广东, REC-16).
    """

    province = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False, verbose_name="省份")
    owner = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="组织单位")
    intake_year = models.PositiveSmallIntegerField("招收届别")
    number = models.PositiveSmallIntegerField("批次号")  # the windows' batch
    name = models.CharField("招收批次", max_length=60)
    categories = ArrayField(models.CharField(max_length=20), verbose_name="适用人员类型")
    method = models.CharField("录取方式", max_length=10, choices=Method, default=Method.BY_BASE)
    confirming = models.CharField(
        "录取结果由谁确认", max_length=20, choices=Confirming, default=Confirming.CITY_THEN_PROVINCE
    )
    preferences = models.PositiveSmallIntegerField("志愿数", default=1)
    several_specialties = models.BooleanField("可填报多个专业", default=False)
    release_hours = models.PositiveSmallIntegerField("录取结果可更改的小时数", default=12)
    release_limit = models.PositiveSmallIntegerField("一次最多发送的人数", default=20)
    publicity_days = models.PositiveSmallIntegerField("公示工作日数", default=7)
    instructions = models.TextField("招收说明", blank=True)
    is_trial = models.BooleanField("测试批次（报名无效）", default=False)  # never counts (REC-01)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-intake_year", "number"]
        constraints = [
            models.UniqueConstraint(fields=["province", "intake_year", "number"], name="batch_number_once"),
            models.UniqueConstraint(fields=["province", "intake_year", "name"], name="batch_name_once"),
            models.CheckConstraint(condition=Q(preferences__range=(1, 20)), name="batch_preferences"),
            models.CheckConstraint(condition=Q(release_limit__gte=1), name="batch_release_limit"),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class ScorePart(models.Model):
    """A part of the offline examination of a batch: 理论, 技能, 面试, 体检 … with its range (REC-24)."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="score_parts")
    order = models.PositiveSmallIntegerField("顺序")
    title = models.CharField("名称", max_length=20)
    kind = models.CharField("计分方式", max_length=10, choices=ScoreKind, default=ScoreKind.POINTS)
    least = models.DecimalField("最低分", max_digits=6, decimal_places=2, default=0)
    most = models.DecimalField("最高分", max_digits=6, decimal_places=2, default=100)
    passing = models.DecimalField("合格线", max_digits=6, decimal_places=2, null=True, blank=True)
    weight = models.PositiveSmallIntegerField("权重（%）", default=0)

    class Meta:
        ordering = ["batch", "order"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "title"], name="score_part_once"),
            models.CheckConstraint(condition=Q(most__gt=F("least")), name="score_part_range"),
            models.CheckConstraint(condition=Q(weight__lte=100), name="score_part_weight"),
        ]


@tracked(exclude=["revision", "case"])
class Plan(Scoped, Reviewed):
    """招生计划 of one base for one batch; climbs to the province, which may change the numbers (REC-02)."""

    scope = Scope(province="province_id", institution="institution_id")

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="plans", verbose_name="招收批次")
    institution = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="培训基地")
    province = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False, verbose_name="省份")
    note = models.CharField("说明", max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "institution"], name="plan_once"),
            *once("plan", "case"),
        ]
        indexes = [models.Index(fields=["province", "batch"], name="plan_province")]


@tracked(exclude=["taken"])
class Place(Scoped):
    """The places of one specialty at one base, or at one of its sites, in one batch (a line of the plan).

    `approved` is in force from the plan's approval; `taken` counts the offers that stand, and the database keeps it
    within `approved` however many clerks admit at once (REC-21).
    """

    scope = Scope(province="province_id", institution="institution_id", section="specialty_base__unit_id")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="places")
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="places", db_index=False)
    institution = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="培训基地")
    province = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False, verbose_name="省份")
    specialty = models.ForeignKey(Specialty, models.PROTECT, related_name="+", verbose_name="培训专业")
    specialty_base = models.ForeignKey("institutions.SpecialtyBase", models.PROTECT, related_name="+")
    site = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="协同单位")
    asked = models.PositiveSmallIntegerField("申报人数")
    granted = models.PositiveSmallIntegerField("省级核定人数", null=True, blank=True)  # where it is not what was asked
    approved = models.PositiveSmallIntegerField("招收计划数", default=0, editable=False)
    taken = models.PositiveSmallIntegerField("已录取人数", default=0, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "specialty_base", "site"], nulls_distinct=False, name="place_once"),
            models.CheckConstraint(condition=Q(taken__lte=F("approved")), name="place_not_overfilled"),
        ]
        indexes = [models.Index(fields=["batch", "specialty", "institution"], name="place_batch")]


@tracked()
class Reserve(models.Model):
    """Of a place's number, so many are kept for one category of people (REC-50)."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="reserves")
    category = models.CharField("人员类型", max_length=20)
    number = models.PositiveSmallIntegerField("预留人数")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "category"], name="reserve_once")]
