"""What the answers about a supervisor came to, published once when their box was counted (FAC-09)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from xinglin.domains.faculty.public import Supervisor
from xinglin.engines.access.models import Scope, Scoped, Unit
from xinglin.engines.history.tracking import tracked

from .answers import Box


@tracked()
class Result(Scoped):
    """One supervisor in one department and year, rated by at least the minimum of people.

    `points`: the sum of all scores. `means`: of each of the items. Means are cut after two decimals, so
    that what is shown as 3.00 has reached 3.00. `words`: what was written, in no order.
    """

    scope = Scope(
        province="province_id",
        institution="institution_id",
        section="department_id",
        own="supervisor__person__account_id",
    )

    box = models.ForeignKey(Box, models.PROTECT, related_name="results")
    supervisor = models.ForeignKey(Supervisor, models.PROTECT, related_name="+", verbose_name="带教老师")
    department = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="科室")
    institution = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="医院")
    province = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="省份", db_index=False)
    year = models.PositiveSmallIntegerField("年度")
    items = ArrayField(models.CharField(max_length=60), verbose_name="评价项目")
    answers = models.PositiveSmallIntegerField("评价份数")
    points = models.PositiveIntegerField("总分")
    mean = models.DecimalField("平均分", max_digits=4, decimal_places=2)
    means = ArrayField(models.DecimalField(max_digits=4, decimal_places=2), verbose_name="各项平均分")
    words = ArrayField(models.TextField(), verbose_name="意见和建议", default=list)
    pass_mark = models.DecimalField("合格线", max_digits=3, decimal_places=2)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    confirmed_by = models.CharField("确认人", max_length=120, blank=True)

    class Meta:
        ordering = ["-year", "pk"]
        constraints = [models.UniqueConstraint(fields=["box", "supervisor"], name="rating_result_once")]
        indexes = [models.Index(fields=["institution", "-year"], name="rating_result_base")]
