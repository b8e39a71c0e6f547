"""What is asked, and from which figure on an answer counts. Each holds from a whole year on (FAC-09).

A year that has begun keeps its questions and its minimum: residents answered in reliance on them.
"""

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from xinglin.engines.access.models import Scope, Scoped, Unit
from xinglin.engines.history.tracking import tracked


@tracked()
class Questionnaire(Scoped):
    """带教评价表 of a base, of a province, or (without either) of all who made none, from a year on."""

    scope = Scope(province="province_id", institution="institution_id")

    province = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="省份")
    institution = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="医院")
    first_year = models.PositiveSmallIntegerField("启用年度")
    items = ArrayField(models.CharField(max_length=60), verbose_name="评价项目")

    class Meta:
        ordering = ["-first_year", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["province", "institution", "first_year"], nulls_distinct=False, name="questionnaire_once"
            ),
            models.CheckConstraint(condition=Q(items__len__gte=1), name="questionnaire_has_items"),
        ]


@tracked()
class RatingRule(models.Model):
    """带教评价规则 of a province, or (without one) of those that set none, from a year on.

    `minimum`: below so many people nothing is shown to anybody. `pass_mark`: a mean below it is 不合格. `closing_days`:
    how long after the end of the year its rotations can still be rated.
    """

    province = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="省份")
    first_year = models.PositiveSmallIntegerField("启用年度")
    minimum = models.PositiveSmallIntegerField("最少评价人数", default=5)
    pass_mark = models.DecimalField("合格线", max_digits=3, decimal_places=2, default=Decimal("3.00"))
    closing_days = models.PositiveSmallIntegerField("年后可评价天数", default=31)

    class Meta:
        ordering = ["province", "-first_year"]
        constraints = [
            models.UniqueConstraint(fields=["province", "first_year"], nulls_distinct=False, name="rating_rule_once"),
            # With two answers each of the two would read the other's.
            models.CheckConstraint(
                condition=Q(minimum__range=(3, 50), pass_mark__range=(1, 5), closing_days__lte=180),
                name="rating_rule_figures",
            ),
        ]
