"""Stays to be assessed, by which weights, and rows of a sheet about them (ROT-08)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet
from django.utils.timezone import localdate

from xinglin.domains.rotation.public import Beside, Stay, base_of
from xinglin.domains.training.public import BOUND
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import visible
from xinglin.engines.sheets.sheet import Resolution
from xinglin.kit.half_months import slot_of

from .. import rules
from ..models import AssessmentRule, EndOfRotationAssessment
from ..models.assessments import SCORES
from ..rules import assessing
from .records import stays_visible_to

Row = Mapping[str, Any]
AHEAD = timedelta(days=7)  # an assessment is due so long before the last day (R-ASM-02: before the exit)
LEFT_OUT = "没有找到该学员在本科室这一天开始的轮转，请核对姓名和轮转开始日期（须已入科）。"
NAMESAKES = "本科室同一天开始的有同名学员，请在“录入成绩”页面录入。"
REPEATED = "与前面的行重复，只取第一行，请删去本行。"


def seen_stays(actor: Actor) -> "QuerySet[Stay]":
    """Stays with `is_due`: their time ends within a week or has ended, and the resident is in training."""
    last = slot_of(localdate() + AHEAD)
    ends = Q(stint__first__lte=last + 1 - F("stint__half_months"), stint__resident__training__status__in=BOUND)
    return stays_visible_to(actor).annotate(is_due=ExpressionWrapper(ends, BooleanField()))


def due_stays(actor: Actor) -> "QuerySet[Stay]":
    """待考核: due, and not signed by the department."""
    return seen_stays(actor).filter(Q(is_due=True), assessment__department_signed_at=None)


def to_sign(actor: Actor) -> "QuerySet[Stay]":
    """What the supervisor has to sign: scored and not signed."""
    rows = stays_visible_to(actor, rules.SIGN)
    return rows.filter(assessment__total__isnull=False, assessment__supervisor_signed_at=None)


def rules_for(institutions: Iterable[int], day: date) -> dict[int, AssessmentRule]:
    """Base → the rule that holds on that day, or the usual one; one statement."""
    wanted = set(institutions)
    rows = AssessmentRule._base_manager.filter(institution__in=wanted, valid_from__lte=day).order_by("valid_from")
    latest = {row.institution_id: row for row in rows}
    return {base: latest.get(base) or AssessmentRule(institution_id=base) for base in wanted}


def rules_visible_to(actor: Actor) -> "QuerySet[AssessmentRule]":
    """The base's, the newest first."""
    return visible(AssessmentRule, actor, rules.RULES).order_by("-valid_from")


def current_rule(actor: Actor) -> AssessmentRule:
    """What holds today at the actor's base."""
    base = base_of(actor)
    return rules_for([base], localdate())[base]


def leavers(actor: Actor, month: date) -> "QuerySet[Stay]":
    """Who leaves in this month and is not signed by both, by department and name: for the table of scores."""
    first = slot_of(month.replace(day=1))
    rows = stays_visible_to(actor, rules.SCORE).filter(assessment__department_signed_at=None)
    ends = rows.annotate(end=F("stint__first") + F("stint__half_months") - 1).filter(end__in=(first, first + 1))
    return ends.order_by("stint__department__pinyin", "stint__resident__training__person__pinyin", "pk")


def assessments_beside(stints: Sequence[int]) -> dict[int, Beside]:
    """What is shown of the assessment beside stints."""
    rows = EndOfRotationAssessment._base_manager.filter(stay__stint__in=stints).select_related("stay")
    return {row.stay.stint_id: Beside(*assessing.result_tag(row)) for row in rows}


class Leavers:
    """Stays that rows name by the resident's name and the first day; two statements."""

    def __init__(self, rows: Sequence[Row], by: Actor) -> None:
        names = {row["name"] for row in rows}
        seen = stays_visible_to(by, rules.SCORE).filter(stint__resident__training__person__name__in=names)
        self.found: dict[tuple[str, int], list[Stay]] = {}
        for stay in seen:
            key = (stay.stint.resident.training.person.name, stay.stint.first)
            self.found.setdefault(key, []).append(stay)
        self.seen: set[int] = set()

    def judge(self, row: Row) -> Stay | tuple[str, str]:
        """The stay, or (column, sentence)."""
        stays = self.found.get((row["name"], slot_of(row["starts_on"])), [])
        stays = [stay for stay in stays if stay.stint.starts_on == row["starts_on"]]
        if len(stays) != 1:
            return ("starts_on", LEFT_OUT) if not stays else ("name", NAMESAKES)
        if stays[0].pk in self.seen:
            return "name", REPEATED
        self.seen.add(stays[0].pk)
        why = assessing.may_score(getattr(stays[0], "assessment", None))
        return ("", why) if why else stays[0]


def resolve_scores(rows: Sequence[Row], *, by: Actor) -> Resolution:
    """The rehearsal of a sheet of scores."""
    known, resolution = Leavers(rows, by), Resolution()
    for index, row in enumerate(rows):
        verdict = known.judge(row)
        if isinstance(verdict, tuple):
            resolution.refused[index] = verdict
        elif standing := getattr(verdict, "assessment", None):
            scores = {key: getattr(standing, key) for key in SCORES}
            resolution.existing[index] = {**scores, "comment": standing.comment or None}
    return resolution
