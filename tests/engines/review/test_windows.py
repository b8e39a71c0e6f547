"""What is decided when: windows of a chain and of its steps."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.engines.review.conftest import of
from tests.engines.review.petitions import REVIEW, REVIEWING, SUBMITTING
from xinglin.engines.access.models import UnitKind
from xinglin.engines.review.actions import approve, return_for_changes, submit, withdraw
from xinglin.engines.review.chain import Seat, Step
from xinglin.engines.windows.models import Window, WindowExtension

YEAR = 2026


@pytest.fixture
def windowed(chain):
    step = Step(key="province", title="省审核", seat=Seat(UnitKind.PROVINCE, REVIEW), window=REVIEWING)
    return chain(
        steps=(step,),
        window=SUBMITTING,
        years=lambda petitions: {each.pk: each.year for each in petitions if each.year},
    )


def a_window(country, kind, start, end):
    now = timezone.now()
    return Window.objects.create(
        kind=kind.key, year=YEAR, unit=country.units.nation, starts_at=now + start, ends_at=now + end
    )


DAY = timedelta(days=1)


@pytest.mark.spec("PLT-22", "PLT-30")
def test_nothing_goes_up_outside_its_window(country, windowed):
    petition = country.petition(year=YEAR)
    assert submit(of(petition), by=country.clerk).refused[petition.pk].startswith("2026 年“申请上报”还没有安排时间")
    window = a_window(country, SUBMITTING, -2 * DAY, -DAY)
    assert "已于" in submit(of(petition), by=country.clerk).refused[petition.pk]
    WindowExtension.objects.create(
        window=window, unit=country.units.hospital, ends_at=timezone.now() + DAY, reason="停电"
    )
    assert submit(of(petition), by=country.clerk).done
    WindowExtension.objects.all().delete()
    assert "已于" in withdraw(of(petition), by=country.clerk).refused[petition.pk]


@pytest.mark.spec("PLT-22", "REP-40")
def test_nothing_is_decided_outside_the_window_of_its_step(country, windowed):
    petition = country.petition(year=YEAR)
    a_window(country, SUBMITTING, -DAY, DAY)
    window = a_window(country, REVIEWING, DAY, 2 * DAY)
    submit(of(petition), by=country.clerk)
    assert "“申请审核”尚未开始" in approve(of(petition), by=country.reviewer).refused[petition.pk]
    assert return_for_changes(of(petition), by=country.reviewer, comment="理由不足").refused
    Window.objects.filter(pk=window.pk).update(starts_at=timezone.now() - DAY)
    assert approve(of(petition), by=country.reviewer).done


def test_what_belongs_to_no_year_is_held_by_no_window(country, windowed):
    petition = country.petition(year=None)
    assert submit(of(petition), by=country.clerk).done
    assert approve(of(petition), by=country.reviewer).done
