"""Whatever people do in whatever order, a case stays sound (PLT-31, PLT-35)."""

from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.engines.review.conftest import Country, fresh, of
from tests.engines.review.petitions import CITY, PROVINCE, declare
from xinglin.engines.review.actions import approve, reject, return_for_changes, submit, withdraw
from xinglin.engines.review.chain import CHAINS
from xinglin.engines.review.copies import values_of
from xinglin.engines.review.labels import is_reported, reported_q, review_label, review_state_q
from xinglin.engines.review.models import Case, State, Submission
from xinglin.engines.review.revisions import revise

REASONS = st.sampled_from(["", "生源充足", "近三年报名人数翻番", "新设病区"])
REVIEWERS = st.sampled_from(["reviewer", "colleague", "city_reviewer", "stranger"])


class Course(RuleBasedStateMachine):
    """One petition in a chain of two levels, and what a plain model expects of it."""

    country: Country

    @initialize()
    def begin(self) -> None:
        self.rollback = transaction.atomic()
        self.rollback.__enter__()
        self.petition = self.country.petition(reason="生源充足")
        self.approved: dict[str, Any] | None = None
        self.sent: list[str] = []
        self.waits_at: str | None = None

    def teardown(self) -> None:
        if hasattr(self, "rollback"):
            transaction.set_rollback(True)
            self.rollback.__exit__(None, None, None)

    @property
    def one(self) -> Any:
        return of(self.petition)

    @rule(reason=REASONS)
    def edit(self, reason: str) -> None:
        self.one.update(reason=reason)
        revise(self.one)

    @rule()
    def submit(self) -> None:
        before = fresh(self.petition)
        outcome = submit(self.one, by=self.country.clerk)
        returned = before.case and before.case.state in (State.RETURNED, State.WITHDRAWN)
        rejected = before.case and before.case.state == State.REJECTED
        is_new = before.case is None or returned or before.case.revision != before.revision
        assert bool(outcome.done) == bool(before.reason and is_new and not rejected)
        if outcome.done:
            self.sent.append(before.reason)
            self.waits_at = "city"

    @rule()
    def withdraw(self) -> None:
        if withdraw(self.one, by=self.country.clerk).done:
            assert self.waits_at == "city"
            self.waits_at = None

    @rule(who=REVIEWERS)
    def approve(self, who: str) -> None:
        self._judge(who, approve(self.one, by=getattr(self.country, who)).done, passes=True)

    @rule(who=REVIEWERS)
    def send_back(self, who: str) -> None:
        done = return_for_changes(self.one, by=getattr(self.country, who), comment="再看看").done
        self._judge(who, done, passes=False)

    @rule(who=REVIEWERS)
    def reject(self, who: str) -> None:
        self._judge(who, reject(self.one, by=getattr(self.country, who), comment="不行").done, passes=False)

    def _judge(self, who: str, done: list[int], *, passes: bool) -> None:
        seat = {"city_reviewer": "city", "reviewer": "province", "colleague": "province"}.get(who)
        assert bool(done) == (seat is not None and seat == self.waits_at)
        if not done:
            return
        if not passes:
            self.waits_at = None
        elif self.waits_at == "city":
            self.waits_at = "province"
        else:
            self.waits_at, self.approved = None, {"reason": self.sent[-1], "number": len(self.sent)}

    @invariant()
    def one_case_in_one_of_five_states(self) -> None:
        cases = list(Case.objects.filter(subject_id=self.petition.pk))
        assert len(cases) == bool(self.sent)
        assert all(case.state in State.values for case in cases)
        assert all((case.state == State.OPEN) == (self.waits_at is not None) for case in cases)

    @invariant()
    def every_submission_is_kept_as_it_was(self) -> None:
        kept = Submission.objects.filter(case__subject_id=self.petition.pk).order_by("number")
        assert [(s.number, values_of(s)["reason"]) for s in kept] == list(enumerate(self.sent, start=1))

    @invariant()
    def the_approved_copy_is_never_lost(self) -> None:
        case = fresh(self.petition).case
        kept = case.approved if case else None
        assert (kept and {"reason": values_of(kept)["reason"], "number": kept.number}) == self.approved

    @invariant()
    def labels_of_one_and_of_a_query_agree(self) -> None:
        now = fresh(self.petition)
        assert self.one.filter(reported_q()).exists() == is_reported(now)
        assert self.one.filter(~reported_q()).exists() != is_reported(now)
        assert self.one.filter(review_state_q(review_label(now))).exists()
        assert not is_reported(now) or values_of(now.case.current)["reason"] == now.reason


@pytest.mark.spec("PLT-31", "PLT-35", "REP-35")
def test_any_course_keeps_the_case_sound(country):
    Course.country = country
    with patch.dict(CHAINS):
        declare(steps=(CITY, PROVINCE))
        run_state_machine_as_test(
            Course,
            settings=settings(
                max_examples=20,
                stateful_step_count=20,
                deadline=None,
                suppress_health_check=list(HealthCheck),
                database=None,
                derandomize=True,
            ),
        )
    assert connection.in_atomic_block
