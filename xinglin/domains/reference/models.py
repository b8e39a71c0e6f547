"""Code lists and training specialties, each with the dates between which it holds (reference-data §1, REP-43).

A code that is renamed gets a further row; a specialty keeps its row, which records point to, and its names are dated.
"""

from django.db import models
from django.db.models import Q

from xinglin.engines.access.models import Unit
from xinglin.engines.history.tracking import tracked


class InForce(models.QuerySet):
    """Rows with a first and a last day."""

    def on(self, day: object) -> "InForce":
        """Those that hold on a day."""
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_until=None) | Q(valid_until__gte=day))


@tracked()
class Code(models.Model):
    """One entry of a code list, such as GB/T 3304 «01 汉族»."""

    table = models.CharField("代码表", max_length=30)
    code = models.CharField("代码", max_length=20)
    label = models.CharField("名称", max_length=100)
    order = models.PositiveSmallIntegerField("次序", default=0)
    parent_code = models.CharField("上级代码", max_length=20, blank=True)
    synonyms = models.JSONField("同义写法", default=list, blank=True)
    valid_from = models.DateField("启用日期", null=True, blank=True)
    valid_until = models.DateField("停用日期", null=True, blank=True)

    objects = InForce.as_manager()

    class Meta:
        ordering = ["table", "order", "code"]
        constraints = [
            models.UniqueConstraint(fields=["table", "code", "valid_from"], nulls_distinct=False, name="code_once")
        ]

    def __str__(self) -> str:
        return self.label


@tracked()
class Specialty(models.Model):
    """A training specialty of the national list (reference-data §1.12)."""

    code = models.CharField("代码", max_length=4)
    name = models.CharField("名称", max_length=60)
    category = models.CharField("类别", max_length=20)
    years = models.PositiveSmallIntegerField("培训年限", default=3)
    valid_from = models.DateField("启用日期", null=True, blank=True)
    valid_until = models.DateField("停用日期", null=True, blank=True)

    objects = InForce.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], nulls_distinct=False, name="specialty_once")
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class SpecialtyName(models.Model):
    """What a specialty is called from a day on; `Specialty.name` is the one in force (reference-data §1.12)."""

    specialty = models.ForeignKey(Specialty, models.CASCADE, related_name="names")
    name = models.CharField("名称", max_length=60)
    valid_from = models.DateField("启用日期", null=True, blank=True)

    class Meta:
        ordering = ["specialty", models.F("valid_from").asc(nulls_first=True)]
        constraints = [
            models.UniqueConstraint(
                fields=["specialty", "valid_from"], nulls_distinct=False, name="specialty_name_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class Shortage(models.Model):
    """A time in which a specialty counts as 紧缺专业; the set is set anew every few years (reference-data §1.12)."""

    specialty = models.ForeignKey(Specialty, models.CASCADE, related_name="shortages")
    valid_from = models.DateField("列入日期")
    valid_until = models.DateField("移出日期", null=True, blank=True)  # the last day

    objects = InForce.as_manager()

    class Meta:
        ordering = ["specialty", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["specialty", "valid_from"], name="shortage_once"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=models.F("valid_from")), name="shortage_dates"
            ),
        ]


@tracked()
class RotationStandard(models.Model):
    """标准轮转表 of a specialty in one version; a resident keeps the one in force when he entered (ROT-01).

    `months` are as the official text prints them: where its lines do not add up, that is told and not mended.
    """

    specialty = models.ForeignKey(Specialty, models.PROTECT, related_name="rotation_standards", verbose_name="培训专业")
    version = models.CharField("版本", max_length=20)
    document = models.CharField("文件", max_length=120)
    years = models.PositiveSmallIntegerField("培训年限", default=3)
    months = models.DecimalField("规定月数", max_digits=4, decimal_places=1)
    least_months = models.DecimalField("实际培训不少于（月）", max_digits=4, decimal_places=1)
    note = models.CharField("说明", max_length=300, blank=True)
    valid_from = models.DateField("启用日期", null=True, blank=True)
    valid_until = models.DateField("停用日期", null=True, blank=True)

    objects = InForce.as_manager()

    class Meta:
        ordering = ["specialty", models.F("valid_from").asc(nulls_first=True)]
        constraints = [models.UniqueConstraint(fields=["specialty", "version"], name="rotation_standard_once")]

    def __str__(self) -> str:
        return self.version


@tracked()
class RotationLine(models.Model):
    """One line of it: a department, or a group of which some are chosen, with its months (half months exist)."""

    standard = models.ForeignKey(RotationStandard, models.CASCADE, related_name="lines")
    order = models.PositiveSmallIntegerField("次序")
    department = models.CharField("轮转科室", max_length=120)
    months = models.DecimalField("月数", max_digits=4, decimal_places=1)
    is_required = models.BooleanField("必选", default=True)
    stage = models.PositiveSmallIntegerField("阶段", null=True, blank=True)  # one after the other where given
    elective_group = models.CharField("可选组", max_length=30, blank=True)
    least = models.DecimalField("每科至少（月）", max_digits=4, decimal_places=1, null=True, blank=True)
    most = models.DecimalField("每科至多（月）", max_digits=4, decimal_places=1, null=True, blank=True)
    note = models.CharField("备注", max_length=120, blank=True)

    class Meta:
        ordering = ["standard", "order"]
        constraints = [models.UniqueConstraint(fields=["standard", "order"], name="rotation_line_once")]


@tracked()
class SpecialDay(models.Model):
    """A statutory holiday, or a day at a weekend that is worked for one; arranged every year by the State Council.

    `province`: it holds only there (广西 三月三); empty: everywhere.
    """

    day = models.DateField("日期")
    is_working = models.BooleanField("上班")
    name = models.CharField("名称", max_length=30)
    document = models.CharField("文件", max_length=60, blank=True)
    province = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["day", "province"], name="special_day_once", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return self.name
