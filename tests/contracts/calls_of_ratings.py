"""Calls of what residents say of their teaching, and of what is made of it."""

from decimal import Decimal

from django.utils.timezone import localdate

from tests.contracts.calls import Crowd, Verb, base, call, somebody_else, supervisor, system
from tests.contracts.calls_of_faculty import RATED, listed, province
from tests.contracts.calls_of_rotation import today
from tests.contracts.ratings import box, result
from tests.factories.rotation import departments_of
from xinglin.domains.ratings.actions import answering, counting, setup
from xinglin.domains.ratings.models import Box, Result
from xinglin.domains.rotation.actions.staying import confirm_entries, confirm_exits
from xinglin.domains.rotation.models import Stay, Teaching
from xinglin.kit import calendar

ITEMS = ["教学查房", "技能指导", "病历修改"]
NEXT = calendar.today().year + 1


@call("ratings.answers_given", by=system, stranger=somebody_else)
def _(crowd: Crowd, number: int) -> Verb:
    stints, teacher = today(crowd, number), listed(crowd, 1).get()
    keys = list(stints.values_list("pk", flat=True))
    confirm_entries(stints, by=base(crowd))
    Teaching._base_manager.filter(stint__in=keys).delete()
    Teaching._base_manager.bulk_create(Teaching(stint_id=key, supervisor=teacher, assigned_by="科主任") for key in keys)
    assert confirm_exits(stints, left_on=localdate(), by=base(crowd)).done
    stays = Stay._base_manager.filter(stint__in=keys)
    rows = [{"stay": stay.pk, "scores": [4] * 8, "words": ""} for stay in stays]
    return lambda by: answering.give_answers(rows, by=by)


@call("ratings.boxes_opened", by=system)
def _(crowd: Crowd, number: int) -> Verb:
    places = [(each.pk, RATED) for each in departments_of(base(crowd), [f"空 {n} 科" for n in range(number)])]
    return lambda by: counting.open_boxes(places, by=by)


@call("ratings.answers_counted")
def _(crowd: Crowd, number: int) -> Verb:
    units = departments_of(base(crowd), [f"第 {n} 科" for n in range(number)])
    keys = [each.pk for each in Box._base_manager.bulk_create(box(unit, RATED) for unit in units)]
    return lambda by: counting.count_answers(Box._base_manager.filter(pk__in=keys), by=by)


@call("ratings.results_confirmed")
def _(crowd: Crowd, number: int) -> Verb:
    rated = list(listed(crowd, number))
    assert rated[0].department
    counted = box(rated[0].department, RATED, counted_on=localdate())
    counted.save()
    made = Result._base_manager.bulk_create(result(counted, each.pk) for each in rated)
    rows = Result._base_manager.filter(pk__in=[each.pk for each in made])
    return lambda by: counting.confirm_results(rows, by=by)


@call("ratings.questionnaires_set", stranger=supervisor)
def _(crowd: Crowd, number: int) -> Verb:
    rows = [{"first_year": NEXT + n, "items": ITEMS} for n in range(number)]
    return lambda by: setup.set_questionnaires(rows, by=by)


@call("ratings.rules_set", by=province, stranger=base)
def _(crowd: Crowd, number: int) -> Verb:
    figures = {"minimum": 5, "pass_mark": Decimal("3.00"), "closing_days": 31}
    rows = [{"first_year": NEXT + n, **figures} for n in range(number)]
    return lambda by: setup.set_rules(rows, by=by)
