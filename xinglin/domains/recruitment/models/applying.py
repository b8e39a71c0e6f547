"""The applicant's side: what he says of himself, and what he applies for (REC-11 to REC-16)."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from xinglin.domains.people.public import EducationLevel, Person
from xinglin.engines.access.models import Scope, Scoped, Unit
from xinglin.engines.files.models import Upload
from xinglin.engines.history.tracking import tracked
from xinglin.engines.secrets.columns import EncryptedField

from ..enums import ApplicationState, Screening
from .setup import Batch, Place


@tracked(exclude=["revision"])
class Applicant(Scoped):
    """What 学员信息维护 holds beside the person: the marks on the education entries, and 工作信息 (REC-11 to REC-13).

    基本信息, 联系信息 and the education entries themselves are those of the person (`people`), so that they flow on
    into reporting without being typed again.
    """

    scope = Scope(province=None, institution=None, own="person__account_id")

    person = models.OneToOneField(Person, models.CASCADE, related_name="applicant")
    first_level = models.CharField("第一学历", max_length=10, choices=EducationLevel, blank=True)
    bachelor_level = models.CharField("本科学历", max_length=10, choices=EducationLevel, blank=True)
    highest_level = models.CharField("最高学历", max_length=10, choices=EducationLevel, blank=True)
    contact_saved_at = models.DateTimeField(null=True, editable=False)  # 联系信息 was looked through and saved
    has_employer = models.BooleanField("是否有工作单位", null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(bachelor_level__in=("", "bachelor")), name="applicant_bachelor_entry")
        ]


@tracked(found_by=["applicant"])
class Employment(models.Model):
    """One entry of 工作信息."""

    applicant = models.ForeignKey(Applicant, models.CASCADE, related_name="employments")
    employer_name = models.CharField("工作单位名称", max_length=120)
    employer_credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    department = models.CharField("部门/科室", max_length=60, blank=True)
    post = models.CharField("职务/岗位", max_length=60, blank=True)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)
    is_current = models.BooleanField("是否为当前所在单位", default=False)

    class Meta:
        ordering = ["applicant", "-starts_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["applicant"], condition=Q(is_current=True), name="one_current_employer"),
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="employment_dates"),
        ]


@tracked(exclude=["form"])
class Application(Scoped):
    """报名: one person in one batch. Once submitted it is never altered or withdrawn (REC-14).

    Bases see it through its preferences and offers, never by itself. `form` is the frozen copy (JSON) made at the
    submission, from which the 报名表 is printed.
    """

    scope = Scope(province="province_id", institution=None, own="person__account_id")

    person = models.ForeignKey(Person, models.PROTECT, related_name="applications")
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="applications", verbose_name="招收批次")
    province = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False, verbose_name="省份")
    intake_year = models.PositiveSmallIntegerField("招收届别")
    number = models.CharField("学员编号", max_length=20, null=True, unique=True)  # given with the submission
    category = models.CharField("人员类型", max_length=20, blank=True)
    other_category = models.CharField("其他人员", max_length=60, blank=True)
    cultivation_type = models.CharField("培养类型", max_length=20, blank=True)
    graduate_kind = models.CharField("应届/往届", max_length=10, blank=True)
    is_rural_order = models.BooleanField("是否为农村订单定向免费医学毕业生", null=True, blank=True)
    is_western_support = models.BooleanField("是否西部支援行动住院医师", null=True, blank=True)
    sender_name = models.CharField("选送单位", max_length=120, blank=True)
    sender_credit_code = models.CharField("选送单位统一社会信用代码", max_length=18, blank=True)
    training_years = models.PositiveSmallIntegerField("申请培训年限", null=True, blank=True)
    accepts_reassignment = models.BooleanField("是否接受专业调剂", null=True, blank=True)
    confirmed_revision = models.PositiveIntegerField(null=True, editable=False)  # of the person, at 确认个人信息
    state = models.CharField("报名状态", max_length=10, choices=ApplicationState, default=ApplicationState.DRAFT)
    submitted_at = models.DateTimeField("提交时间", null=True)
    form = EncryptedField("text", null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "batch"], name="application_once"),
            models.CheckConstraint(
                condition=Q(state="draft", submitted_at=None, number=None)
                | Q(state="submitted", submitted_at__isnull=False, number__isnull=False, form__isnull=False),
                name="application_submitted_whole",
            ),
        ]
        indexes = [models.Index(fields=["province", "batch", "state", "-id"], name="application_province")]


class ApplicationFile(models.Model):
    """A file that the frozen copy names: it stays as long as the copy, whatever the person's record names later."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="files", db_index=False)
    upload = models.ForeignKey(Upload, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "upload"], name="application_file_once")]


@tracked()
class Preference(Scoped):
    """志愿: the row that a base sees, once its application is submitted."""

    scope = Scope(
        province="province_id",
        institution="institution_id",
        section="place__specialty_base__unit_id",
        own="application__person__account_id",
    )

    application = models.ForeignKey(Application, models.CASCADE, related_name="preferences")
    rank = models.PositiveSmallIntegerField("志愿序号")
    place = models.ForeignKey(Place, models.PROTECT, related_name="preferences", verbose_name="志愿")
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="+", db_index=False)
    institution = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False, verbose_name="培训基地")
    province = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False, verbose_name="省份")
    screening = models.CharField("预审核结果", max_length=10, choices=Screening, default=Screening.WAITING)
    screening_reason = models.CharField("不录取原因", max_length=300, blank=True)
    screened_at = models.DateTimeField("预审核时间", null=True)
    screened_by = models.CharField("预审核人", max_length=120, blank=True)
    base_rank = models.PositiveSmallIntegerField("基地排序", null=True)  # by hand, for matching (REC-50)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "rank"], name="preference_rank_once"),
            models.UniqueConstraint(fields=["application", "place"], name="preference_place_once"),
            models.UniqueConstraint(
                fields=["place", "base_rank"], condition=Q(base_rank__isnull=False), name="base_rank_once"
            ),
        ]
        indexes = [
            models.Index(fields=["institution", "batch", "screening", "-id"], name="preference_base"),
            models.Index(fields=["province", "batch", "-id"], name="preference_province"),
        ]


@tracked()
class Couple(models.Model):
    """Two applicants of one batch who want to be admitted together (REC-50).

    The second accepts the invitation, the first writes the joint preferences, the second agrees to them. It counts if
    both agreed and both submitted; any change of the joint preferences asks for the agreement anew.
    """

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="couples")
    first = models.OneToOneField(Application, models.CASCADE, related_name="couple_asked")
    second = models.OneToOneField(Application, models.CASCADE, related_name="couple_answered")
    asked_at = models.DateTimeField("申请时间", default=timezone.now)
    accepted_at = models.DateTimeField("接受邀请时间", null=True)
    agreed_at = models.DateTimeField("同意联合志愿时间", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(first=F("second")), name="couple_of_two"),
        ]


@tracked(found_by=["couple"])
class JointPreference(models.Model):
    """One pair of places that a couple wishes, in their order; an empty one: that partner goes without."""

    couple = models.ForeignKey(Couple, models.CASCADE, related_name="preferences")
    rank = models.PositiveSmallIntegerField("志愿序号")
    first_place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    second_place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["couple", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["couple", "rank"], name="joint_preference_once"),
            models.CheckConstraint(
                condition=Q(first_place__isnull=False) | Q(second_place__isnull=False), name="joint_preference_given"
            ),
        ]
