"""Published results, and what is set (FAC-09)."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Case, F, IntegerField, Q, QuerySet, When

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import UnitKind
from xinglin.engines.access.visible import visible

from .. import rules
from ..models import Box, Questionnaire, RatingRule, Result

JOINED = ("supervisor__person", "department", "institution")


def results_visible_to(actor: Actor) -> "QuerySet[Result]":
    """Results of supervisors under the actor's unit."""
    return visible(Result, actor, rules.VIEW).select_related(*JOINED)


def own_results(actor: Actor) -> "QuerySet[Result]":
    """One's own, the latest first."""
    return visible(Result, actor, rules.OWN).select_related(*JOINED).order_by("-year", "department__name")


def waiting_results(actor: Actor) -> "QuerySet[Result]":
    """Those that the teaching department has not confirmed."""
    return visible(Result, actor, rules.CONFIRM).filter(confirmed_at=None)


def boxes_visible_to(actor: Actor) -> "QuerySet[Box]":
    """Departments in closed years; nobody sees anything of an open one."""
    rows = visible(Box, actor, rules.VIEW).filter(counted_on__isnull=False)
    return rows.select_related("department", "institution")


def facts_visible_to(actor: Actor) -> "QuerySet[Result]":
    """What statistics count; `is_poor`: below the mark."""
    poor = Case(When(mean__lt=F("pass_mark"), then=1), default=0, output_field=IntegerField())
    return visible(Result, actor, rules.VIEW).annotate(is_poor=poor)


def lines_of(result: Result) -> Sequence[tuple[str, Any]]:
    """(item, mean) in the order of the questionnaire."""
    return list(zip(result.items, result.means, strict=True))


def questionnaires_visible_to(actor: Actor) -> "QuerySet[Questionnaire]":
    """One's own, those of one's province, and those of all."""
    rows = Questionnaire._base_manager.select_related("province", "institution")
    if not actor.may(rules.QUESTIONS):
        return rows.none()
    above = Q(province=None) | Q(province=actor.unit.province_id, institution=None)
    own = Q(institution=actor.unit) if actor.unit.kind == UnitKind.INSTITUTION else Q()
    return rows.filter(above | own) if own else rows.filter(above)


def rules_visible_to(actor: Actor) -> "QuerySet[RatingRule]":
    """One's own province's, and those of all."""
    if not actor.may(rules.FIGURES):
        return RatingRule.objects.none()
    return RatingRule.objects.filter(Q(province=None) | Q(province=actor.unit.province_id))
