"""Verdicts, tests, and what follows from them (ASM-31 to ASM-36)."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from xinglin.engines.access.models import Scope, Scoped
from xinglin.engines.access.roles import Role
from xinglin.engines.actions.indexes import given
from xinglin.engines.history.tracking import tracked

from ..enums import Answer, Aspect, ConsequenceKind, Paper, TestState
from .cycles import InstitutionProfile
from .enrolments import Enrolment, part_scope


@tracked(found_by=["enrolment"])
class Verdict(Scoped):
    """合格/不合格 of one aspect. The institution gives those of work and ethics, the agency reviews them with the case.

    Of 业务水平 there is one only where no test is asked (简易程序, 免考); else it follows from the tests.
    """

    scope = part_scope()

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="verdicts", db_index=False)
    aspect = models.CharField("考核内容", max_length=10, choices=Aspect)
    is_passed = models.BooleanField("合格")
    reason = models.CharField("理由", max_length=500, blank=True)
    given_at = models.DateTimeField("评定时间", default=timezone.now)
    given_by = models.CharField("评定人", max_length=120)

    class Meta:
        ordering = ["aspect"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "aspect"], name="verdict_once"),
            models.CheckConstraint(condition=Q(is_passed=True) | ~Q(reason=""), name="verdict_failed_has_reason"),
        ]


@tracked(found_by=["enrolment"])
class TestResult(Scoped):
    """One paper at one sitting: the first is the test, those after it resits. Scores in hundredths of a point."""

    __test__ = False  # pytest takes the name for a test

    scope = part_scope()

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="test_results", db_index=False)
    sitting = models.PositiveSmallIntegerField("第几次", default=1)
    paper = models.CharField("试卷", max_length=12, choices=Paper)
    state = models.CharField("结果", max_length=8, choices=TestState)
    score = models.PositiveIntegerField("得分", null=True, blank=True)
    taken_at = models.DateTimeField("测评时间", null=True, blank=True)

    class Meta:
        ordering = ["sitting", "paper"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "sitting", "paper"], name="test_result_once"),
            models.CheckConstraint(condition=Q(sitting__gte=1), name="test_sitting_counts_from_one"),
        ]


@tracked()
class Draw(Scoped):
    """抽取 of the assessments of one institution that are to be checked; whoever has the seed draws the same again.

    `population`: how many finished and not yet published ones it was drawn from. `share` in hundredths.
    """

    scope = Scope(
        province="profile__institution__province_id",
        institution="profile__institution_id",
        roles={Role.AGENCY_ADMIN: None, Role.INSTITUTION_ADMIN: None},
    )

    profile = models.ForeignKey(InstitutionProfile, models.PROTECT, related_name="draws", verbose_name="医疗卫生机构")
    share = models.PositiveSmallIntegerField("抽查比例")
    seed = models.BigIntegerField("随机种子")
    population = models.PositiveIntegerField("可抽取数")
    drawn_at = models.DateTimeField("抽取时间", default=timezone.now)
    drawn_by = models.CharField("抽取人", max_length=120)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=Q(share__gte=1, share__lte=100), name="draw_share_in_range")]


@tracked(found_by=["enrolment"])
class SpotCheck(Scoped):
    """抽查 of a finished assessment by the authority (ASM-36); it waits until `is_right` is known.

    Without a draw somebody named it.
    """

    scope = part_scope()

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="spot_checks")
    draw = models.ForeignKey(Draw, models.PROTECT, null=True, related_name="spot_checks", db_index=False)
    finding = models.CharField("抽查情况", max_length=500, blank=True)
    is_right = models.BooleanField("结果无误", null=True)
    checked_at = models.DateTimeField("抽查时间", null=True)
    checked_by = models.CharField("抽查人", max_length=120, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment"], condition=Q(is_right=None), name="one_spot_check_waiting"),
            models.CheckConstraint(condition=Q(is_right=None) | Q(checked_at__isnull=False), name="spot_check_dated"),
            models.CheckConstraint(condition=~Q(is_right=False) | ~Q(finding=""), name="wrong_result_has_finding"),
        ]
        indexes = given("spotcheck", "draw")


@tracked(found_by=["enrolment"])
class Reconsideration(Scoped):
    """A physician asks for his result to be looked at again: within 30 days, and answered within 30 (ASM-36, PA-08)."""

    scope = part_scope()

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="reconsiderations")
    grounds = models.CharField("复核理由", max_length=500)
    state = models.CharField("状态", max_length=8, choices=Answer, default=Answer.WAITING)
    asked_at = models.DateTimeField("申请时间", default=timezone.now)
    answer = models.CharField("复核答复", max_length=500, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True)
    answered_by = models.CharField("答复人", max_length=120, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(state="waiting"), name="one_reconsideration_waiting"
            )
        ]


@tracked(found_by=["enrolment"])
class Consequence(Scoped):
    """What the authority orders after a failed assessment: 暂停执业 3–6 months with training, and so on (PA-L3)."""

    scope = part_scope()

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="consequences")
    kind = models.CharField("处理", max_length=12, choices=ConsequenceKind)
    starts_on = models.DateField("起始日期")
    ends_on = models.DateField("截止日期", null=True, blank=True)  # the last day
    is_passed = models.BooleanField("再次考核合格", null=True, blank=True)  # of 期满再次考核 alone
    note = models.CharField("说明", max_length=500, blank=True)
    ordered_at = models.DateTimeField("登记时间", default=timezone.now)
    ordered_by = models.CharField("登记人", max_length=120)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="consequence_dates"
            ),
            models.CheckConstraint(
                condition=~Q(kind="suspended") | Q(ends_on__isnull=False), name="suspension_has_an_end"
            ),
            models.CheckConstraint(
                condition=Q(kind="reassessed", is_passed__isnull=False) | (~Q(kind="reassessed") & Q(is_passed=None)),
                name="reassessment_has_a_result",
            ),
            models.UniqueConstraint(fields=["enrolment", "kind"], name="consequence_once"),
        ]
