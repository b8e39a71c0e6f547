"""The questionnaire of a base or province and the province's figures, each from a year on (FAC-09)."""

from collections.abc import Mapping, Sequence
from typing import Any

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import UnitKind
from xinglin.engines.actions import Outcome, Refused, action
from xinglin.kit import calendar

from .. import rules
from ..models import Questionnaire, RatingRule

Row = Mapping[str, Any]
SETTERS = (UnitKind.INSTITUTION, UnitKind.PROVINCE)


@action("ratings.questionnaires_set", "设置带教评价表")
def set_questionnaires(rows: Sequence[Row], *, by: Actor) -> Outcome:
    """{"first_year", "items"} of the own base or province; the same year again replaces. Keys are indexes of `rows`."""
    if not by.may(rules.QUESTIONS) or by.unit.kind not in SETTERS:
        raise Refused("带教评价表由培训基地的教学部或省级管理员设置，请切换身份。")
    today, outcome, fit = calendar.today(), Outcome(), {}
    for index, row in enumerate(rows):
        if why := rules.why_not_year(row["first_year"], today) or rules.why_not_items(row["items"]):
            outcome.refused[index] = why
        else:
            outcome.done.append(index)
            fit[row["first_year"]] = Questionnaire(
                province_id=by.unit.province_id,
                institution_id=by.unit.institution_id,
                first_year=row["first_year"],
                items=list(row["items"]),
            )
    Questionnaire._base_manager.bulk_create(
        fit.values(),
        update_conflicts=True,
        unique_fields=["province", "institution", "first_year"],
        update_fields=["items"],
    )
    return outcome


@action("ratings.rules_set", "设置带教评价规则")
def set_rules(rows: Sequence[Row], *, by: Actor) -> Outcome:
    """Minimum, mark and closing days of the own province; the same year again replaces. Keys are indexes of `rows`."""
    if not by.may(rules.FIGURES) or by.unit.kind != UnitKind.PROVINCE:
        raise Refused("带教评价规则由省级管理员设置，请切换身份。")
    today, outcome, fit = calendar.today(), Outcome(), {}
    for index, row in enumerate(rows):
        if why := rules.why_not_year(row["first_year"], today):
            outcome.refused[index] = why
        else:
            outcome.done.append(index)
            figures = {key: row[key] for key in ("first_year", "minimum", "pass_mark", "closing_days")}
            fit[row["first_year"]] = RatingRule(province=by.unit, **figures)
    RatingRule.objects.bulk_create(
        fit.values(),
        update_conflicts=True,
        unique_fields=["province", "first_year"],
        update_fields=["minimum", "pass_mark", "closing_days"],
    )
    return outcome
