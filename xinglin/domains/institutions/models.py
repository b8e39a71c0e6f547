"""What a medical institution is beside a node of the tree (PLT-01)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from xinglin.domains.reference.public import Specialty
from xinglin.engines.access.models import Scope, Scoped, Unit
from xinglin.engines.history.tracking import tracked
from xinglin.engines.secrets.columns import EncryptedField

from .enums import BaseLevel, HospitalKind, HospitalLevel, Mode, Module, SwitchState


@tracked()
class Hospital(models.Model):
    """The profile of an institution; a training base when it has a base level."""

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="hospital", limit_choices_to={"kind": "institution"})
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    level = models.CharField("医院等级", max_length=20, choices=HospitalLevel, blank=True)
    kind = models.CharField("医院类别", max_length=20, choices=HospitalKind, blank=True)
    is_military = models.BooleanField("是否军队医院", default=False)
    base_level = models.CharField("基地级别", max_length=20, choices=BaseLevel, blank=True)
    base_code = models.CharField("基地代码", max_length=3, blank=True)
    closed_on = models.DateField("暂停招收日期", null=True, blank=True)  # takes no new residents from this day
    closed_reason = models.CharField("暂停招收原因", max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["credit_code"], condition=~models.Q(credit_code=""), name="hospital_credit_code_once"
            )
        ]


@tracked()
class SpecialtyBase(models.Model):
    """One specialty's programme within a training base (专业基地)."""

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="specialty_base")
    institution = models.ForeignKey(Unit, models.PROTECT, related_name="specialty_bases")
    specialty = models.ForeignKey(Specialty, models.PROTECT, related_name="+")
    least = models.PositiveSmallIntegerField("最小容量", null=True, blank=True)  # residents of three intakes, R-REC-10
    capacity = models.PositiveSmallIntegerField("容量", null=True, blank=True)
    suspended_on = models.DateField("暂停招收日期", null=True, blank=True)
    suspended_reason = models.CharField("暂停招收原因", max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(least=None) | Q(capacity=None) | Q(capacity__gte=models.F("least")),
                name="capacity_not_below_least",
            ),
            models.UniqueConstraint(fields=["institution", "specialty"], name="specialty_base_once"),
        ]


@tracked()
class Affiliation(models.Model):
    """A hospital that trains under a main base (协同单位)."""

    base = models.ForeignKey(Unit, models.PROTECT, related_name="affiliations")
    site = models.ForeignKey(Unit, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["base", "site"], name="affiliation_once"),
            models.CheckConstraint(condition=~models.Q(base=models.F("site")), name="affiliation_of_another"),
        ]


@tracked()
class FormerName(models.Model):
    """What an institution was called before, so that it is still found (REP-43)."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="former_names")
    name = models.CharField("曾用名", max_length=120)
    pinyin = models.CharField(max_length=400, blank=True, editable=False)
    until = models.DateField("使用至")

    class Meta:
        ordering = ["unit", "-until", "-pk"]


@tracked()
class BaseCharge(models.Model):
    """The nation lets this province register and maintain its own bases; without a row it does not (REP-43)."""

    province = models.OneToOneField(Unit, models.PROTECT, related_name="base_charge", verbose_name="省份")
    granted_at = models.DateTimeField("授权时间", default=timezone.now)
    granted_by = models.CharField("授权人", max_length=120)


@tracked()
class ModeSwitch(Scoped):
    """«报送方式切换申请»: a province wants a module's data sent by interface, or typed in again, from a day on.

    The one approved with the latest day that has come is in force; without any it is direct entry (REP-43).
    """

    scope = Scope(province="province_id", institution=None)

    province = models.ForeignKey(Unit, models.PROTECT, related_name="mode_switches", verbose_name="省份")
    module = models.CharField("申请模块", max_length=20, choices=Module)
    mode = models.CharField("报送方式", max_length=10, choices=Mode)
    starts_on = models.DateField("申请切换时间")
    contact = models.CharField("省级负责人", max_length=60)
    contact_mobile_masked = models.CharField("省级负责人联系方式", max_length=20, editable=False)
    contact_mobile = EncryptedField("mobile", "省级负责人联系方式", masked="contact_mobile_masked")
    company = models.CharField("技术公司", max_length=120, blank=True)
    company_contact = models.CharField("技术公司联系人", max_length=60, blank=True)
    company_mobile_masked = models.CharField("技术公司联系人联系方式", max_length=20, blank=True, editable=False)
    company_mobile = EncryptedField("mobile", "技术公司联系人联系方式", masked="company_mobile_masked", null=True)
    state = models.CharField("审批状态", max_length=10, choices=SwitchState, default=SwitchState.WAITING)
    applied_at = models.DateTimeField("申请时间", default=timezone.now)
    applied_by = models.CharField("申请人", max_length=120)
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)
    decided_by = models.CharField("审批人", max_length=120, blank=True)
    opinion = models.CharField("审批意见", max_length=300, blank=True)

    class Meta:
        ordering = ["-applied_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["province", "module"], condition=Q(state="waiting"), name="one_mode_switch_waiting"
            )
        ]
