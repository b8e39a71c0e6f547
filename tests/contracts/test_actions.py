"""Every action takes a set at the cost of one, and leaves out what is not the actor's (PLT-04, PLT-31)."""

import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.contracts import (
    calls_of_accounts,
    calls_of_administration,
    calls_of_assessment,
    calls_of_certifying,
    calls_of_departments,
    calls_of_domains,
    calls_of_engines,
    calls_of_enrolling,
    calls_of_faculty,
    calls_of_logbook,
    calls_of_own_data,
    calls_of_planner,
    calls_of_progress,
    calls_of_ratings,
    calls_of_recruitment_admit,
    calls_of_recruitment_apply,
    calls_of_recruitment_following,
    calls_of_recruitment_match,
    calls_of_recruitment_setup,
    calls_of_reviewing,
    calls_of_rotation,
    calls_of_undoing,
)
from tests.contracts.calls import CALLS, MANY, Call, Crowd, Verb
from tests.contracts.conftest import undone
from tests.contracts.fingerprint import changed, fingerprint
from tests.contracts.world import World
from tests.walk import opened, walk
from xinglin.engines.access.actor import Actor
from xinglin.engines.actions import Outcome, Refused, actions
from xinglin.engines.history.models import AuditEntry

pytestmark = pytest.mark.django_db
DECLARED = {key: each for key, each in actions().items() if each.verb.__module__.startswith("xinglin.")}
NOT_ALLOWED = ("review.rejected",)  # no chain of today has 驳回: it is refused row by row, at the same cost
assert calls_of_accounts
assert calls_of_administration
assert calls_of_assessment
assert calls_of_certifying
assert calls_of_departments
assert calls_of_domains
assert calls_of_engines
assert calls_of_faculty
assert calls_of_logbook
assert calls_of_enrolling
assert calls_of_own_data
assert calls_of_planner
assert calls_of_progress
assert calls_of_ratings
assert calls_of_recruitment_admit
assert calls_of_recruitment_apply
assert calls_of_recruitment_following
assert calls_of_recruitment_match
assert calls_of_recruitment_setup
assert calls_of_rotation
assert calls_of_reviewing
assert calls_of_undoing


@pytest.fixture(scope="module")
def many(built: World, known: Any, django_db_blocker: Any) -> Iterator[Crowd]:
    """Fifty complete records, for this module."""
    with django_db_blocker.unblock(), undone():
        trainings = opened(built.country, MANY, start=100)
        yield Crowd(built, walk(built.country, trainings, "complete", start=100))


@pytest.fixture
def crowd(many: Crowd, world: World) -> Crowd:
    """Fifty complete records and the world around them."""
    return many


def test_every_action_is_called_here() -> None:
    missing = DECLARED.keys() - CALLS.keys()
    assert not missing, f"say in tests/contracts/calls_of_*.py how to call {sorted(missing)}"
    assert not CALLS.keys() - DECLARED.keys()


@pytest.mark.parametrize("key", DECLARED)
def test_every_action_has_a_title_and_says_who_acts(key: str) -> None:
    declared = DECLARED[key]
    assert any("\u4e00" <= character <= "\u9fff" for character in declared.title)
    assert inspect.signature(declared.verb).parameters["by"].kind == inspect.Parameter.KEYWORD_ONLY


def measured(crowd: Crowd, call: Call, number: int) -> tuple[int, Outcome]:
    """Statements and outcome of the call with so many rows; nothing of it remains."""
    with undone():
        verb, by = call.made(crowd, number), call.by(crowd)
        with CaptureQueriesContext(connection) as statements:
            outcome = verb(by)
    return len(statements), outcome


@pytest.mark.spec("PLT-31", "REP-51")
@pytest.mark.parametrize("key", CALLS)
def test_fifty_rows_take_as_many_statements_as_one(crowd: Crowd, key: str) -> None:
    call = CALLS[key]
    measured(crowd, call, 1)  # what is read once and remembered
    (one, single), (fifty, all_of_them) = measured(crowd, call, 1), measured(crowd, call, MANY)
    if key in NOT_ALLOWED:
        assert (len(single.refused), len(all_of_them.refused)) == (1, MANY)
    else:
        assert (len(single.done), len(all_of_them.done)) == (1, call.most), all_of_them.refused
    assert one == fifty


@pytest.mark.spec("PLT-101")
@pytest.mark.parametrize("key", CALLS)
def test_every_action_is_in_the_audit_log_with_who_and_how_many(crowd: Crowd, key: str) -> None:
    call, by = CALLS[key], CALLS[key].by(crowd)
    call.made(crowd, 2)(by)
    entry = AuditEntry.objects.filter(action=key).latest("pk")
    assert (entry.account_id, entry.unit_name, entry.role) == (by.account_id, by.unit_name, by.role)
    assert entry.done + entry.refused == min(2, call.most)


@pytest.mark.spec("PLT-04")
@pytest.mark.parametrize("key", [key for key, call in CALLS.items() if call.stranger])
def test_rows_of_others_are_left_alone(crowd: Crowd, key: str) -> None:
    call = CALLS[key]
    assert call.stranger
    verb, stranger = call.made(crowd, 3), call.stranger(crowd)
    before = fingerprint()
    assert not attempted(verb, stranger).done
    assert not changed(before)


OPENING = ("training.accounts_opened", "training.late_accounts_opened")
BY_ROWS = ("training.imported", "training.updated")  # their keys are rows of the file, so each needs an answer
RECORDS = [
    key
    for key, call in CALLS.items()
    if call.stranger and key.startswith(("training.", "review.", "people.")) and key not in OPENING
]


@pytest.mark.spec("PLT-04")
@pytest.mark.parametrize("key", RECORDS)
def test_foreign_records_are_left_out_as_if_they_did_not_exist(crowd: Crowd, key: str) -> None:
    """No word about them either: neither done nor refused, and no name."""
    call = CALLS[key]
    assert call.stranger
    outcome = attempted(call.made(crowd, 3), call.stranger(crowd))
    if key in BY_ROWS:
        outcome = Outcome(refused={key: why for key, why in outcome.refused.items() if "已被删除，或不在" not in why})
    assert (outcome.done, outcome.refused, outcome.unchanged, outcome.labels) == ([], {}, [], {})


def attempted(verb: Verb, by: Actor) -> Outcome:
    """The outcome; an empty one when the whole set was refused."""
    try:
        return verb(by)
    except Refused:
        return Outcome()
