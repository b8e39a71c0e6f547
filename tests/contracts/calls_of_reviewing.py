"""Calls of the actions by which institution and agency review, of conduct and of tests."""

from typing import Any

import pghistory
from django.utils import timezone
from django.utils.timezone import localdate

from tests.contracts.assessment import CONDUCT
from tests.contracts.calls import INNER, Crowd, Verb, call, system
from tests.contracts.calls_of_assessment import institution, institution_next_door, province, rows_of
from tests.contracts.calls_of_enrolling import sent
from tests.factories.assessment import agency as agency_of
from tests.factories.assessment import passed
from xinglin.domains.assessment.actions.conduct import record_conduct, remove_conduct, start_early
from xinglin.domains.assessment.actions.reviewing import add_opinions, pass_all, pass_on
from xinglin.domains.assessment.actions.standing import settle
from xinglin.domains.assessment.actions.testing import import_tests, record_tests, undo_import
from xinglin.domains.assessment.models import ConductRecord, Enrolment, Verdict
from xinglin.domains.assessment.rules.results import Sitting
from xinglin.engines.access.actor import Actor
from xinglin.engines.sheets.sheet import Deed

GOOD = {"work": (True, ""), "ethics": (True, "")}


def agency(crowd: Crowd) -> Actor:
    """考核机构管理员 of the hospital, which is its own agency in the contracts' world."""
    return agency_of(crowd.world.country, crowd.world.country.hospital)


def agency_next_door(crowd: Crowd) -> Actor:
    """考核机构管理员 next door, who is entrusted with none of it."""
    return agency_of(crowd.world.country)


@call("assessment.passed_on", by=institution, stranger=institution_next_door)
def _(crowd: Crowd, number: int) -> Verb:
    rows = sent(crowd, number)
    verdicts: Any = dict.fromkeys(rows.values_list("pk", flat=True), GOOD)
    return lambda by: pass_on(rows, verdicts, by=by)


@call("assessment.passed_on_in_bulk", by=institution, stranger=institution_next_door)
def _(crowd: Crowd, number: int) -> Verb:
    rows = sent(crowd, number)
    return lambda by: pass_all(rows, by=by)


@call("assessment.opinion_added", by=institution, stranger=institution_next_door)
def _(crowd: Crowd, number: int) -> Verb:
    rows = sent(crowd, number)
    said: Any = {"institution_name": "邻院", "text": "表现良好", "given_on": localdate()}
    return lambda by: add_opinions(rows, **said, by=by)


@call("assessment.conduct_recorded", by=institution, stranger=institution_next_door)
def _(crowd: Crowd, number: int) -> Verb:
    rows = rows_of(crowd, number)
    return lambda by: record_conduct(rows, CONDUCT, by=by)


def records(crowd: Crowd, number: int) -> Any:
    """So many grave ones, of one each."""
    found = rows_of(crowd, number)
    grave = {**CONDUCT, "kind": "adverse", "starts_early": True}
    keys = record_conduct(found, grave, by=institution(crowd)).done
    return ConductRecord._base_manager.filter(physician__in=keys)


@call("assessment.conduct_removed", by=province, stranger=institution_next_door)
def _(crowd: Crowd, number: int) -> Verb:
    rows = records(crowd, number)
    return lambda by: remove_conduct(rows, comment="误登", by=by)


@call("assessment.early_started", by=institution, stranger=institution_next_door)
def _(crowd: Crowd, number: int) -> Verb:
    rows = records(crowd, number)
    return lambda by: start_early(rows, by=by)


@call("assessment.standing_settled", by=system, stranger=None, why=INNER)
def _(crowd: Crowd, number: int) -> Verb:
    keys = list(tested(crowd, number).values_list("pk", flat=True))
    Verdict._base_manager.filter(enrolment__in=keys, aspect="work").update(is_passed=False, reason="不足")
    return lambda by: settle(keys, by=by)


def tested(crowd: Crowd, number: int) -> Any:
    """Of so many whom the agency has passed, and whose tests it may enter."""
    found = passed(crowd.world.country, list(sent(crowd, number)))
    return Enrolment._base_manager.filter(pk__in=[each.pk for each in found])


@call("assessment.tests_recorded", by=agency, stranger=agency_next_door)
def _(crowd: Crowd, number: int) -> Verb:
    keys = tested(crowd, number).values_list("pk", flat=True)
    sittings = [Sitting(enrolment=key, papers={"common": ("passed", 8_000)}) for key in keys]
    return lambda by: record_tests(sittings, by=by)


def lines(crowd: Crowd, number: int) -> list[dict[str, Any]]:
    """Rows of the sheet, cleaned."""
    people = [each.physician.person for each in tested(crowd, number).select_related("physician__person")]
    numbers = [person.document_number for person in people]
    return [{"document_number": each, "sitting": "1", "common": "absent"} for each in numbers]


@call("assessment.tests_imported", by=agency, stranger=agency_next_door)
def _(crowd: Crowd, number: int) -> Verb:
    rows = lines(crowd, number)
    return lambda by: import_tests(rows, by=by)


@call("assessment.test_import_undone", by=agency, stranger=agency_next_door)
def _(crowd: Crowd, number: int) -> Verb:
    rows, since = lines(crowd, number), timezone.now()
    with pghistory.context() as context:
        made = import_tests(rows, by=agency(crowd)).records
    deed = Deed(created=list(made.values()), changed=[], context=context.id, since=since)
    return lambda by: undo_import(deed, by=by)
