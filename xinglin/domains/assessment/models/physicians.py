"""Physicians and where they practise (ASM-10 to ASM-13)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from xinglin.domains.people.public import Person
from xinglin.engines.access.models import Scope, Scoped, Unit
from xinglin.engines.access.roles import Role
from xinglin.engines.actions.indexes import given
from xinglin.engines.history.tracking import tracked

from ..enums import ConductKind, Duty, Source
from .cycles import Department


@tracked(exclude=["registry_moment"])
class Physician(Scoped):
    """A person as the holder of a practising licence, at the institution that assesses him (ASM-13: the main one).

    One a person, whatever else that person is (a resident too). The licence here is the registry's or the
    institution's word; what a resident says of his own stands in `people.Licence`. Agencies have no view of it: they
    see enrolments.
    """

    scope = Scope(
        province="province_id", institution="institution_id", own="person__account_id", roles={Role.AGENCY_ADMIN: None}
    )

    person = models.OneToOneField(Person, models.PROTECT, related_name="physician")
    institution = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False, verbose_name="主执业机构")
    province = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False, verbose_name="省份")
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="physicians",
        db_index=False,
        verbose_name="科室",
    )
    grade = models.CharField("医师级别", max_length=1)  # code list practice_grade
    category = models.CharField("执业类别", max_length=2)  # code list practice_category
    scopes = ArrayField(models.CharField(max_length=4), verbose_name="执业范围", default=list, blank=True)
    practice_number = models.CharField("医师执业证书编码", max_length=20, blank=True)
    licensed_on = models.DateField("执业证取得时间", null=True, blank=True)
    first_registered_on = models.DateField("首次注册时间", null=True, blank=True)
    duty = models.CharField("在岗情况", max_length=5, choices=Duty, default=Duty.ON)
    duty_reason = models.CharField("离岗原因", max_length=300, blank=True)
    source = models.CharField("来源", max_length=10, choices=Source)
    registry_number = models.CharField("注册系统编号", max_length=40, null=True, blank=True)
    registry_moment = models.DateTimeField(null=True, editable=False)  # of the registry's last change that stands here
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["registry_number"], name="registry_number_once")]
        indexes = [
            # as lists show them: those on duty first, the last one first
            models.Index(fields=["institution", "-duty", "-id"], name="physician_institution"),
            models.Index(fields=["province", "-duty", "-id"], name="physician_province"),
            models.Index(fields=["province", "first_registered_on"], name="physician_registered"),
            *given("physician", "department"),
        ]

    def __str__(self) -> str:
        return self.person.name


@tracked()
class OtherPractice(models.Model):
    """Another institution where a physician practises too (多机构执业): it gives its opinion and decides nothing.

    By name where it is no institution of the platform.
    """

    physician = models.ForeignKey(Physician, models.CASCADE, related_name="other_practices", db_index=False)
    name = models.CharField("机构名称", max_length=120)
    institution = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    ends_on = models.DateField("有效期至", null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["physician", "name"], name="other_practice_once")]


@tracked()
class ConductRecord(Scoped):
    """良好/不良执业行为记录 (ASM-31, PA-15). Which cycle it counts in follows from `closed_on`.

    `starts_early`: so grave that it requires an assessment before the cycle's own (ASM-43).
    """

    scope = Scope(
        province="physician__province_id",
        institution="physician__institution_id",
        own="physician__person__account_id",
        roles={Role.AGENCY_ADMIN: None},
    )

    physician = models.ForeignKey(Physician, models.PROTECT, related_name="conduct_records")
    kind = models.CharField("类别", max_length=12, choices=ConductKind)
    institution_name = models.CharField("医疗卫生机构", max_length=120)
    closed_on = models.DateField("结案时间")  # of a commendation: the day it was given
    outcome = models.CharField("处理结果", max_length=500)
    starts_early = models.BooleanField("须提前考核", default=False)
    recorded_at = models.DateTimeField("登记时间", default=timezone.now)
    recorded_by = models.CharField("登记人", max_length=120)

    class Meta:
        ordering = ["-closed_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_early=False) | Q(kind="adverse"), name="only_adverse_conduct_starts_early"
            )
        ]
