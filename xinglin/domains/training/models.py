"""Training records: a person in a specialty at a base, from intake to completion (REP)."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from pghistory.models import Context

from xinglin.domains.people.public import Person
from xinglin.domains.reference.public import Specialty
from xinglin.engines.access.models import Scope, Scoped, Unit
from xinglin.engines.actions.indexes import given, once
from xinglin.engines.actions.references import standing
from xinglin.engines.history.tracking import tracked
from xinglin.engines.review.models import Reviewed, Submission
from xinglin.engines.secrets.columns import EncryptedField, IndexField

from .enums import BOUND, ChangeReason, PersonalState, TrainingStatus, UpdateKind


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
        Unit, models.PROTECT, related_name="+", db_index=False, db_constraint=False, verbose_name="培训基地（医院）"
    )
    province = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", db_index=False, db_constraint=False, verbose_name="培训所在省行政区划"
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
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
        verbose_name="协同单位",
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
    original = models.ForeignKey(  # the last copy approved within its intake, readable for good (REP-13)
        Submission, models.PROTECT, null=True, editable=False, related_name="+", db_index=False
    )
    is_late_entry = models.BooleanField("漏报补录", default=False, editable=False)  # opened after its intake (REP-30)
    previous = models.OneToOneField(  # what this one continues after a change of base or specialty (REP-34)
        "self", models.PROTECT, null=True, editable=False, related_name="next"
    )
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
            *once("training", "case"),
        ]
        indexes = [
            # With what tells the two parts apart, so that a count of a province or the nation reads an index alone.
            # Newest first is read backwards: new rows then enter where an index ends, and not where a year begins.
            models.Index(
                fields=["province", "intake_year", "institution", "id"],
                include=["is_late_entry", "original"],
                name="training_province",
            ),
            models.Index(fields=["institution", "intake_year", "id"], name="training_institution"),
            models.Index(fields=["province", "intake_year", "specialty", "id"], name="training_specialty"),
            models.Index(fields=["intake_year", "id"], include=["is_late_entry", "original"], name="training_year"),
            *given("training", "specialty", "specialty_base", "site", "original"),
        ]
        triggers = standing("access_unit", "institution_id", "province_id", "site_id")


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


@tracked(exclude=["submission", "approved_at"])
class StatusChange(Scoped):
    """One step of the training status; it counts once the submission that carries it is approved (REP-33, REP-36)."""

    scope = Scope(
        province="training__province_id",
        institution="training__institution_id",
        section="training__specialty_base__unit_id",
        own="training__person__account_id",
    )

    training = models.ForeignKey(Training, models.CASCADE, related_name="status_changes")
    before = models.CharField("更新前状态", max_length=10, choices=TrainingStatus)
    after = models.CharField("更新后状态", max_length=10, choices=TrainingStatus)
    reason = models.CharField("原因", max_length=20, choices=ChangeReason)
    note = models.CharField("说明", max_length=500, blank=True)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("预计结束日期", null=True)
    target = models.ForeignKey(  # where somebody who changes base goes, if that is known (REP-34)
        Unit, models.PROTECT, null=True, related_name="+", verbose_name="转入培训基地"
    )
    changed_at = models.DateTimeField("变更时间", default=timezone.now)
    changed_by = models.CharField("变更人", max_length=120)
    submission = models.ForeignKey(Submission, models.PROTECT, null=True, editable=False, related_name="+")
    approved_at = models.DateTimeField("审核通过时间", null=True, editable=False)

    class Meta:
        ordering = ["training", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(before=F("after")), name="status_change_changes"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="status_change_dates"
            ),
        ]
        indexes = [
            models.Index(  # 异常人员名单
                fields=["-approved_at", "-id"],
                condition=Q(after="withdrawn", approved_at__isnull=False),
                name="status_withdrawn",
            ),
            *given("statuschange", "target", "submission"),
        ]


class ApprovedFacts(Scoped):
    """What the last approved copy says of the things that are counted by: statistics read this table alone (PLT-35).

    Written for a set when an approval counts in, from the copy and not from the record as it now is; `submission` is
    that copy. A record approved again is counted anew, never twice.
    """

    scope = Scope(province="province_id", institution="institution_id", section="specialty_base__unit_id")

    training = models.OneToOneField(Training, models.CASCADE, primary_key=True, related_name="approved_facts")
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="+", db_index=False)
    approved_at = models.DateTimeField("审核通过时间")
    province = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False, verbose_name="省份")
    institution = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False, verbose_name="培训基地")
    specialty = models.ForeignKey(Specialty, models.PROTECT, related_name="+", db_index=False, verbose_name="培训专业")
    specialty_base = models.ForeignKey(
        "institutions.SpecialtyBase", models.PROTECT, null=True, related_name="+", db_index=False
    )
    intake_year = models.PositiveSmallIntegerField("招收年份")
    status = models.CharField("培训状态", max_length=10, choices=TrainingStatus)
    resident_category = models.CharField("人员类型", max_length=20, blank=True)
    cultivation_type = models.CharField("培养类型", max_length=20, blank=True)
    graduate_kind = models.CharField("应届/往届", max_length=10, blank=True)
    training_years = models.PositiveSmallIntegerField("核定培训年限", null=True)
    is_rural_order = models.BooleanField("农村订单定向免费医学毕业生", null=True)
    is_western_support = models.BooleanField("西部支援行动住院医师", null=True)
    gender = models.CharField("性别", max_length=1, blank=True)
    highest_level = models.CharField("学历", max_length=10, blank=True)
    licensing_exam = models.CharField("医师资格考试", max_length=10, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["province", "intake_year", "institution"], name="facts_province"),
            models.Index(fields=["institution", "intake_year"], name="facts_institution"),
            models.Index(fields=["-approved_at"], name="facts_last"),  # has anything changed since it was counted?
        ]


def _told_of(model: type[models.Model] | str) -> models.ForeignKey:
    return models.ForeignKey(model, models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+")


class UpdateEntry(Scoped):
    """住院医师信息更新记录: one line for one write to one record, so that a page of them is found at once (REP-37).

    What changed stands in the history, under the same context. Like history the line outlives what it tells of, so no
    constraint holds it, and an import of 100,000 accounts pays for none.
    """

    scope = Scope(province="province_id", institution="institution_id", section="specialty_base__unit_id")

    kind = models.CharField("更新类型", max_length=6, choices=UpdateKind)
    at = models.DateTimeField("更新时间", default=timezone.now)
    context = _told_of(Context)
    training_id = models.BigIntegerField()
    person = _told_of(Person)
    institution = _told_of(Unit)
    province = _told_of(Unit)
    specialty = _told_of(Specialty)
    specialty_base = _told_of("institutions.SpecialtyBase")
    status = models.CharField("培训状态", max_length=10, choices=TrainingStatus)

    class Meta:
        indexes = [
            models.Index(fields=["at", "id"], name="update_time"),
            models.Index(  # with what the list asks first, so that a province's count reads no rows
                fields=["province", "at", "id"], include=["specialty", "kind"], name="update_province"
            ),
            models.Index(fields=["institution", "at", "id"], name="update_institution"),
            models.Index(fields=["person"], name="update_person"),
        ]


class FormerPerson(models.Model):
    """Who was deleted as a wrong import, under the key of the person: the lines of such a record stay findable."""

    id = models.BigIntegerField(primary_key=True)
    name = models.CharField("姓名", max_length=60)
    pinyin = models.CharField(max_length=200, blank=True)
    initials = models.CharField(max_length=60, blank=True)
    document_index = IndexField(db_index=True)
    document_tail = IndexField()
    document_masked = models.CharField("证件号码", max_length=40)
    document_number = EncryptedField("document", index="document_index", tail="document_tail", masked="document_masked")


class Examination(models.Model):
    """When a record was last examined, and at which revision: another revision means that it has changed since."""

    training = models.OneToOneField(Training, models.CASCADE, primary_key=True, related_name="examination")
    revision = models.PositiveIntegerField()
    examined_at = models.DateTimeField("体检时间")


@tracked(exclude=["mark"])
class CheckupFinding(Scoped):
    """«数据体检»: one thing found in a record, and the base's word that it is right all the same (REP-50)."""

    scope = Scope(
        province="training__province_id",
        institution="training__institution_id",
        section="training__specialty_base__unit_id",
    )

    training = models.ForeignKey(Training, models.CASCADE, related_name="findings", db_index=False)
    kind = models.CharField("问题类别", max_length=20)
    is_hard = models.BooleanField("须处理", default=False)
    field = models.CharField(max_length=60)  # address of the field, «education.bachelor.degree_number»
    title = models.CharField("字段", max_length=60)
    found = models.CharField("所填内容", max_length=120, blank=True)  # masked
    why = models.CharField("问题说明", max_length=300)
    mark = models.CharField(max_length=32, editable=False)  # tells whether it is still the same finding
    reason = models.CharField("核实说明", max_length=300, blank=True)
    confirmed_by = models.CharField("核实人", max_length=120, blank=True)
    confirmed_at = models.DateTimeField("核实时间", null=True)

    class Meta:
        ordering = ["training", "-is_hard", "kind", "field"]
        constraints = [models.UniqueConstraint(fields=["training", "kind", "field"], name="finding_once")]
