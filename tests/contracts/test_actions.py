"""Every action takes a set in a number of statements that does not grow with it, and leaves out foreign records."""

import inspect
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from tests.factories.country import Country
from tests.walk import TRAINING, account_rows, opened, walk
from xinglin.domains.training import actions as training_actions
from xinglin.domains.training.models import Training
from xinglin.engines.access.actor import Actor
from xinglin.engines.actions import Outcome, actions
from xinglin.engines.review import actions as review_actions

pytestmark = pytest.mark.django_db
Call = Callable[["QuerySet[Training]", Actor], Outcome]


def _save(rows: "QuerySet[Training]", by: Actor) -> Outcome:
    values = {pk: {**TRAINING, "ends_on": date(2029, 7, 31)} for pk in rows.values_list("pk", flat=True)}
    return training_actions.save_trainings(rows, values, by=by)


# action → (state the records are in before, who acts, the call); each is a set action over training records
CALLS: dict[str, tuple[str, str, Call]] = {
    "training.saved": ("opened", "base", _save),
    "training.personal_returned": (
        "opened",
        "base",
        lambda rows, by: training_actions.return_personal(rows, comment="请补充", by=by),
    ),
    "training.passwords_reset": ("opened", "base", lambda rows, by: training_actions.reset_passwords(rows, by=by)),
    "training.deleted": ("opened", "base", lambda rows, by: training_actions.delete_trainings(rows, by=by)),
    "review.submitted": ("complete", "base", lambda rows, by: review_actions.submit(rows, by=by)),
    "review.withdrawn": ("reported", "base", lambda rows, by: review_actions.withdraw(rows, by=by)),
    "review.approved": ("reported", "reviewer", lambda rows, by: review_actions.approve(rows, by=by)),
    "review.returned": (
        "reported",
        "reviewer",
        lambda rows, by: review_actions.return_for_changes(rows, comment="请核对", by=by),
    ),
}
FEW, MANY = 1, 12


def _statements(call: Callable[[], Any]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        call()
    return len(captured)


def test_every_action_has_a_title_and_takes_the_one_who_acts() -> None:
    for key, declared in actions().items():
        assert declared.title, key
        assert "by" in inspect.signature(declared.verb).parameters, key


@pytest.mark.spec("PLT-31", "REP-51")
@pytest.mark.parametrize("key", CALLS)
def test_a_set_takes_as_many_statements_as_one(country: Country, key: str) -> None:
    state, who, call = CALLS[key]
    by = getattr(country, who)
    outcomes: list[Outcome] = []
    counts = []
    for start, number in ((0, FEW), (50, FEW), (100, MANY)):  # the first fills what is kept in memory
        trainings = walk(country, opened(country, number, start=start), state, start=start)
        rows = Training.objects.filter(pk__in=[t.pk for t in trainings])
        counts.append(_statements(lambda rows=rows: outcomes.append(call(rows, by))))
    assert [len(outcome.done) for outcome in outcomes] == [FEW, FEW, MANY], [outcome.refused for outcome in outcomes]
    assert counts[1] == counts[2], (key, counts)


@pytest.mark.spec("PLT-04")
@pytest.mark.parametrize("key", CALLS)
def test_records_of_others_are_left_out_as_if_they_did_not_exist(country: Country, key: str) -> None:
    state, who, call = CALLS[key]
    stranger = country.base_next_door if who == "base" else country.other_reviewer
    trainings = walk(country, opened(country, 2), state)
    rows = Training.objects.filter(pk__in=[t.pk for t in trainings])
    before = list(rows.order_by("pk").values())
    outcome = call(rows, stranger)
    assert (outcome.done, outcome.refused, outcome.unchanged) == ([], {}, [])
    assert list(rows.order_by("pk").values()) == before


@pytest.mark.spec("REP-03", "REP-51")
def test_opening_accounts_takes_as_many_statements_for_many(country: Country) -> None:
    sets = (account_rows(FEW), account_rows(FEW, start=50), account_rows(MANY, start=100))
    counts = [_statements(lambda rows=rows: training_actions.open_accounts(rows, by=country.base)) for rows in sets]
    assert counts[1] == counts[2], counts
