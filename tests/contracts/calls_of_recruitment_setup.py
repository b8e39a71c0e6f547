"""Calls of the actions that set recruitment up, and that confirm its results."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from tests.contracts.calls import Crowd, Verb, call, far, next_door, other_province, other_reviewer, reviewer
from tests.factories.recruitment import PARTS, administrator, batch, batches, offer, places, submitted
from xinglin.domains.recruitment.actions import batches as setting_up
from xinglin.domains.recruitment.actions import confirming
from xinglin.domains.recruitment.actions import plans as planning
from xinglin.domains.recruitment.models import Batch, Offer, Place, Plan
from xinglin.domains.recruitment.windows import STAGES
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.roles import Role
from xinglin.engines.review import actions as review


def province(crowd: Crowd) -> Actor:
    """省级管理员 of the hospital's province."""
    return administrator(crowd.world.country)


@call("recruitment.batches_saved", by=province, stranger=other_province)
def _(crowd: Crowd, number: int) -> Verb:
    rows = [{"pk": each.pk, "preferences": 3} for each in batches(crowd.world.country, number)]
    return lambda by: setting_up.save_batches(rows, by=by)


def city(crowd: Crowd) -> Actor:
    """市级管理员 of the city that the province lets run batches."""
    return crowd.world.country.actor(crowd.world.country.city, Role.CITY_ADMIN)


@call("recruitment.batch_dates_saved", by=city, stranger=province)
def _(crowd: Crowd, number: int) -> Verb:
    made = batches(crowd.world.country, number, owner_id=crowd.world.country.city.pk)
    later = {kind.key: (timezone.now(), timezone.now() + timedelta(20)) for kind in STAGES}
    rows = Batch.objects.filter(pk__in=[each.pk for each in made])
    return lambda by: setting_up.save_dates(rows, {each.pk: later for each in made}, by=by)


@call("recruitment.batches_removed", by=province, stranger=other_province)
def _(crowd: Crowd, number: int) -> Verb:
    rows = _batches(crowd, number)
    return lambda by: setting_up.remove_batches(rows, by=by)


@call("recruitment.score_parts_saved", by=province, stranger=other_province)
def _(crowd: Crowd, number: int) -> Verb:
    rows = _batches(crowd, number)
    return lambda by: setting_up.save_score_parts(rows, PARTS, by=by)


def _batches(crowd: Crowd, number: int) -> "QuerySet[Batch]":
    return Batch.objects.filter(pk__in=[each.pk for each in batches(crowd.world.country, number)])


@call("recruitment.places_saved", stranger=far)
def _(crowd: Crowd, number: int) -> Verb:
    made = batches(crowd.world.country, number)
    rows = [{"batch": each.pk, "specialty": "0100", "site": None, "asked": 2} for each in made]
    return lambda by: planning.save_places(rows, by=by)


@call("recruitment.places_imported", stranger=far)
def _(crowd: Crowd, number: int) -> Verb:
    made = batches(crowd.world.country, number)
    rows = [
        {"intake_year": each.intake_year, "batch": each.name, "specialty": "0100", "site": None, "asked": 2}
        for each in made
    ]
    return lambda by: planning.import_places(rows, by=by)


def planned(crowd: Crowd, number: int) -> "QuerySet[Plan]":
    """Plans of the hospital with two places each, not yet submitted."""
    made = batches(crowd.world.country, number)
    rows = [{"batch": each.pk, "specialty": "0100", "site": None, "asked": 2} for each in made]
    planning.save_places(rows, by=crowd.world.country.base)
    return Plan._base_manager.filter(batch__in=made)


@call("recruitment.plan_notes_saved", stranger=next_door)
def _(crowd: Crowd, number: int) -> Verb:
    plans = planned(crowd, number)
    return lambda by: planning.save_plan_notes(plans, "新增全科名额", by=by)


@call("recruitment.places_granted", by=reviewer, stranger=other_reviewer)
def _(crowd: Crowd, number: int) -> Verb:
    plans = planned(crowd, number)
    review.submit(plans, by=crowd.world.country.base)
    lines = Place._base_manager.filter(plan__in=plans)
    return lambda by: planning.grant_places(lines, dict.fromkeys(lines.values_list("pk", flat=True), 1), by=by)


@call("recruitment.results_confirmed", by=reviewer, stranger=other_reviewer)
def _(crowd: Crowd, number: int) -> Verb:
    rows = _accepted(crowd, number)
    return lambda by: confirming.confirm_results(rows, by=by)


@call("recruitment.results_refused", by=reviewer, stranger=other_reviewer)
def _(crowd: Crowd, number: int) -> Verb:
    rows = _accepted(crowd, number)
    return lambda by: confirming.refuse_results(rows, comment="材料不实", by=by)


def _accepted(crowd: Crowd, number: int) -> "QuerySet[Offer]":
    country = crowd.world.country
    made = batch(country, confirming="province")
    (place,) = places(country, made, {"0100": number})
    offers = [offer(submitted(made, [place], person=each.person)) for each in crowd.trainings[:number]]
    return Offer._base_manager.filter(pk__in=[each.pk for each in offers])
