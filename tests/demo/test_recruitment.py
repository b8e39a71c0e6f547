"""Recruitment in the demonstration: a batch in every stage, two provinces that differ in all (REC-01, PLT-120)."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from xinglin.demo import founding
from xinglin.demo.cohorts import FLAGSHIP
from xinglin.demo.log_ins import open_log_ins
from xinglin.demo.recruitment import recruit
from xinglin.demo.recruitment.setup import BEIJING, GUANGDONG, PLANNED, SETTINGS
from xinglin.domains.recruitment.models import Announcement, Batch, Offer, Place, Plan, Preference, Run
from xinglin.domains.recruitment.queries.timing import Timings
from xinglin.domains.recruitment.windows import STAGES
from xinglin.domains.reference.loading import load as load_codes
from xinglin.domains.reference.models import Code, Specialty
from xinglin.domains.reference.public import forget

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.spec("PLT-120", "REC-01")]


@pytest.fixture(scope="module")
def recruited(django_db_setup: Any, django_db_blocker: Any) -> Iterator[int]:
    """The country without its residents, taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_codes(Code, Specialty)
        forget()
        places = founding.found()
        open_log_ins(places)
        made = recruit(places)
        connection.check_constraints()
        yield made
        transaction.set_rollback(True)


def test_every_stage_is_shown(recruited: int) -> None:
    batches = {batch.name: batch for batch in Batch.objects.select_related("province")}
    assert len(batches) == len(PLANNED) == recruited
    timings = Timings(batches.values())
    for planned in PLANNED:
        batch = batches[f"{founding.this_year() + planned.year}年{planned.name}"]
        found = [timings.opening(batch, kind).state for kind in STAGES]
        past, ahead = planned.stage, len(STAGES) - planned.stage - 1
        assert found == (["past"] * past + ["open"] + ["future"] * ahead)[: len(STAGES)], planned.key


def test_provinces_have_nothing_in_common(recruited: int) -> None:
    for column in SETTINGS[BEIJING]:
        assert SETTINGS[BEIJING][column] != SETTINGS[GUANGDONG][column], column


def test_plans_stand_at_every_point_of_their_way(recruited: int) -> None:
    states = Plan.objects.filter(batch__intake_year=founding.this_year() + 1).values_list("case__state", flat=True)
    assert {*states} == {None, "open", "returned", "approved"}
    assert Place.objects.filter(granted__isnull=False, approved=3).exists()
    assert Place.objects.filter(institution__name=FLAGSHIP, site__isnull=False, approved=2).exists()


@pytest.mark.spec("REC-50", "REC-51")
def test_a_batch_is_matched_twice_for_a_trial_and_sealed_for_good(recruited: int) -> None:
    kinds = [(run.is_dry, run.state, bool(run.quotas)) for run in Run.objects.order_by("pk")]
    matched, *others = kinds
    assert others == [(True, "running", False), (True, "running", True), (False, "sealed", False)]
    assert Run.objects.latest("pk").summary["couples"] == 1
    assert matched == (False, "applied", False)
    first = Run.objects.order_by("pk")[0]
    assert first.summary["admitted"] == Offer.objects.filter(batch=first.batch, released_at__isnull=False).count() > 0
    assert first.results.count() == 12


@pytest.mark.spec("REC-20", "REC-21", "REC-30")
def test_a_base_finds_work_at_every_stage(recruited: int) -> None:
    """Where it admits some wait, some know; later all know, half have answered; of the last all are confirmed."""
    offers = Offer.objects.filter(batch__is_trial=False)
    admission = offers.filter(batch__name__endswith="第三批（紧缺专业）")
    assert {bool(offer.released_at) for offer in admission} == {True, False}
    assert Announcement.objects.filter(batch__name__endswith="第三批（紧缺专业）").count() == 1
    acceptance = offers.filter(batch__name__endswith="第二批（补录）")
    assert set(acceptance.values_list("answer", flat=True)) == {"", "accepted", "declined"}
    report_in = offers.filter(batch__name__endswith="第一批", answer="accepted")
    assert report_in.count() > 4
    assert not report_in.filter(confirmed_at=None).exists()
    assert set(Preference.objects.values_list("screening", flat=True)) == {"waiting", "passed", "failed"}
