"""Cycles, the rules of a province, and institutions in a cycle (ASM-02 to ASM-05)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from xinglin.engines.access.models import Scope, Scoped, Unit
from xinglin.engines.actions.indexes import once
from xinglin.engines.files.models import Upload
from xinglin.engines.history.tracking import tracked
from xinglin.engines.review.models import Reviewed
from xinglin.engines.secrets.columns import EncryptedField

from ..enums import Category, Level, Procedure


@tracked()
class Cycle(models.Model):
    """考核周期 of a province, of any length (ASM-02). `year` is the one under which its windows are scheduled.

    A closed cycle is over for good: its agencies see no physicians any more.
    """

    province = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="省份")
    year = models.PositiveSmallIntegerField("周期年份")
    starts_on = models.DateField("周期开始日期")
    ends_on = models.DateField("周期结束日期")  # the last day
    closed_at = models.DateTimeField("结束办理时间", null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["province", "year"], name="cycle_once_a_year"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="cycle_ends_after_start"),
        ]

    def __str__(self) -> str:
        first, last = self.starts_on.year, self.ends_on.year
        return f"{first} 年周期" if first == last else f"{first}–{last} 年周期"


@tracked()
class ProvinceRules(models.Model):
    """A province's figures from a day on; the newest that has begun holds. The defaults are those of the law (ASM-21).

    `resits`: how many times a paper that was failed or missed can be taken again (EXM-08). `is_connected`: physicians
    come from the electronic registration system and are added by nobody else (ASM-11).
    """

    province = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="省份")
    starts_on = models.DateField("生效日期")
    cycle_years = models.PositiveSmallIntegerField("考核周期（年）", default=3)
    commended_years = models.PositiveSmallIntegerField("简易程序：有良好行为记录须执业满（年）", default=5)
    clean_years = models.PositiveSmallIntegerField("简易程序：无不良行为记录须执业满（年）", default=12)
    resits = models.PositiveSmallIntegerField("补考次数", default=1)
    is_connected = models.BooleanField("已与医师电子化注册系统对接", default=False)

    class Meta:
        ordering = ["-starts_on"]
        constraints = [models.UniqueConstraint(fields=["province", "starts_on"], name="province_rules_once_a_day")]


@tracked()
class ProcedureReason(models.Model):
    """A case in which the simplified procedure is open or the test is not asked, from a day to a day (ASM-21).

    Without a province it holds in all of them. Each needs proof.
    """

    province = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="省份")
    procedure = models.CharField("考核程序", max_length=10, choices=[c for c in Procedure.choices if c[0] != "general"])
    title = models.CharField("情形", max_length=120)
    proof = models.CharField("须上传的证明", max_length=200)
    starts_on = models.DateField("生效日期")
    ends_on = models.DateField("失效日期", null=True, blank=True)  # the last day

    class Meta:
        ordering = ["procedure", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="procedure_reason_dates"
            ),
            models.CheckConstraint(condition=~Q(procedure="general"), name="procedure_reason_not_general"),
        ]


@tracked()
class InstitutionProfile(Scoped):
    """«本机构信息» of one institution in one cycle, as it confirmed it (ASM-03); and what the authority decided for it.

    `agency` is the unit entrusted with assessing its physicians; `may_apply`: «申请考核机构» is open to it (ASM-05).
    """

    scope = Scope(province="institution__province_id", institution="institution_id", held="cycle")

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="profiles")
    institution = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="医疗卫生机构")
    authority = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="隶属卫生行政机构")
    agency = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="考核机构")
    may_apply = models.BooleanField("可申请考核机构", default=False)
    name = models.CharField("机构名称", max_length=120, blank=True)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    category = models.CharField("机构类别", max_length=20, choices=Category, blank=True)
    level = models.CharField("等级", max_length=4, choices=Level, blank=True)
    address = models.CharField("地址", max_length=200, blank=True)
    legal_representative = models.CharField("法定代表人", max_length=60, blank=True)
    contact = models.CharField("联系人", max_length=60, blank=True)
    contact_phone = EncryptedField("text", "联系电话", null=True)  # may be somebody's mobile
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    confirmed_by = models.CharField("确认人", max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cycle", "institution"], name="institution_once_a_cycle"),
            models.CheckConstraint(condition=Q(confirmed_at=None) | ~Q(name=""), name="institution_confirmed_has_name"),
        ]


@tracked()
class Department(Scoped):
    """科室 of an institution with its 诊疗科目 (codes); physicians can choose only active ones (ASM-04)."""

    scope = Scope(province="institution__province_id", institution="institution_id")

    institution = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    name = models.CharField("科室", max_length=60)
    services = ArrayField(models.CharField(max_length=20), verbose_name="关联诊疗科目")
    is_active = models.BooleanField("启用", default=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["institution", "name"], name="department_once"),
            models.CheckConstraint(condition=Q(services__len__gt=0), name="department_has_services"),
        ]

    def __str__(self) -> str:
        return self.name


@tracked(exclude=["revision", "case"])
class AgencyApplication(Scoped, Reviewed):
    """«申请考核机构»: an institution asks to be entrusted with assessing others in a cycle (ASM-05)."""

    scope = Scope(province="institution__province_id", institution="institution_id", held="cycle")

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="applications")
    institution = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="医疗卫生机构")
    authority = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="隶属卫生行政机构")
    note = models.CharField("申请说明", max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cycle", "institution"], name="agency_application_once"),
            *once("agencyapplication", "case"),
        ]

    def __str__(self) -> str:
        return self.institution.name


@tracked()
class AgencyPaper(models.Model):
    """An attachment of an application to be an agency."""

    application = models.ForeignKey(AgencyApplication, models.CASCADE, related_name="papers", db_index=False)
    upload = models.ForeignKey(Upload, models.PROTECT, related_name="+", verbose_name="附件")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["application", "upload"], name="agency_paper_once")]
