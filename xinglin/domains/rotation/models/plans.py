"""Rotation plans: who is where in which half month (ROT-02 to ROT-04).

Two stints of one resident never overlap, and a base has one plan in force at a time. Both are exclusions over ranges
of numbers in which the owner's key stands before the half month, which needs no extension of PostgreSQL.
"""

from datetime import date
from typing import Any

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import BigIntegerField, Deferrable, F, Func, Q, Value
from django.db.models.functions import Cast
from django.utils import timezone

from xinglin.domains.reference.public import RotationLine, RotationStandard
from xinglin.domains.training.public import Training
from xinglin.engines.access.models import Scope, Scoped, Unit
from xinglin.engines.history.tracking import tracked
from xinglin.kit.half_months import first_day, last_day, months_of

from ..enums import PlanState, Source

KEPT = ("resident_id", "department_id", "line_id", "first", "half_months", "is_locked", "source")
HALF_MONTHS = 100_000  # more than all half months up to the year 4000


def _time_of(owner: str) -> Func:
    """The half months of a row, each with the owner's key before it, as a range."""
    begin = Cast(F(owner), BigIntegerField()) * Value(HALF_MONTHS) + F("first")
    return Func(begin, begin + F("half_months"), function="int8range")


class Timed:
    """So many half months from one on."""

    first: Any
    half_months: Any

    @property
    def starts_on(self) -> date:
        """Its first day."""
        return first_day(self.first)

    @property
    def ends_on(self) -> date:
        """Its last day."""
        return last_day(self.first + self.half_months - 1)

    @property
    def months(self) -> str:
        """«3», «0.5»."""
        return months_of(self.half_months)


@tracked()
class RotationPlan(Timed, Scoped):
    """轮转计划 of a base for a time (计划周期), in versions; what others see is the one in force."""

    scope = Scope(province="institution__province_id", institution="institution_id")

    institution = models.ForeignKey(Unit, models.PROTECT, related_name="rotation_plans", verbose_name="培训基地")
    name = models.CharField("计划名称", max_length=60)
    first = models.PositiveIntegerField("开始半月")
    half_months = models.PositiveSmallIntegerField("半月数")
    state = models.CharField("状态", max_length=12, choices=PlanState, default=PlanState.DRAFT)
    based_on = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+", verbose_name="依据的计划")
    created_at = models.DateTimeField("创建时间", default=timezone.now)
    created_by = models.CharField("创建人", max_length=120)
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    published_by = models.CharField("发布人", max_length=120, blank=True)
    announced = models.PositiveIntegerField(null=True, editable=False)  # the last half month that people were told of

    class Meta:
        ordering = ["institution", "-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["institution", "name"], name="plan_name_once"),
            models.CheckConstraint(condition=Q(half_months__gt=0), name="plan_has_time"),
            ExclusionConstraint(
                name="one_plan_in_force",
                expressions=[(_time_of("institution_id"), RangeOperators.OVERLAPS)],
                condition=Q(state="published"),
                deferrable=Deferrable.IMMEDIATE,
            ),
        ]
        triggers = [pgtrigger.ReadOnly(name="keeps_time", fields=["institution", "first", "half_months"])]

    def __str__(self) -> str:
        return self.name


@tracked()
class PlannedResident(Timed, Scoped):
    """One resident in one plan, with the standard he is held by and the half months he has to pass (ROT-01, ROT-02)."""

    scope = Scope(
        province="plan__institution__province_id",
        institution="plan__institution_id",
        own="training__person__account_id",
    )

    plan = models.ForeignKey(RotationPlan, models.CASCADE, related_name="residents")
    training = models.ForeignKey(Training, models.PROTECT, related_name="+", verbose_name="住院医师")
    standard = models.ForeignKey(RotationStandard, models.PROTECT, related_name="+", verbose_name="轮转专业规范")
    years = models.PositiveSmallIntegerField("核定培训年限")
    first = models.PositiveIntegerField("开始半月")
    half_months = models.PositiveSmallIntegerField("应轮转半月数")

    class Meta:
        ordering = ["plan", "pk"]
        constraints = [models.UniqueConstraint(fields=["plan", "training"], name="planned_once")]


# A stint lies in the time of its plan, which never changes.
WITHIN_PLAN = """
    IF EXISTS (
        SELECT FROM fresh JOIN rotation_plannedresident r ON r.id = fresh.resident_id
        JOIN rotation_rotationplan p ON p.id = r.plan_id
        WHERE fresh.first < p.first OR fresh.first + fresh.half_months > p.first + p.half_months
    ) THEN
        RAISE check_violation USING MESSAGE = 'a stint lies outside the time of its plan';
    END IF;
    RETURN NULL;
"""


@tracked(found_by=["resident"])
class Stint(Timed, Scoped):
    """A resident is in a department for some half months, for a line of his standard (none: 机动)."""

    scope = Scope(
        province="resident__plan__institution__province_id",
        institution="resident__plan__institution_id",
        section="department_id",
        own="resident__training__person__account_id",
    )

    resident = models.ForeignKey(PlannedResident, models.CASCADE, related_name="stints")
    department = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="科室")
    line = models.ForeignKey(RotationLine, models.PROTECT, null=True, related_name="+", verbose_name="标准科室")
    first = models.PositiveIntegerField("开始半月")
    half_months = models.PositiveSmallIntegerField("半月数")
    is_locked = models.BooleanField("锁定", default=False)
    source = models.CharField("来源", max_length=10, choices=Source, default=Source.BY_HAND)

    class Meta:
        ordering = ["resident", "first"]
        indexes = [models.Index(fields=["department", "first"], name="stint_department")]
        constraints = [
            models.CheckConstraint(condition=Q(half_months__gt=0), name="stint_has_time"),
            ExclusionConstraint(
                name="one_department_at_a_time",
                expressions=[(_time_of("resident_id"), RangeOperators.OVERLAPS)],
                deferrable=Deferrable.IMMEDIATE,
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name=f"{event}_within_plan",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=operation,
                referencing=pgtrigger.Referencing(new="fresh"),
                func=WITHIN_PLAN,
            )
            for event, operation in (("insert", pgtrigger.Insert), ("update", pgtrigger.Update))
        ]

    @property
    def kept(self) -> dict[str, Any]:
        """As an `Edit` keeps it."""
        return {"id": self.pk, **{name: getattr(self, name) for name in KEPT}}


class Edit(models.Model):
    """One change of a draft by hand, with what stood before, so that it can be taken back (ROT-04: undo).

    The history has every change for good; this is what a click on «撤销» needs, and goes with the draft.
    """

    plan = models.ForeignKey(RotationPlan, models.CASCADE, related_name="edits")
    title = models.CharField("操作", max_length=200)
    before = models.JSONField()  # stints as they were; those that the edit made are only named by key
    made = models.JSONField(default=list)
    at = models.DateTimeField("时间", default=timezone.now)
    by = models.CharField("操作人", max_length=120)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        ordering = ["plan", "-pk"]
