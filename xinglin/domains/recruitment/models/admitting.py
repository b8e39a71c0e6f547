"""Offers: admitted, released, answered, confirmed, reported in (REC-21 to REC-30)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from xinglin.domains.people.public import Person
from xinglin.domains.training.public import Training
from xinglin.engines.access.models import Scope, Scoped, Unit
from xinglin.engines.actions.indexes import given
from xinglin.engines.history.tracking import tracked

from ..enums import Answer, DeclineReason, ReportIn, Source
from .applying import Application, Preference
from .setup import Batch, Place


@tracked()
class Offer(Scoped):
    """录取 of one applicant to one place.

    It is nobody's own record (`own=None`): the applicant reads it through a query that knows no unreleased one. A
    change within the hours after the release cancels this row and makes another, which is released anew (REC-21).
    """

    scope = Scope(province="province_id", institution="institution_id", section="place__specialty_base__unit_id")

    application = models.ForeignKey(Application, models.PROTECT, related_name="offers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="offers")
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="offers", verbose_name="招收批次")
    intake_year = models.PositiveSmallIntegerField("招收届别")
    is_trial = models.BooleanField(default=False)  # the batch's; acceptances of a trial never count (REC-01)
    province = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False, verbose_name="省份")
    institution = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False, verbose_name="培训基地")
    place = models.ForeignKey(Place, models.PROTECT, related_name="offers")
    preference = models.ForeignKey(  # empty: reassigned to a place that was not asked for (REC-22)
        Preference, models.PROTECT, null=True, related_name="offers", db_index=False
    )
    source = models.CharField("录取途径", max_length=12, choices=Source, default=Source.BASE)
    admitted_at = models.DateTimeField("录取时间", default=timezone.now)
    admitted_by = models.CharField("录取人", max_length=120)
    released_at = models.DateTimeField("发送录取结果时间", null=True)
    released_by = models.CharField("发送人", max_length=120, blank=True)
    answer = models.CharField("志愿确认状态", max_length=10, choices=Answer, blank=True, default=Answer.NONE)
    answered_at = models.DateTimeField("志愿确认时间", null=True)
    decline_reason = models.CharField("放弃原因", max_length=20, choices=DeclineReason, blank=True)
    decline_note = models.CharField("放弃说明", max_length=200, blank=True)
    city_confirmed_at = models.DateTimeField("市级确认时间", null=True)
    city_confirmed_by = models.CharField("市级确认人", max_length=120, blank=True)
    confirmed_at = models.DateTimeField("录取结果确认时间", null=True)  # the last of them: report-in may begin
    confirmed_by = models.CharField("录取结果确认人", max_length=120, blank=True)
    report_state = models.CharField("报到状态", max_length=10, choices=ReportIn, blank=True, default=ReportIn.NONE)
    report_reason = models.CharField("未报到原因", max_length=300, blank=True)
    reported_at = models.DateTimeField("报到登记时间", null=True)
    reported_by = models.CharField("报到登记人", max_length=120, blank=True)
    training = models.OneToOneField(
        Training, models.SET_NULL, null=True, related_name="offer"
    )  # what it became (REC-45)
    cancelled_at = models.DateTimeField("取消录取时间", null=True)
    cancelled_by = models.CharField("取消人", max_length=120, blank=True)
    cancelled_reason = models.CharField("取消原因", max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(cancelled_at=None, answer__in=("", "accepted")),
                name="one_standing_offer",
            ),
            # Of all recruitments of a year a person accepts one, in however many tabs he does so at once (REC-16).
            models.UniqueConstraint(
                fields=["person", "intake_year"],
                condition=Q(answer="accepted", cancelled_at=None, is_trial=False),
                name="one_accepted_offer",
            ),
            models.CheckConstraint(condition=Q(answer="") | Q(released_at__isnull=False), name="answered_if_released"),
            models.CheckConstraint(
                condition=Q(decline_reason="", decline_note="") | Q(answer="declined"), name="reason_if_declined"
            ),
            models.CheckConstraint(condition=Q(confirmed_at=None) | Q(answer="accepted"), name="confirmed_if_accepted"),
            models.CheckConstraint(
                condition=Q(report_state="") | Q(confirmed_at__isnull=False), name="reported_in_if_confirmed"
            ),
        ]
        indexes = [
            models.Index(fields=["institution", "batch", "-id"], name="offer_base"),
            models.Index(fields=["province", "batch", "-id"], name="offer_province"),
            *given("offer", "preference"),
        ]
