"""What a resident has to rate, by which questionnaire and rule (FAC-09)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from xinglin.domains.rotation.public import Stay
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import visible
from xinglin.kit import calendar

from .. import rules
from ..models import Given, Questionnaire, RatingRule

JOINED = ("stint__department", "stint__resident__plan", "stint__teaching__supervisor__person")


def own_stays(actor: Actor) -> "QuerySet[Stay]":
    """One's own rotations that are over and were taught, the latest first."""
    rows = visible(Stay, actor, rules.RATE).filter(left_on__isnull=False, stint__teaching__isnull=False)
    return rows.select_related(*JOINED, "stint__department__institution").order_by("-left_on", "-pk")


def waiting_stays(actor: Actor) -> list[Stay]:
    """Those still to be rated; three statements."""
    stays = list(own_stays(actor).filter(left_on__year__gte=calendar.today().year - 1))
    given, ruled = given_among(stays), rules_of(stays)
    return [stay for stay in stays if stay.pk not in given and not may_rate(stay, ruled)]


def may_rate(stay: Stay, ruled: dict[tuple[int | None, int], RatingRule]) -> str | None:
    """The sentence why not, by the rule of the stay's province and year."""
    year = stay.left_on.year if stay.left_on else calendar.today().year
    return rules.may_rate(stay, ruled[province_of(stay), year], calendar.today())


def province_of(stay: Any) -> int | None:
    """Where the department lies."""
    return stay.stint.department.province_id


def given_among(stays: Iterable[Stay]) -> set[int]:
    """Keys of those that are rated already; one statement."""
    rows = Given._base_manager.filter(pk__in=[stay.pk for stay in stays])
    return set(rows.values_list("pk", flat=True))


def rules_of(stays: Iterable[Any]) -> dict[tuple[int | None, int], RatingRule]:
    """(province, year) → the rule that holds; one statement."""
    today = calendar.today()
    return rules_for((province_of(stay), (stay.left_on or today).year) for stay in stays)


def rules_for(wanted: Iterable[tuple[int | None, int]]) -> dict[tuple[int | None, int], RatingRule]:
    """Likewise."""
    rows = list(RatingRule.objects.order_by(F("province").asc(nulls_first=True), "first_year"))

    def holding(province: int | None, year: int) -> RatingRule:
        fit = [row for row in rows if row.province_id in (None, province) and row.first_year <= year]
        return fit[-1] if fit else RatingRule()

    return {pair: holding(*pair) for pair in wanted}


def questionnaires_for(wanted: Iterable[tuple[int, int | None, int]]) -> dict[tuple[int, int], Questionnaire]:
    """From (institution, province, year): (institution, year) → the questionnaire that holds; one statement."""
    places = list(wanted)
    rows = list(
        Questionnaire._base_manager.filter(
            Q(institution__in={place[0] for place in places}) | Q(institution=None),
            Q(province__in={place[1] for place in places}) | Q(province=None),
        )
    )
    return {
        (institution, year): rules.in_force([row for row in rows if row.first_year <= year], institution, province)
        for institution, province, year in places
    }


def place_of(stay: Any) -> tuple[int, int | None, int]:
    """(institution, province, year) of a rotation that is over."""
    left_on: date = stay.left_on
    return stay.stint.department.institution_id, province_of(stay), left_on.year
