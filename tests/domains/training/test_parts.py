"""Intake and second part: where a record stands, when it locks, what is counted (REP-13, REP-35, REP-41, PLT-35)."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.domains.moments import LOCKED_INTAKE, close, fresh, rows_of
from tests.factories.country import YEAR, Country
from tests.walk import opened, resident, walk
from xinglin.domains.people.models import Person
from xinglin.domains.people.public import save_basic
from xinglin.domains.training import rules, windows
from xinglin.domains.training.actions import save_trainings
from xinglin.domains.training.models import ApprovedFacts, Training
from xinglin.domains.training.queries.parts import managed_q, openings_of
from xinglin.domains.training.queries.records import intake_visible_to, managed_visible_to
from xinglin.engines.access.models import Unit
from xinglin.engines.review.actions import approve, submit
from xinglin.engines.review.copies import changes
from xinglin.engines.review.labels import report_label, review_label
from xinglin.engines.windows.models import Window, WindowExtension


def facts(training: Training) -> dict[str, Any]:
    return ApprovedFacts.objects.filter(pk=training.pk).values().get()


@pytest.mark.spec("REP-41", "PLT-35")
def test_an_approval_counts_in_what_its_copy_says(country: Country) -> None:
    approved, waiting = opened(country, 2)
    walk(country, [approved], "approved")
    walk(country, [waiting], "reported", start=1)
    case = fresh(approved).case
    found = facts(approved)
    assert {key: found[key] for key in ("submission_id", "approved_at", "institution_id", "province_id")} == {
        "submission_id": case.approved_id,
        "approved_at": case.approved_at,
        "institution_id": country.hospital.pk,
        "province_id": country.province.pk,
    }
    assert (found["intake_year"], found["status"], found["training_years"]) == (YEAR, "training", 3)
    assert (found["resident_category"], found["graduate_kind"], found["is_rural_order"]) == ("SOCIAL", "fresh", False)
    person = Person.objects.get(pk=approved.person_id)
    assert (found["gender"], found["highest_level"]) == (person.gender, person.highest_level)
    assert found["licensing_exam"] == person.licence.licensing_exam
    now = fresh(approved)
    assert (found["specialty_id"], found["specialty_base_id"]) == (now.specialty_id, now.specialty_base_id)
    assert not ApprovedFacts.objects.filter(pk=waiting.pk).exists()


@pytest.mark.spec("REP-13", "REP-35", "REP-41", "PLT-35")
def test_after_the_intake_it_is_edited_and_reported_again_and_the_original_stays(country: Country) -> None:
    (training,) = walk(country, opened(country), "approved")
    assert not managed_visible_to(country.base).exists()
    original, counted = fresh(training).original_id, facts(training)
    assert original == fresh(training).case.approved_id
    close(windows.INTAKE)
    close(windows.PROVINCE_REVIEW)
    assert list(managed_visible_to(country.base)) == [training] == list(intake_visible_to(country.base))
    assert not managed_visible_to(country.base_next_door).exists()
    save_trainings(rows_of(training), {training.pk: {"graduate_kind": "past"}}, by=country.base)
    assert (report_label(fresh(training)), review_label(fresh(training))) == ("未上报", "审核通过")
    assert facts(training) == counted
    assert submit(rows_of(training), by=country.base).done == [training.pk]
    assert review_label(fresh(training)) == "待审核"
    assert facts(training) == counted
    case = fresh(training).case
    (change,) = changes(case.approved, case.current)
    assert (change.key, change.before, change.after) == ("training.graduate_kind", "应届生", "往届生")
    assert approve(rows_of(training), by=country.reviewer).done == [training.pk]
    now = fresh(training)
    assert (now.original_id, facts(training)["submission_id"]) == (original, now.case.approved_id)
    assert facts(training)["graduate_kind"] == "past"


@pytest.mark.spec("REP-13")
def test_approved_again_within_the_intake_it_is_the_newer_copy_that_stays(country: Country) -> None:
    (training,) = walk(country, opened(country), "approved")
    first = fresh(training).original_id
    save_trainings(rows_of(training), {training.pk: {"training_years": "2"}}, by=country.base)
    submit(rows_of(training), by=country.base)
    Window.objects.filter(kind=windows.INTAKE.key).update(ends_at=timezone.now())  # sent in time, approved afterwards
    approve(rows_of(training), by=country.reviewer)
    assert fresh(training).original_id == fresh(training).case.approved_id != first


@pytest.mark.spec("REP-13", "PLT-22")
def test_what_was_never_approved_locks_and_what_waits_may_still_be_approved(country: Country) -> None:
    waiting, filled = opened(country, 2)
    walk(country, [waiting], "reported")
    walk(country, [filled], "complete", start=1)
    close(windows.INTAKE)
    values = {t.pk: {"training_years": "1"} for t in (waiting, filled)}
    refused = save_trainings(rows_of(waiting, filled), values, by=country.base).refused
    closed = LOCKED_INTAKE.partition("未经")[0]
    waits = f"{closed}该记录正在等待省级审核，审核通过后可在“住院医师信息管理”中更新。"
    assert refused == {waiting.pk: waits, filled.pk: LOCKED_INTAKE}
    assert approve(rows_of(waiting), by=country.reviewer).done == [waiting.pk]
    assert list(managed_visible_to(country.base)) == [waiting]
    assert save_trainings(rows_of(waiting), {waiting.pk: {"training_years": "1"}}, by=country.base).done


@pytest.mark.spec("REP-35")
def test_personal_information_changed_after_approval_is_reported_again(country: Country) -> None:
    (training,) = walk(country, opened(country), "approved")
    close(windows.INTAKE)
    counted = facts(training)
    person = Person.objects.filter(pk=training.person_id)
    save_basic(person, {training.person_id: {"address": "示范路 2 号"}}, by=resident(training))
    assert report_label(fresh(training)) == "未上报"
    assert facts(training) == counted
    assert submit(rows_of(training), by=country.base).done == [training.pk]
    case = fresh(training).case
    assert [change.key for change in changes(case.approved, case.current)] == ["basic.address"]


@pytest.mark.spec("REP-51")
def test_counting_in_takes_as_many_statements_for_many_as_for_one(
    country: Country, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    first, one, *many = walk(country, opened(country, 6), "reported")
    approve(rows_of(first), by=country.reviewer)  # code lists are kept in memory from then on
    with django_assert_max_num_queries(60) as context:
        approve(rows_of(one), by=country.reviewer)
    with django_assert_num_queries(len(context)):
        approve(rows_of(*many), by=country.reviewer)


DAYS = st.integers(-9, 9).filter(bool)
SPANS = st.one_of(st.none(), st.tuples(DAYS, DAYS).map(sorted).filter(lambda span: span[0] != span[1]))


@pytest.mark.spec("REP-13", "PLT-22")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spans=st.lists(SPANS, min_size=6, max_size=6), extensions=st.lists(st.tuples(DAYS, DAYS), max_size=3))
def test_row_and_query_agree_on_the_part(country: Country, spans: list[Any], extensions: list[Any]) -> None:
    """Any windows of nation and provinces, two years, two batches, and any extensions."""
    now, day = timezone.now(), timedelta(days=1)
    if not Training.objects.exists():
        for number, by in enumerate((country.base, country.base_next_door, country.base_far)):
            (training,) = walk(country, opened(country, by=by, start=number), "approved", start=number)
            assert training.original_id
    Window.objects.all().delete()
    units = (country.nation, country.province, country.other_province)
    wanted = zip([(unit, batch) for unit in units for batch in (1, 2)], spans, strict=True)
    made = [
        Window.objects.create(
            kind=windows.INTAKE.key, year=YEAR, batch=batch, unit=unit, starts_at=now + a * day, ends_at=now + b * day
        )
        for (unit, batch), span in wanted
        if span
        for a, b in [span]
    ]
    places: list[Unit] = [country.hospital, country.far, country.province]
    for window, place, (_, later) in zip(made, places, extensions, strict=False):
        if now + later * day > window.ends_at:
            WindowExtension.objects.create(window=window, unit=place, ends_at=now + later * day, reason="测试")
    trainings = list(Training.objects.all())
    openings = openings_of(trainings)
    assert set(Training.objects.filter(managed_q()).values_list("pk", flat=True)) == {
        t.pk for t in trainings if rules.is_managed(t, openings[t.pk])
    }
