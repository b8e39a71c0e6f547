"""Two bases, each over a connection of its own, reach for the same person: one gets him, the other is told (REP-04)."""

import pytest
from django.db import IntegrityError
from django.utils.timezone import localdate

from tests.domains.moments import rows_of
from tests.domains.training.test_moving import TO, let_go
from tests.domains.training.test_status import in_status, step
from tests.engines.review.test_two_at_once import at_once
from tests.factories.country import Country
from tests.walk import account_rows
from xinglin.domains.training.actions import (
    change_specialty,
    change_status,
    open_late_accounts,
    receive,
    take_back_status,
)
from xinglin.domains.training.enums import BOUND
from xinglin.domains.training.models import StatusChange, Training

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.spec("REP-04", "REP-34", "PLT-34")]
HELD = "此人已在“"


def held(person: int) -> list[Training]:
    return list(Training.objects.filter(person=person, status__in=BOUND).select_related("institution"))


@pytest.mark.parametrize("status", BOUND)
def test_the_database_holds_nobody_twice(country: Country, status: str) -> None:
    """Whatever a program does: the constraint itself."""
    (training,) = in_status(country, "training")
    with pytest.raises(IntegrityError, match="bound_to_one_base"):
        Training.objects.create(
            person=training.person,
            institution=country.far,
            province=country.other_province,
            intake_year=2025,
            status=status,
        )


def test_one_receives_and_another_imports_at_once(country: Country) -> None:
    (old,) = let_go(country)
    change = StatusChange.objects.get()
    rows = account_rows(1)
    far, near = country.base_far, country.base_next_door
    outcomes = at_once(
        lambda: receive(StatusChange.objects.filter(pk=change.pk), {change.pk: TO}, by=far),
        lambda: open_late_accounts(rows, by=near),
    )
    (one,) = held(old.person_id)
    done = [outcome for outcome in outcomes if outcome.done]
    (refused,) = [why for outcome in outcomes for why in outcome.refused.values()]
    assert len(done) == 1
    assert f"“{one.institution.name}”" in refused
    assert one.previous_id == old.pk


def test_two_bases_import_the_same_person_at_once(country: Country) -> None:
    (old,) = in_status(country, "withdrawn")
    far, near, rows = country.base_far, country.base_next_door, account_rows(1)
    outcomes = at_once(lambda: open_late_accounts(rows, by=far), lambda: open_late_accounts(rows, by=near))
    (one,) = held(old.person_id)
    assert sorted(len(outcome.done) for outcome in outcomes) == [0, 1]
    (refused,) = [why for outcome in outcomes for why in outcome.refused.values()]
    assert refused.startswith(f"此人已在“{one.institution.name}”，培训状态为“在培”")


def test_a_withdrawal_is_taken_back_while_another_base_imports(country: Country) -> None:
    (old,) = in_status(country, "withdrawn")
    base, far, rows = country.base, country.base_far, account_rows(1)
    outcomes = at_once(lambda: take_back_status(rows_of(old), by=base), lambda: open_late_accounts(rows, by=far))
    (one,) = held(old.person_id)
    (refused,) = [why for outcome in outcomes for why in outcome.refused.values()]
    assert refused.startswith(f"此人已在“{one.institution.name}”")


def test_two_clerks_change_the_status_at_once(country: Country) -> None:
    (training,) = in_status(country, "training")
    base = country.base
    outcomes = at_once(
        lambda: change_status(rows_of(training), by=base, **step("ended")),
        lambda: change_status(rows_of(training), by=base, **step("suspended")),
    )
    assert sorted(len(outcome.done) for outcome in outcomes) == [0, 1]
    (refused,) = [why for outcome in outcomes for why in outcome.refused.values()]
    assert refused.startswith("培训状态不能从“")
    assert StatusChange.objects.count() == 1


def test_a_change_of_specialty_twice_at_once_makes_one_record(country: Country) -> None:
    (training,) = in_status(country, "training")
    base = country.base
    outcomes = at_once(
        lambda: change_specialty(rows_of(training), {training.pk: TO}, by=base),
        lambda: change_specialty(rows_of(training), {training.pk: TO}, by=base),
    )
    assert sorted(len(outcome.done) for outcome in outcomes) == [0, 1]
    assert len(held(training.person_id)) == 1
    assert Training.objects.filter(previous=training).count() == 1
    assert StatusChange.objects.get().starts_on == localdate()
