"""Calls of the domains' actions and of the chains'."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.timezone import localdate

from tests.contracts.calls import (
    INNER,
    Crowd,
    Verb,
    base,
    call,
    far,
    nation,
    next_door,
    other_reviewer,
    reviewer,
    somebody_else,
    supervisor,
    system,
)
from tests.factories.country import YEAR, open_windows
from tests.walk import TRAINING, account_rows
from xinglin.domains.institutions.actions import NewHospital, found_hospitals, open_specialty_bases
from xinglin.domains.people import actions as people
from xinglin.domains.people.models import Person
from xinglin.domains.reference.models import Specialty
from xinglin.domains.training import actions as training
from xinglin.domains.training.models import StatusChange
from xinglin.domains.training.rules.moving import Continuation
from xinglin.domains.training.rules.transitions import NewStatus
from xinglin.engines.access.models import Unit
from xinglin.engines.review import actions as review
from xinglin.engines.windows.models import Window


@call("training.accounts_opened", stranger=supervisor)
def _(crowd: Crowd, number: int) -> Verb:
    rows = account_rows(number, start=500)
    return lambda by: training.open_accounts(rows, by=by)


@call("training.late_accounts_opened", stranger=supervisor)
def _(crowd: Crowd, number: int) -> Verb:
    year = YEAR - 1
    if not Window.objects.filter(year=year).exists():
        open_windows(crowd.world.country.nation, year)
        Window.objects.filter(year=year).update(starts_at=timezone.now() - timedelta(400), ends_at=timezone.now())
    rows = [{**row, "intake_year": year} for row in account_rows(number, start=500)]
    return lambda by: training.open_late_accounts(rows, by=by)


@call("training.updated")
def _(crowd: Crowd, number: int) -> Verb:
    approve_all(crowd, number)
    step = {"status": "ended", "status_reason": "term_over", "status_starts_on": date(2026, 10, 1)}
    rows = [{"pk": t.pk, "ends_on": date(2029, 7, 31), **step} for t in crowd.trainings[:number]]
    return lambda by: training.update_trainings(rows, by=by)


@call("training.saved")
def _(crowd: Crowd, number: int) -> Verb:
    values = {t.pk: {**TRAINING, "ends_on": date(2029, 7, 31)} for t in crowd.trainings[:number]}
    return lambda by: training.save_trainings(crowd.rows(number), values, by=by)


@call("training.imported")
def _(crowd: Crowd, number: int) -> Verb:
    rows = [{"pk": t.pk, "ends_on": date(2029, 7, 31)} for t in crowd.trainings[:number]]
    return lambda by: training.import_trainings(rows, by=by)


@call("training.personal_returned")
def _(crowd: Crowd, number: int) -> Verb:
    return lambda by: training.return_personal(crowd.rows(number), comment="请补充", by=by)


@call("training.passwords_reset")
def _(crowd: Crowd, number: int) -> Verb:
    return lambda by: training.reset_passwords(crowd.rows(number), by=by)


STEP: dict[str, Any] = {"status": "ended", "reason": "term_over", "starts_on": date(2026, 10, 1)}


def approve_all(crowd: Crowd, number: int) -> None:
    review.submit(crowd.rows(number), by=base(crowd))
    review.approve(crowd.rows(number), by=reviewer(crowd))


@call("training.status_changed")
def _(crowd: Crowd, number: int) -> Verb:
    approve_all(crowd, number)
    return lambda by: training.change_status(crowd.rows(number), by=by, **STEP)


@call("training.statuses_changed")
def _(crowd: Crowd, number: int) -> Verb:
    approve_all(crowd, number)
    changes = {t.pk: NewStatus(**STEP) for t in crowd.trainings[:number]}
    return lambda by: training.change_statuses(crowd.rows(number), changes, by=by)


@call("training.status_taken_back")
def _(crowd: Crowd, number: int) -> Verb:
    approve_all(crowd, number)
    training.change_status(crowd.rows(number), by=base(crowd), **STEP)
    return lambda by: training.take_back_status(crowd.rows(number), by=by)


def onwards() -> Continuation:
    return Continuation("0700", localdate(), date(2029, 8, 31))


@call("training.specialty_changed")
def _(crowd: Crowd, number: int) -> Verb:
    approve_all(crowd, number)
    to = {t.pk: onwards() for t in crowd.trainings[:number]}
    return lambda by: training.change_specialty(crowd.rows(number), to, by=by)


@call("training.received", by=next_door, stranger=far)
def _(crowd: Crowd, number: int) -> Verb:
    approve_all(crowd, number)
    going: dict[str, Any] = {"status": "withdrawn", "reason": "change_of_base", "starts_on": localdate()}
    target = crowd.world.country.next_door.pk
    training.change_status(crowd.rows(number), by=base(crowd), target=target, **going)
    changes = StatusChange.objects.filter(training__in=[t.pk for t in crowd.trainings[:number]])
    to = {change.pk: onwards() for change in changes}
    return lambda by: training.receive(changes, to, by=by)


@call("training.deleted")
def _(crowd: Crowd, number: int) -> Verb:
    return lambda by: training.delete_trainings(crowd.rows(number), by=by)


@call("review.submitted")
def _(crowd: Crowd, number: int) -> Verb:
    return lambda by: review.submit(crowd.rows(number), by=by)


@call("review.withdrawn")
def _(crowd: Crowd, number: int) -> Verb:
    review.submit(crowd.rows(number), by=base(crowd))
    return lambda by: review.withdraw(crowd.rows(number), by=by)


@call("review.approved", by=reviewer, stranger=other_reviewer)
def _(crowd: Crowd, number: int) -> Verb:
    review.submit(crowd.rows(number), by=base(crowd))
    return lambda by: review.approve(crowd.rows(number), by=by)


@call("review.returned", by=reviewer, stranger=other_reviewer)
def _(crowd: Crowd, number: int) -> Verb:
    review.submit(crowd.rows(number), by=base(crowd))
    return lambda by: review.return_for_changes(crowd.rows(number), comment="请核对", by=by)


@call("review.rejected", by=reviewer, stranger=other_reviewer)
def _(crowd: Crowd, number: int) -> Verb:
    review.submit(crowd.rows(number), by=base(crowd))
    return lambda by: review.reject(crowd.rows(number), comment="不符合条件", by=by)


@call("review.revealed", by=reviewer, stranger=other_reviewer)
def _(crowd: Crowd, number: int) -> Verb:
    review.submit(crowd.rows(number), by=base(crowd))
    return lambda by: review.reveal(crowd.rows(number), reason="核对身份信息", by=by)


def persons(crowd: Crowd, number: int) -> list[int]:
    return [t.person_id for t in crowd.trainings[:number]]


@call("people.opened", stranger=None, why=INNER)
def _(crowd: Crowd, number: int) -> Verb:
    rows = [{**row, "account_id": None} for row in account_rows(number, start=500)]
    return lambda by: people.open_people(rows, by=by)


@call("people.basic_saved", by=system, stranger=somebody_else)
def _(crowd: Crowd, number: int) -> Verb:
    keys = persons(crowd, number)
    values = {pk: {"address": "示范路 1 号"} for pk in keys}
    return lambda by: people.save_basic(Person.objects.filter(pk__in=keys), values, by=by)


@call("people.educations_saved", by=system, stranger=somebody_else)
def _(crowd: Crowd, number: int) -> Verb:
    keys = persons(crowd, number)
    values = {pk: {"bachelor": {"school": "示范医科大学"}, "associate": None} for pk in keys}
    return lambda by: people.save_educations(Person.objects.filter(pk__in=keys), values, by=by)


@call("people.licence_saved", by=system, stranger=somebody_else)
def _(crowd: Crowd, number: int) -> Verb:
    keys = persons(crowd, number)
    values = {pk: {"other_certificates": "住院医师英语证书"} for pk in keys}
    return lambda by: people.save_licence(Person.objects.filter(pk__in=keys), values, by=by)


@call("people.mobiles_corrected", by=base, stranger=next_door)
def _(crowd: Crowd, number: int) -> Verb:
    numbers = {pk: f"199{index:08}" for index, pk in enumerate(persons(crowd, number))}
    return lambda by: people.correct_mobiles(Person.objects.filter(pk__in=numbers), numbers, by=by)


@call("institutions.hospitals_founded", by=nation, stranger=base)
def _(crowd: Crowd, number: int) -> Verb:
    new = [NewHospital(crowd.world.country.city, f"新医院{index}") for index in range(number)]
    return lambda by: found_hospitals(new, by=by)


@call("institutions.specialty_bases_opened", by=nation, stranger=base)
def _(crowd: Crowd, number: int) -> Verb:
    hospitals = Unit.objects.filter(pk__in=(crowd.world.country.hospital.pk, crowd.world.country.far.pk))
    others = Specialty.objects.exclude(code__in=("0100", "0700", "0900", "1900")).order_by("code")
    pairs = [(unit, specialty) for unit in hospitals for specialty in others][:number]
    return lambda by: open_specialty_bases(pairs, by=by)
