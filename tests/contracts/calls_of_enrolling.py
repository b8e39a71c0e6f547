"""Calls of the actions by which physicians enrol, and of those that answer their requests."""

from typing import Any

from tests.contracts import assessment
from tests.contracts.calls import Crowd, Verb, call, system
from tests.contracts.calls_of_assessment import START, institution, institution_next_door
from tests.factories.assessment import (
    STATEMENT,
    basic_information,
    confirmed,
    department,
    experience,
    physician_actor,
    physicians,
    practice,
    submitted,
)
from tests.walk import upload_for
from xinglin.domains.assessment import actions
from xinglin.domains.assessment.models import ChangeRequest, Enrolment
from xinglin.engines.access.actor import Actor


def another(crowd: Crowd) -> Actor:
    """A physician of the same hospital."""
    assessment.built(crowd.world.country)
    return physician_actor(physicians(crowd.world.country, 1, start=START + 200)[0])


def rows(crowd: Crowd, number: int) -> Any:
    """Of so many new physicians who take part."""
    assessment.built(crowd.world.country)
    found = confirmed(crowd.world.country, physicians(crowd.world.country, number, start=START))
    return Enrolment._base_manager.filter(pk__in=[each.pk for each in found])


def sent(crowd: Crowd, number: int) -> Any:
    """Of so many who have submitted."""
    assessment.built(crowd.world.country)
    found = submitted(crowd.world.country, number, start=START)
    return Enrolment._base_manager.filter(pk__in=[each.pk for each in found])


@call("assessment.basic_saved", by=system, stranger=another)
def _(crowd: Crowd, number: int) -> Verb:
    mine = rows(crowd, number)
    values = {each.pk: basic_information(physician_actor(each.physician)) for each in mine}
    return lambda by: actions.save_basic_information(mine, values, by=by)


@call("assessment.practice_saved", by=system, stranger=another)
def _(crowd: Crowd, number: int) -> Verb:
    mine = rows(crowd, number)
    place = department(crowd.world.country, "新设科室")
    return lambda by: actions.save_practice(mine, {each.pk: practice(place) for each in mine}, by=by)


@call("assessment.experiences_saved", by=system, stranger=another)
def _(crowd: Crowd, number: int) -> Verb:
    mine = rows(crowd, number)
    return lambda by: actions.save_experiences(mine, {each.pk: [experience()] for each in mine}, by=by)


@call("assessment.statements_saved", by=system, stranger=another)
def _(crowd: Crowd, number: int) -> Verb:
    mine = rows(crowd, number)
    return lambda by: actions.save_statements(mine, {each.pk: STATEMENT for each in mine}, by=by)


@call("assessment.procedures_chosen", by=system, stranger=another)
def _(crowd: Crowd, number: int) -> Verb:
    mine = rows(crowd, number)
    return lambda by: actions.choose_procedures(mine, {each.pk: "general" for each in mine}, by=by)


@call("assessment.attachments_saved", by=system, stranger=another)
def _(crowd: Crowd, number: int) -> Verb:
    mine = rows(crowd, number)
    files = {
        each.pk: [("other", upload_for(physician_actor(each.physician), "enrolment-proof").pk)]
        for each in mine.select_related("physician__person")
    }
    return lambda by: actions.save_attachments(mine, files, by=by)


@call("assessment.changes_asked", by=system, stranger=another)
def _(crowd: Crowd, number: int) -> Verb:
    mine = sent(crowd, number)
    return lambda by: actions.ask_changes(mine, {each.pk: "职称有误" for each in mine}, by=by)


def requests(crowd: Crowd, number: int) -> Any:
    """Of so many who ask for a change."""
    mine = sent(crowd, number)
    actions.ask_changes(mine, {each.pk: "职称有误" for each in mine}, by=system(crowd))
    return ChangeRequest._base_manager.filter(enrolment__in=mine)


@call("assessment.changes_granted", by=institution, stranger=institution_next_door)
def _(crowd: Crowd, number: int) -> Verb:
    asked = requests(crowd, number)
    return lambda by: actions.grant_changes(asked, by=by)


@call("assessment.changes_declined", by=institution, stranger=institution_next_door)
def _(crowd: Crowd, number: int) -> Verb:
    asked = requests(crowd, number)
    return lambda by: actions.decline_changes(asked, comment="以聘书为准", by=by)
