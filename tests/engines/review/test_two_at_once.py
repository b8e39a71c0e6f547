"""Two people act on the same records at the same moment, each over a connection of their own (PLT-34)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection, transaction

from tests.engines.review.conftest import case_of, fresh, of
from xinglin.engines.actions import Outcome
from xinglin.engines.review import actions
from xinglin.engines.review.actions import approve, return_for_changes, submit, withdraw
from xinglin.engines.review.copies import values_of
from xinglin.engines.review.labels import is_reported
from xinglin.engines.review.models import Case, Decision, State, Submission
from xinglin.engines.review.revisions import revise

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.spec("PLT-34")]


def at_once(*verbs: Callable[[], Outcome]) -> list[Outcome]:
    """Run all at the same moment, each in a thread with its own connection."""
    start = Barrier(len(verbs))

    def run(verb: Callable[[], Outcome]) -> Outcome:
        try:
            start.wait(timeout=10)
            return verb()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(verbs)) as pool:
        return [done.result(timeout=30) for done in [pool.submit(run, verb) for verb in verbs]]


@contextmanager
def slow_locks():
    """Both have found their rows before either has locked them: the worst moment there is."""
    original, meeting = actions.claim, Barrier(2)

    def claim(*args: Any) -> Any:
        meeting.wait(timeout=10)
        return original(*args)

    with patch.object(actions, "claim", claim):
        yield


def test_two_clerks_submit_the_same_and_it_is_sent_once(shared_country, chain):
    chain()
    petitions = [shared_country.petition(f"第 {n} 份") for n in range(20)]
    with slow_locks():
        outcomes = at_once(*[lambda: submit(of(*petitions), by=shared_country.clerk)] * 2)
    done, refused = sorted(outcomes, key=lambda outcome: len(outcome.refused))
    assert len(done.done) == len(refused.refused) == len(petitions)
    assert all("已由 李干事 于" in why for why in refused.refused.values())
    assert (Case.objects.count(), Submission.objects.count()) == (20, 20)


def test_two_reviewers_decide_the_same_and_each_record_is_decided_once(shared_country, chain):
    chain()
    petitions = [shared_country.petition(f"第 {n} 份") for n in range(20)]
    submit(of(*petitions), by=shared_country.clerk)
    backwards = of(*petitions).order_by("-pk")
    outcomes = at_once(
        lambda: approve(of(*petitions), by=shared_country.reviewer),
        lambda: return_for_changes(backwards, by=shared_country.colleague, comment="理由不足"),
    )
    assert sorted(len(outcome.done) for outcome in outcomes) == [0, 20]
    told = next(outcome for outcome in outcomes if outcome.refused).refused
    assert all("该记录已由" in why for why in told.values())
    assert Decision.objects.count() == 20


def test_withdrawal_and_approval_do_not_both_happen(shared_country, chain):
    chain()
    petition = shared_country.petition()
    submit(of(petition), by=shared_country.clerk)
    outcomes = at_once(
        lambda: withdraw(of(petition), by=shared_country.clerk),
        lambda: approve(of(petition), by=shared_country.reviewer),
    )
    assert sorted(len(outcome.done) for outcome in outcomes) == [0, 1]
    assert Decision.objects.count() == 1
    assert case_of(petition).state in (State.WITHDRAWN, State.APPROVED)


def test_an_edit_during_the_submission_is_either_in_the_copy_or_seen_as_not_reported(shared_country, chain):
    chain()
    for turn in range(10):
        petition = shared_country.petition(f"第 {turn} 份")

        def edit(petition: Any = petition) -> Outcome:
            with transaction.atomic():
                of(petition).update(reason="改了")
                revise(of(petition))
            return Outcome()

        at_once(lambda petition=petition: submit(of(petition), by=shared_country.clerk), edit)
        sent = values_of(case_of(petition).current)["reason"]
        assert is_reported(fresh(petition)) == (sent == "改了")


def test_decisions_in_opposite_order_do_not_lock_each_other_out(shared_country, chain):
    chain()
    petitions = [shared_country.petition(f"第 {n} 份") for n in range(50)]
    for _ in range(3):
        at_once(
            lambda: submit(of(*petitions), by=shared_country.clerk),
            lambda: submit(of(*petitions).order_by("-pk"), by=shared_country.clerk),
        )
        at_once(
            lambda: return_for_changes(of(*petitions[:30]), by=shared_country.reviewer, comment="理由不足"),
            lambda: return_for_changes(of(*petitions[20:][::-1]), by=shared_country.colleague, comment="理由不足"),
        )
    assert Submission.objects.count() == Decision.objects.count() == 150
