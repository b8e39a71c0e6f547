"""出科考核 at the end of a stay, and by which weights (ROT-08)."""

from decimal import Decimal
from functools import reduce
from operator import or_

import pgtrigger
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Round
from django.utils import timezone

from xinglin.domains.rotation.public import Stay
from xinglin.domains.training.public import Training
from xinglin.engines.access.models import Scope, Scoped, Unit
from xinglin.engines.history.tracking import tracked

THEORY, SKILL, DAILY, PASS = 30, 40, 30, Decimal(60)  # what holds for a base that has set nothing


@tracked()
class AssessmentRule(Scoped):
    """出科考核办法 of a base from a day on: weights in percent and the passing mark; the latest that has come holds."""

    scope = Scope(province="institution__province_id", institution="institution_id")

    institution = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="培训基地")
    valid_from = models.DateField("启用日期")
    theory_weight = models.PositiveSmallIntegerField("理论考核占比", default=THEORY)
    skill_weight = models.PositiveSmallIntegerField("技能考核占比", default=SKILL)
    daily_weight = models.PositiveSmallIntegerField("日常表现占比", default=DAILY)
    pass_mark = models.DecimalField("合格分数", max_digits=4, decimal_places=1, default=PASS)

    class Meta:
        ordering = ["institution", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["institution", "valid_from"], name="assessment_rule_once"),
            models.CheckConstraint(
                condition=Q(theory_weight=Value(100) - F("skill_weight") - F("daily_weight")),
                name="assessment_rule_weights",
            ),
            models.CheckConstraint(condition=Q(pass_mark__range=(1, 100)), name="assessment_rule_mark"),
        ]


SCORES = ("theory", "skill", "daily")
_TOTAL = Round(sum((F(score) * F(f"{score}_weight") for score in SCORES), Value(0)) / Value(Decimal("100.0")), 1)
_SIGNED_FOR = (*SCORES, *(f"{score}_weight" for score in SCORES), "pass_mark", "comment")
_CHANGED = reduce(or_, (pgtrigger.Q(**{f"old__{name}__df": pgtrigger.F(f"new__{name}")}) for name in _SIGNED_FOR))


@tracked()
class EndOfRotationAssessment(Scoped):
    """出科考核 of one stay. Weights and mark are those that held when the scores were entered.

    The database computes the figure, and refuses to change a score once both have signed: it must be opened again.
    """

    scope = Scope(
        province="province_id",
        institution="institution_id",
        section="department_id",
        own="training__person__account_id",
    )

    stay = models.OneToOneField(Stay, models.PROTECT, related_name="assessment")
    training = models.ForeignKey(Training, models.PROTECT, related_name="+", verbose_name="住院医师")
    department = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="科室")
    institution = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="培训基地")
    province = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="省份", db_index=False)
    theory = models.DecimalField("理论考核", max_digits=4, decimal_places=1, null=True, blank=True)
    skill = models.DecimalField("技能考核", max_digits=4, decimal_places=1, null=True, blank=True)
    daily = models.DecimalField("日常表现", max_digits=4, decimal_places=1, null=True, blank=True)
    theory_weight = models.PositiveSmallIntegerField("理论考核占比")
    skill_weight = models.PositiveSmallIntegerField("技能考核占比")
    daily_weight = models.PositiveSmallIntegerField("日常表现占比")
    pass_mark = models.DecimalField("合格分数", max_digits=4, decimal_places=1)
    total = models.GeneratedField(
        expression=_TOTAL,
        output_field=models.DecimalField("总分", max_digits=4, decimal_places=1, null=True),
        db_persist=True,
        verbose_name="总分",
    )
    comment = models.CharField("评语", max_length=300, blank=True)
    entered_at = models.DateTimeField("录入时间", default=timezone.now)
    entered_by = models.CharField("录入人", max_length=120)
    supervisor_signed_at = models.DateTimeField("带教老师签字时间", null=True, blank=True)
    supervisor_signed_by = models.CharField("带教老师", max_length=120, blank=True)
    department_signed_at = models.DateTimeField("科室签字时间", null=True, blank=True)
    department_signed_by = models.CharField("科室签字人", max_length=120, blank=True)
    reopened_for = models.CharField("重新开放原因", max_length=300, blank=True)

    class Meta:
        constraints = [
            *(
                models.CheckConstraint(condition=Q(**{f"{score}__range": (0, 100)}), name=f"assessment_{score}")
                for score in SCORES
            ),
            models.CheckConstraint(
                condition=Q(supervisor_signed_at=None)
                | Q(theory__isnull=False, skill__isnull=False, daily__isnull=False),
                name="assessment_signed_whole",
            ),
            models.CheckConstraint(
                condition=Q(department_signed_at=None) | Q(supervisor_signed_at__isnull=False),
                name="assessment_signed_in_order",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="signed_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__department_signed_at__isnull=False) & _CHANGED,
            ),
            pgtrigger.Protect(
                name="signed_remains",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__department_signed_at__isnull=False),
            ),
        ]

    @property
    def is_final(self) -> bool:
        """Have both signed?"""
        return self.department_signed_at is not None

    @property
    def has_passed(self) -> bool:
        """Does the figure reach the mark?"""
        return self.total is not None and self.total >= self.pass_mark
