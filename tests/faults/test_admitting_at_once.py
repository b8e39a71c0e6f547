"""Twenty clerks admit at the same moment, others cancel, release and answer: the places hold (REC-21, PLT-34)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.domains.recruitment.desk import Desk, admitted, confirmed, passed, preferences
from tests.engines.review.test_two_at_once import at_once
from tests.factories.country import Country
from tests.faults.test_two_at_once import colleague
from xinglin.domains.recruitment.actions.admitting import admit, cancel, reassign, release
from xinglin.domains.recruitment.actions.reporting_in import report_present
from xinglin.domains.recruitment.actions.screening import take_back_screening
from xinglin.domains.recruitment.enums import Screening
from xinglin.domains.recruitment.models import Offer, Place, Preference
from xinglin.domains.training.models import Training
from xinglin.engines.access.roles import Role
from xinglin.engines.windows.models import Window

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.spec("PLT-34")]
CLERKS = 20


@pytest.mark.spec("REC-21")
def test_of_twenty_clerks_with_twenty_applicants_for_one_place_one_admits(country: Country) -> None:
    desk = Desk(country)
    place = desk.place(approved=1)
    applications = desk.applied(CLERKS, place)
    rows = passed(desk, applications)
    clerks = [colleague(country.hospital, Role.BASE_ADMIN, f"教务{n}") for n in range(CLERKS)]
    outcomes = at_once(
        *(
            lambda row=row, clerk=clerk: admit(Preference._base_manager.filter(pk=row), by=clerk)
            for row, clerk in zip(rows.values_list("pk", flat=True), clerks, strict=True)
        )
    )
    assert sorted(len(outcome.done) for outcome in outcomes) == [0] * 19 + [1]
    told = [why for outcome in outcomes for why in outcome.refused.values()]
    assert told == ["“内科”的 1 个招收计划已全部录取，没有剩余名额。"] * 19
    assert (Offer.objects.count(), Place.objects.get().taken) == (1, 1)


@pytest.mark.spec("REC-21", "REC-22")
def test_one_applicant_whom_two_bases_take_at_once_goes_to_one(country: Country) -> None:
    desk = Desk(country)
    here, there = desk.place(), desk.place(at=country.next_door)
    [one] = desk.applied(1, here, there)
    passed(desk, [one])
    Preference.objects.update(screening=Screening.PASSED)
    spare = desk.place("0700")
    first, second = at_once(
        lambda: reassign(preferences([one]), place=spare.pk, by=country.base),
        lambda: admit(preferences([one], 2), by=country.base_next_door),
    )
    assert len(first.done) + len(second.done) == 1
    assert Offer.objects.count() == 1
    assert sum(Place.objects.values_list("taken", flat=True)) == 1


@pytest.mark.spec("REC-20", "REC-21")
def test_admission_and_its_undoing_in_opposite_order_do_not_lock_each_other_out(country: Country) -> None:
    desk = Desk(country)
    applications = desk.applied(12, desk.place(approved=12))
    rows, base = passed(desk, applications), country.base
    other = colleague(country.hospital, Role.BASE_ADMIN, "教务二")
    for _ in range(3):
        at_once(
            lambda: admit(rows.order_by("pk"), by=base),
            lambda: take_back_screening(rows.order_by("-pk"), by=other),
            lambda: admit(rows.order_by("-pk"), by=other),
        )
        at_once(
            lambda: cancel(Offer._base_manager.order_by("-pk"), by=base),
            lambda: release(Offer._base_manager.filter(cancelled_at=None).order_by("pk"), by=other),
            lambda: cancel(Offer._base_manager.order_by("pk"), by=other),
        )
        held = Offer.objects.filter(cancelled_at=None).count()
        assert Place.objects.get().taken == held
        cancel(Offer._base_manager.all(), by=base)
        passed_again = Preference.objects.filter(screening=Screening.PASSED).count()
        assert passed_again in (0, 12)
        Preference.objects.update(screening=Screening.PASSED)


@pytest.mark.spec("REC-21")
def test_of_a_change_and_the_end_of_its_hours_one_comes_first(country: Country) -> None:
    """Released and cancelled by two at once: the applicant never sees a result that was taken back."""
    desk = Desk(country)
    offers = admitted(desk, desk.applied(5, desk.place(approved=5)))
    other = colleague(country.hospital, Role.BASE_ADMIN, "教务二")
    at_once(lambda: release(offers.all(), by=country.base), lambda: cancel(offers.all(), by=other))
    assert not Offer.objects.filter(cancelled_at=None, released_at=None).exists()
    assert Place.objects.get().taken == Offer.objects.filter(cancelled_at=None).count()


@pytest.mark.spec("REC-23", "REC-45")
def test_a_person_who_reports_in_at_two_bases_at_once_is_bound_to_one(country: Country) -> None:
    """Two recruitments of a year cannot both be accepted; of two years they can."""
    first, second = Desk(country), Desk(country, number=2)
    second.batch.intake_year = first.batch.intake_year + 1
    second.batch.save()
    Window.objects.filter(batch=second.batch.number).update(year=second.batch.intake_year)
    [one] = first.applied(1, first.place())
    mine = confirmed(first, [one])
    place = second.place(at=country.next_door)
    again = second.apply(one.person, place)
    now = timezone.now()
    theirs = Offer.objects.create(
        application=again,
        person=one.person,
        batch=second.batch,
        intake_year=second.batch.intake_year,
        province=country.province,
        institution=country.next_door,
        place=place,
        released_at=now,
        answer="accepted",
        answered_at=now,
        confirmed_at=now,
    )
    day = timezone.localdate() + timedelta(days=1)
    here, there = at_once(
        lambda: report_present(mine.all(), starts_on=day, by=country.base),
        lambda: report_present(Offer._base_manager.filter(pk=theirs.pk), starts_on=day, by=country.base_next_door),
    )
    assert len(here.done) + len(there.done) == 1
    assert "不能报到" in next(iter((here.refused | there.refused).values()))
    assert Training.objects.count() == 1
