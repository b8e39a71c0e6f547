"""Training records: a person in a specialty at a base, from intake to completion (REP)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from xinglin.domains.people.public import Person
from xinglin.domains.reference.public import Specialty
from xinglin.engines.access.models import Scope, Scoped, Unit
from xinglin.engines.actions.indexes import given
from xinglin.engines.history.tracking import tracked
from xinglin.engines.review.models import Reviewed
from xinglin.engines.secrets.columns import EncryptedField

from .enums import BOUND, PersonalState, TrainingStatus


@tracked(exclude=["revision", "case", "completeness"])
class Training(Scoped, Reviewed):
    """One stay of one person at one base in one specialty. A change of base or specialty makes a new one (REP-34)."""

    scope = Scope(
        province="province_id",
        institution="institution_id",
        section="specialty_base__unit_id",
        own="person__account_id",
    )

    person = models.ForeignKey(Person, models.PROTECT, related_name="trainings")
    institution = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", db_index=False, verbose_name="培训基地（医院）"
    )
    province = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", db_index=False, verbose_name="培训所在省行政区划"
    )
    intake_year = models.PositiveSmallIntegerField("招收年份")
    specialty = models.ForeignKey(
        Specialty, models.PROTECT, null=True, blank=True, db_index=False, verbose_name="培训专业"
    )
    specialty_base = models.ForeignKey(
        "institutions.SpecialtyBase",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name="专业基地",
    )
    site = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name="协同单位"
    )
    cultivation_type = models.CharField("培养类型", max_length=20, blank=True)
    resident_category = models.CharField("人员类型", max_length=20, blank=True)
    other_category = models.CharField("其他人员说明", max_length=60, blank=True)
    employer_name = models.CharField("工作单位名称", max_length=120, blank=True)
    is_military_employer = models.BooleanField("是否军队医院", null=True, blank=True)
    employer_credit_code = models.CharField("工作单位统一社会信用代码", max_length=18, blank=True)
    graduate_kind = models.CharField("应届/往届", max_length=10, blank=True)
    is_rural_order = models.BooleanField("是否为农村订单定向免费医学毕业生", null=True, blank=True)
    is_western_support = models.BooleanField("是否西部支援行动住院医师", null=True, blank=True)
    training_years = models.PositiveSmallIntegerField("核定培训年限", null=True, blank=True)
    starts_on = models.DateField("培训开始日期", null=True, blank=True)
    ends_on = models.DateField("培训结束日期", null=True, blank=True)
    degree_study = models.BooleanField("是否在读专业学位", null=True, blank=True)
    status = models.CharField("培训状态", max_length=10, choices=TrainingStatus, default=TrainingStatus.TRAINING)
    personal_state = models.CharField("基本信息退回情况", max_length=10, choices=PersonalState, blank=True, default="")
    completeness = models.PositiveSmallIntegerField("完整度", default=0)  # percent; 100 only when nothing is missing
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(status__in=BOUND), name="bound_to_one_base"),
            models.UniqueConstraint(
                fields=["person", "institution", "intake_year", "specialty"],
                condition=~Q(status="withdrawn"),
                nulls_distinct=False,
                name="training_once",
            ),
            models.CheckConstraint(condition=Q(completeness__lte=100), name="completeness_is_percent"),
        ]
        indexes = [
            models.Index(fields=["province", "intake_year", "institution", "-id"], name="training_province"),
            models.Index(fields=["institution", "intake_year", "-id"], name="training_institution"),
            models.Index(fields=["province", "intake_year", "specialty", "-id"], name="training_specialty"),
            models.Index(fields=["intake_year", "-id"], name="training_year"),
            *given("training", "specialty", "specialty_base", "site"),
        ]


@tracked(exclude=["copy"])
class PersonalReturn(models.Model):
    """基本信息退回: the base's opinion on a resident's personal information, with that information as it then was."""

    training = models.ForeignKey(Training, models.CASCADE, related_name="personal_returns")
    opinion = models.CharField("退回意见", max_length=500)
    copy = EncryptedField("text")  # JSON of the personal form at the time, for the field-by-field comparison
    returned_by = models.CharField("退回人", max_length=120)
    returned_at = models.DateTimeField("退回时间", default=timezone.now)
    corrected_at = models.DateTimeField("修改时间", null=True)

    class Meta:
        ordering = ["-returned_at"]
