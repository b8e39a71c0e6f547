"""师资: what a person is as a teacher of residents at one base (FAC-01, FAC-02)."""

from django.db import models
from django.utils import timezone

from xinglin.domains.people.public import Person
from xinglin.domains.reference.public import Specialty
from xinglin.engines.access.models import Scope, Scoped, Unit
from xinglin.engines.history.tracking import tracked

from ..enums import Health, PracticeLevel, Title


@tracked(exclude=["revision"])
class Supervisor(Scoped):
    """One row a person and base. Identity, contact, education and licence are the person's own (`people`).

    Who registered himself has no base until he names one; `listed_at`: since when the base counts him as its own.
    Years are never stored: 任现职年限, 带教年限 and 来院年限 follow from their dates.
    """

    scope = Scope(
        province="province_id", institution="institution_id", section="department_id", own="person__account_id"
    )

    person = models.ForeignKey(Person, models.PROTECT, related_name="supervisors")
    institution = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="医院")
    province = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="省份", db_index=False
    )
    department = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="科室")
    specialty = models.ForeignKey(
        Specialty, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="带教专业", db_index=False
    )
    health = models.CharField("健康状况", max_length=1, choices=Health, blank=True)
    practice_level = models.CharField("执业资格级别", max_length=10, choices=PracticeLevel, blank=True)
    title = models.CharField("职称", max_length=20, choices=Title, blank=True)
    titled_on = models.DateField("职称取得时间", null=True, blank=True)
    post = models.CharField("职务", max_length=60, blank=True)
    joined_on = models.DateField("来院时间", null=True, blank=True)
    teaching_since = models.DateField("带教任职时间", null=True, blank=True)
    recent_residents = models.PositiveSmallIntegerField("近3年带教人数", null=True, blank=True)
    recent_here = models.PositiveSmallIntegerField("近3年本院带教人数", null=True, blank=True)
    contact_saved_at = models.DateTimeField(null=True, editable=False)  # 联系信息 was looked through and saved
    confirmed_on = models.DateField("年度信息确认", null=True, blank=True)
    listed_at = models.DateTimeField("入库时间", null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "institution"], nulls_distinct=False, name="supervisor_once")
        ]
        indexes = [models.Index(fields=["province", "institution"], name="supervisor_province")]

    def __str__(self) -> str:
        return self.person.name
