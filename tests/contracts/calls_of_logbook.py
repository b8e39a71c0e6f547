"""Calls of the actions of training records and assessments: residents who are in one department today."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from tests.contracts.administration import department_of
from tests.contracts.calls import Crowd, Verb, base, call, next_door, owner, somebody_else, supervisor
from tests.contracts.calls_of_rotation import today
from tests.contracts.faculty import own
from tests.contracts.logbook import appointed
from tests.factories.logbook import entry
from xinglin.domains.logbook.actions import assessing, recording, requiring
from xinglin.domains.logbook.models import Entry, Requirement
from xinglin.domains.reference.models import RotationStandard
from xinglin.domains.rotation.actions import repeating
from xinglin.domains.rotation.actions.staying import confirm_entries
from xinglin.domains.rotation.models import Stay, Stint, Teaching
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.roles import Role

SCORES: dict[str, Any] = {"theory": Decimal(50), "skill": Decimal(50), "daily": Decimal(50), "comment": ""}


def head(crowd: Crowd) -> Actor:
    """科主任 of the department."""
    return crowd.world.country.actor(department_of(crowd.world.country), Role.DEPARTMENT_HEAD)


def head_next_door(crowd: Crowd) -> Actor:
    """Of the hospital next door."""
    return crowd.world.country.actor(crowd.world.country.next_door, Role.DEPARTMENT_HEAD)


def teacher(crowd: Crowd) -> Actor:
    """带教老师 of them all."""
    return crowd.world.supervisors[0]


def another_teacher(crowd: Crowd) -> Actor:
    """Who teaches none of them."""
    return crowd.world.supervisors[1]


def stays(crowd: Crowd, number: int) -> "QuerySet[Stay]":
    """They came today, and one supervisor teaches them all."""
    rows, unit, who = today(crowd, number), department_of(crowd.world.country), own(crowd.world.country)
    keys = list(rows.values_list("pk", flat=True))
    Stint.objects.filter(pk__in=keys).update(department=unit)
    assert len(confirm_entries(Stint.objects.filter(pk__in=keys), by=base(crowd)).done) == number
    Teaching._base_manager.bulk_create(Teaching(stint_id=key, supervisor=who, assigned_by="科主任") for key in keys)
    appointed(who)
    return Stay.objects.filter(stint__in=keys)


def entries(crowd: Crowd, number: int) -> "QuerySet[Entry]":
    """So many of the first resident's."""
    stay = stays(crowd, 1).get()
    made = recording.record_entries([entry(stay.pk, case_number=f"ZY{n}") for n in range(number)], by=owner(crowd))
    return Entry.objects.filter(pk__in=made.records.values())


def scored(crowd: Crowd, number: int, *, signed: bool = False) -> "QuerySet[Stay]":
    """Everybody has failed."""
    rows = stays(crowd, number)
    assert assessing.save_scores(rows, {stay.pk: SCORES for stay in rows}, by=head(crowd)).done
    if signed:
        assert assessing.sign(rows, by=teacher(crowd)).done
    return rows


@call("logbook.entries_recorded", by=owner, stranger=somebody_else)
def _(crowd: Crowd, number: int) -> Verb:
    stay = stays(crowd, 1).get()
    rows = [entry(stay.pk, case_number=f"ZY{n}") for n in range(number)]
    return lambda by: recording.record_entries(rows, by=by)


@call("logbook.entries_changed", by=owner, stranger=somebody_else)
def _(crowd: Crowd, number: int) -> Verb:
    rows = entries(crowd, number)
    values = {each.pk: entry(0, case_number=f"MZ{each.pk}") for each in rows}
    return lambda by: recording.change_entries(rows, values, by=by)


@call("logbook.entries_removed", by=owner, stranger=somebody_else)
def _(crowd: Crowd, number: int) -> Verb:
    rows = entries(crowd, number)
    return lambda by: recording.remove_entries(rows, by=by)


@call("logbook.entries_confirmed", by=teacher, stranger=another_teacher)
def _(crowd: Crowd, number: int) -> Verb:
    rows = entries(crowd, number)
    return lambda by: recording.confirm_records(rows, by=by)


@call("logbook.entries_returned", by=head, stranger=head_next_door)
def _(crowd: Crowd, number: int) -> Verb:
    rows = entries(crowd, number)
    return lambda by: recording.return_records(rows, comment="诊断依据不足", by=by)


@call("logbook.scores_saved", by=head, stranger=head_next_door)
def _(crowd: Crowd, number: int) -> Verb:
    rows = stays(crowd, number)
    values = {stay.pk: SCORES for stay in rows}
    return lambda by: assessing.save_scores(rows, values, by=by)


@call("logbook.scores_imported", by=head, stranger=head_next_door)
def _(crowd: Crowd, number: int) -> Verb:
    found = stays(crowd, number).select_related("stint__resident__training__person")
    rows = [
        {"name": stay.stint.resident.training.person.name, "starts_on": stay.stint.starts_on, **SCORES}
        for stay in found
    ]
    return lambda by: assessing.import_scores(rows, by=by)


@call("logbook.signed", by=teacher, stranger=another_teacher)
def _(crowd: Crowd, number: int) -> Verb:
    rows = scored(crowd, number)
    return lambda by: assessing.sign(rows, by=by)


@call("logbook.signed_for_department", by=head, stranger=head_next_door)
def _(crowd: Crowd, number: int) -> Verb:
    rows = scored(crowd, number, signed=True)
    return lambda by: assessing.sign_for_department(rows, by=by)


@call("logbook.reopened", by=base, stranger=next_door)
def _(crowd: Crowd, number: int) -> Verb:
    rows = scored(crowd, number, signed=True)
    assert assessing.sign_for_department(rows, by=head(crowd)).done
    return lambda by: assessing.reopen(rows, comment="成绩录错", by=by)


@call("logbook.rules_kept", stranger=supervisor)
def _(crowd: Crowd, number: int) -> Verb:
    facts = {"theory_weight": 30, "skill_weight": 40, "daily_weight": 30, "pass_mark": Decimal(60)}
    rows = [{**facts, "valid_from": date(2027, 1, 1) + timedelta(n)} for n in range(number)]
    return lambda by: assessing.keep_rules(rows, by=by)


def required(number: int) -> list[dict[str, Any]]:
    """So many diseases of one department."""
    line = RotationStandard.objects.get(specialty__code="0100").lines.all()[0]
    row = {"specialty": "0100", "version": "", "department": line.department, "kind": "disease", "number": 3}
    return [{**row, "name": f"病种{n}"} for n in range(number)]


@call("logbook.requirements_imported", stranger=supervisor)
def _(crowd: Crowd, number: int) -> Verb:
    return lambda by: requiring.import_requirements(required(number), by=by)


@call("logbook.requirements_removed")
def _(crowd: Crowd, number: int) -> Verb:
    made = requiring.import_requirements(required(number), by=base(crowd)).records.values()
    return lambda by: requiring.remove_requirements(Requirement.objects.filter(pk__in=made), by=by)


@call("rotation.repeats_recorded")
def _(crowd: Crowd, number: int) -> Verb:
    rows = stays(crowd, number)
    return lambda by: repeating.record_repeats(rows, by=by)


@call("rotation.repeats_withdrawn")
def _(crowd: Crowd, number: int) -> Verb:
    rows = stays(crowd, number)
    repeating.record_repeats(rows, by=base(crowd))
    return lambda by: repeating.withdraw_repeats(rows, by=by)
