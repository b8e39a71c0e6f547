"""Whatever two bases and their provinces do in whatever order: nobody is held twice, and what counts is approved."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils.timezone import localdate
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.domains.training.test_status import in_status
from tests.factories.country import Country
from tests.walk import account_rows
from xinglin.domains.training.actions import (
    change_specialty,
    change_status,
    delete_trainings,
    open_late_accounts,
    receive,
    save_trainings,
    take_back_status,
)
from xinglin.domains.training.enums import BOUND
from xinglin.domains.training.models import ApprovedFacts, StatusChange, Training
from xinglin.domains.training.rules.moving import Continuation
from xinglin.domains.training.rules.transitions import TRANSITIONS
from xinglin.engines.review.actions import approve, return_for_changes, submit, withdraw
from xinglin.engines.review.models import Case, Decision

BASES = st.sampled_from(["base", "base_far"])
REVIEWERS = st.sampled_from(["reviewer", "other_reviewer"])
SPECIALTIES = st.sampled_from(["0100", "0700", "0900"])
STEPS = st.sampled_from([(t.after.value, r.value, t.until) for t in TRANSITIONS for r in t.reasons])
TODAY = localdate()
FIELDS = ("training.specialty", "training.graduate_kind", "training.training_years", "status.status")


class Moves(RuleBasedStateMachine):
    """Two people, two bases, two provinces; what is approved is followed by hand from the decisions."""

    country: Country
    number = 2

    @initialize()
    def begin(self) -> None:
        self.rollback = transaction.atomic()
        self.rollback.__enter__()

    def teardown(self) -> None:
        if hasattr(self, "rollback"):
            transaction.set_rollback(True)
            self.rollback.__exit__(None, None, None)

    def by(self, who: str) -> Any:
        return getattr(self.country, who)

    @property
    def everybody(self) -> Any:
        return Training.objects.all()

    @rule(who=BASES, step=STEPS)
    def change(self, who: str, step: tuple[str, str, bool]) -> None:
        status, reason, until = step
        target = self.country.far.pk if who == "base" and reason == "change_of_base" else None
        ends_on = TODAY + timedelta(days=30) if until else None
        asked = {"status": status, "reason": reason, "starts_on": TODAY, "ends_on": ends_on, "note": "说明"}
        change_status(self.everybody, by=self.by(who), target=target, **asked)

    @rule(who=REVIEWERS)
    def complete(self, who: str) -> None:
        change_status(self.everybody, by=self.by(who), status="completed", reason="passed", starts_on=TODAY)

    @rule(who=BASES)
    def take_back(self, who: str) -> None:
        take_back_status(self.everybody, by=self.by(who))

    @rule(who=BASES)
    def import_late(self, who: str) -> None:
        open_late_accounts(account_rows(self.number), by=self.by(who))

    @rule(who=BASES, specialty=SPECIALTIES)
    def receive(self, who: str, specialty: str) -> None:
        changes = StatusChange.objects.all()
        to = Continuation(specialty, TODAY, TODAY + timedelta(days=300))
        receive(changes, {change.pk: to for change in changes}, by=self.by(who))

    @rule(who=BASES, specialty=SPECIALTIES)
    def other_specialty(self, who: str, specialty: str) -> None:
        to = Continuation(specialty, TODAY, TODAY + timedelta(days=300))
        change_specialty(self.everybody, {t.pk: to for t in self.everybody}, by=self.by(who))

    @rule(who=BASES, kind=st.sampled_from(["fresh", "past"]), years=st.sampled_from(["1", "2", "3"]))
    def edit(self, who: str, kind: str, years: str) -> None:
        values = {t.pk: {"graduate_kind": kind, "training_years": years} for t in self.everybody}
        save_trainings(self.everybody, values, by=self.by(who))

    @rule(who=BASES)
    def delete(self, who: str) -> None:
        delete_trainings(self.everybody, by=self.by(who), comment="误录")

    @rule(who=BASES)
    def report(self, who: str) -> None:
        submit(self.everybody, by=self.by(who))

    @rule(who=BASES)
    def call_back(self, who: str) -> None:
        withdraw(self.everybody, by=self.by(who))

    @rule(who=REVIEWERS)
    def approve(self, who: str) -> None:
        approve(self.everybody, by=self.by(who))

    @rule(who=REVIEWERS)
    def send_back(self, who: str) -> None:
        return_for_changes(self.everybody, comment="请核对", by=self.by(who))

    @invariant()
    def nobody_is_held_twice(self) -> None:
        held = list(Training.objects.filter(status__in=BOUND).values_list("person", flat=True))
        assert len(held) == len(set(held))

    @invariant()
    def what_counts_is_what_was_approved_last(self) -> None:
        """Recomputed from the decisions alone."""
        last: dict[int, Any] = {}
        for decision in Decision.objects.filter(verdict="approve").select_related("submission").order_by("pk"):
            last[decision.case_id] = decision.submission
        cases = dict(Case.objects.filter(pk__in=last).values_list("pk", "subject_id"))
        expected = {cases[pk]: (submission.pk, *_answers(submission.copy)) for pk, submission in last.items()}
        counted = {
            f.training_id: (f.submission_id, f.specialty.code, f.graduate_kind, str(f.training_years), f.status)
            for f in ApprovedFacts.objects.select_related("specialty")
        }
        assert counted == expected

    @invariant()
    def the_status_is_where_its_changes_led(self) -> None:
        for training in Training.objects.prefetch_related("status_changes"):
            steps = list(training.status_changes.all())
            assert [step.before for step in steps] == ["training", *(step.after for step in steps[:-1])][: len(steps)]
            assert training.status == (steps[-1].after if steps else "training")
            approved = [step.approved_at is not None for step in steps]
            assert approved == sorted(approved, reverse=True)

    @invariant()
    def a_link_joins_one_person_and_an_end(self) -> None:
        for training in Training.objects.exclude(previous=None).select_related("previous"):
            assert training.previous.person_id == training.person_id
            assert training.previous.status == "withdrawn"


def _answers(copy: Any) -> list[str]:
    answers = {a["key"]: a["value"] for section in copy["sections"] for a in section["fields"]}
    return [answers[key] for key in FIELDS]


@pytest.mark.spec("REP-04", "REP-33", "REP-34", "REP-35", "REP-41", "PLT-35")
def test_any_moves_leave_everybody_sound(country: Country) -> None:
    in_status(country, "training", Moves.number)
    for who in ("base_far", "other_reviewer"):
        getattr(country, who)
    Moves.country = country
    run_state_machine_as_test(
        Moves,
        settings=settings(
            max_examples=8,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            derandomize=True,
        ),
    )
    assert connection.in_atomic_block
