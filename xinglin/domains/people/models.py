"""A natural person: identity, education, certificates. One row a person, however many trainings (REP-21 to REP-23)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from xinglin.engines.access.models import Scope, Scoped, Unit
from xinglin.engines.actions.indexes import characters_index, given
from xinglin.engines.files.models import Upload
from xinglin.engines.history.tracking import tracked
from xinglin.engines.secrets.columns import EncryptedField, IndexField

from .enums import CorrectionPart, CorrectionState, EducationLevel


def upload(title: str) -> models.ForeignKey:
    """A reference to an uploaded file; list it in `given(…)` among the model's indexes."""
    return models.ForeignKey(
        Upload, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=title, db_index=False
    )


HIGHEST = ("highest_level", "highest_degree", "highest_degree_type")


@tracked(
    exclude=[
        "document_index",
        "document_tail",
        "mobile_index",
        "mobile_tail",
        "pinyin",
        "initials",
        "revision",
        *HIGHEST,
    ]
)
class Person(Scoped):
    """基本信息. Document type and number are fixed once the account is open (REP-03)."""

    scope = Scope(province=None, institution=None, own="account_id")

    account = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="person")
    name = models.CharField("姓名", max_length=60)
    pinyin = models.CharField(max_length=200, blank=True, editable=False)
    initials = models.CharField(max_length=60, blank=True, editable=False)
    document_type = models.CharField("证件类型", max_length=2)
    document_index = IndexField(unique=True)
    document_tail = IndexField(db_index=True)
    document_masked = models.CharField("证件号码", max_length=40, editable=False)
    document_number = EncryptedField("document", index="document_index", tail="document_tail", masked="document_masked")
    gender = models.CharField("性别", max_length=1, blank=True)
    birth_date = models.DateField("出生日期", null=True, blank=True)
    ethnic_group = models.CharField("民族", max_length=2, blank=True)
    marital_status = models.CharField("婚姻状况", max_length=2, blank=True)
    nationality = models.CharField("国籍及地区", max_length=10, blank=True)
    household_province = models.CharField("户口所在地省行政区划", max_length=6, blank=True)
    mobile_index = IndexField(db_index=True)
    mobile_tail = IndexField(db_index=True)
    mobile_masked = models.CharField("手机", max_length=20, blank=True, editable=False)
    mobile = EncryptedField(
        "mobile", "手机", index="mobile_index", tail="mobile_tail", masked="mobile_masked", null=True
    )
    email = models.CharField("电子邮箱", max_length=120, blank=True)
    address = models.CharField("通讯地址", max_length=200, blank=True)
    emergency_name = models.CharField("紧急联系人", max_length=60, blank=True)
    emergency_mobile_masked = models.CharField("紧急联系人手机", max_length=20, blank=True, editable=False)
    emergency_mobile = EncryptedField("mobile", "紧急联系人手机", masked="emergency_mobile_masked", null=True)
    portrait = upload("个人照片")
    id_front = upload("身份证正面照(人像页)")
    id_back = upload("身份证反面照(国徽页)")
    # Of the highest level in `educations`, so that lists can be filtered by it.
    highest_level = models.CharField(max_length=10, choices=EducationLevel, blank=True, editable=False)
    highest_degree = models.CharField(max_length=4, blank=True, editable=False)
    highest_degree_type = models.CharField(max_length=20, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=1)  # counts saved changes of any of the three parts
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["name"], opclasses=["text_pattern_ops"], name="person_name_prefix"),
            characters_index("person_name_characters", "name"),
            models.Index(fields=["pinyin"], opclasses=["text_pattern_ops"], name="person_pinyin_prefix"),
            models.Index(fields=["initials"], opclasses=["text_pattern_ops"], name="person_initials_prefix"),
            *given("person", "portrait", "id_front", "id_back"),
        ]

    def __str__(self) -> str:
        return self.name


@tracked(found_by=["person"])
class Education(models.Model):
    """学习经历 of one level."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="educations")
    level = models.CharField("层次", max_length=10, choices=EducationLevel)
    is_studying = models.BooleanField("是否在读", null=True, blank=True)
    school = models.CharField("毕业院校名称", max_length=120, blank=True)
    graduated_month = models.DateField("毕业年月", null=True, blank=True)  # the first day of the month
    major = models.CharField("所学专业", max_length=80, blank=True)
    education_code = models.CharField("学历", max_length=4, blank=True)
    education_number = models.CharField("学历证书编号", max_length=40, blank=True)
    degree_code = models.CharField("学位", max_length=4, blank=True)
    degree_number = models.CharField("学位证书编号", max_length=40, blank=True)
    degree_type = models.CharField("学位类型", max_length=20, blank=True)
    is_full_time = models.BooleanField("全日制与否", null=True, blank=True)
    education_scan = upload("学历证书扫描件")
    degree_scan = upload("学位证书扫描件")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "level"], name="education_once")]
        indexes = given("education", "education_scan", "degree_scan")


@tracked(found_by=["person"])
class Licence(models.Model):
    """证书信息: the licensing examination and what follows from it."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="licence")
    licensing_exam = models.CharField("医师资格考试", max_length=10, blank=True)
    qualification_masked = models.CharField("医师资格证书编码", max_length=40, blank=True, editable=False)
    qualification_number = EncryptedField(
        "certificate", "医师资格证书编码", masked="qualification_masked", null=True
    )  # holds the document number, so it is kept like one (PLT-52)
    qualified_on = models.DateField("取得时间", null=True, blank=True)
    practice_category = models.CharField("执业类别", max_length=2, blank=True)
    practice_number = models.CharField("医师执业证书编码", max_length=20, blank=True)
    practice_place = models.CharField("执业地点", max_length=120, blank=True)
    practice_scopes = ArrayField(models.CharField(max_length=4), verbose_name="执业范围", default=list, blank=True)
    qualification_scan = upload("医师资格证书扫描件")
    practice_scan = upload("医师执业证书扫描件")
    other_certificates = models.CharField("其他证书", max_length=300, blank=True)
    other_scan = upload("其他证书扫描件")

    class Meta:
        indexes = given("licence", "qualification_scan", "practice_scan", "other_scan")


@tracked(exclude=["text", "answer"])
class Correction(Scoped):
    """A person asks the base that keeps the record to put right what is stored; the base answers (PLT-102).

    What was written may hold numbers, so both texts are encrypted.
    """

    scope = Scope(province=None, institution="institution_id", own="person__account_id")

    person = models.ForeignKey(Person, models.CASCADE, related_name="corrections")
    institution = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False, verbose_name="培训基地")
    part = models.CharField("更正内容", max_length=20, choices=CorrectionPart)
    text = EncryptedField("text", "说明")
    state = models.CharField("状态", max_length=10, choices=CorrectionState, default=CorrectionState.OPEN)
    asked_at = models.DateTimeField("申请时间", default=timezone.now)
    answer = EncryptedField("text", "答复", null=True)
    answered_at = models.DateTimeField("答复时间", null=True)
    answered_by = models.CharField("答复人", max_length=120, blank=True)

    class Meta:
        indexes = [models.Index(fields=["institution", "state", "-id"], name="correction_base")]
