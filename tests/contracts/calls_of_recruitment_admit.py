"""Calls of the actions of a base's admission desk."""

from datetime import date, timedelta
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone

from tests.contracts.calls import INNER, Crowd, Verb, base, call, system
from tests.factories.country import YEAR
from tests.factories.recruitment import PARTS, administrator, applicant, batch, batches, parts, places
from xinglin.domains.institutions.models import SpecialtyBase
from xinglin.domains.recruitment.actions import admitting, reporting_in, scoring, screening
from xinglin.domains.recruitment.actions.batches import save_score_parts
from xinglin.domains.recruitment.enums import Screening, Source
from xinglin.domains.recruitment.models import (
    Announcement,
    Application,
    Batch,
    Offer,
    Place,
    Plan,
    Preference,
    Score,
    ScorePart,
)
from xinglin.domains.recruitment.queries.scoring import part_key
from xinglin.domains.training.models import Training
from xinglin.domains.training.public import Newcomer, enrol, give_back

DAY = date(YEAR, 9, 1)


def wishes(crowd: Crowd, number: int, screening: Screening = Screening.PASSED) -> "QuerySet[Preference]":
    """So many of the crowd applied to the hospital."""
    made = batch(crowd.world.country, name="录取批次", release_limit=60)
    places(crowd.world.country, made, {"0100": 60})
    return applied(crowd, number, made, screening)


def applied(crowd: Crowd, number: int, made: Batch, screening: Screening) -> "QuerySet[Preference]":
    """Likewise in this batch."""
    where = {"batch": made, "province": made.province}
    place = made.places.get()
    sent = Application.objects.bulk_create(
        Application(
            person_id=training.person_id,
            intake_year=made.intake_year,
            number=f"C{made.pk:05}{training.pk:08}",
            state="submitted",
            submitted_at=timezone.now(),
            form="{}",
            training_years=3,
            accepts_reassignment=True,
            **where,
        )
        for training in crowd.trainings[:number]
    )
    rows = Preference.objects.bulk_create(
        Preference(
            application=each, rank=1, place=place, institution_id=place.institution_id, screening=screening, **where
        )
        for each in sent
    )
    return Preference.objects.filter(pk__in=[each.pk for each in rows])


def offers(crowd: Crowd, number: int) -> "QuerySet[Offer]":
    """Of each one that is not released."""
    rows = wishes(crowd, number)
    assert len(admitting.admit(rows, by=base(crowd)).done) == number
    return Offer.objects.filter(preference__in=rows)


def expected(crowd: Crowd, number: int) -> "QuerySet[Offer]":
    """Of each one that the authority confirmed."""
    rows, now = offers(crowd, number), timezone.now()
    rows.update(released_at=now, answer="accepted", answered_at=now, confirmed_at=now)
    return rows


@call("recruitment.screening_passed")
def _(crowd: Crowd, number: int) -> Verb:
    rows = wishes(crowd, number, Screening.WAITING)
    return lambda by: screening.pass_preferences(rows, by=by)


@call("recruitment.screening_failed")
def _(crowd: Crowd, number: int) -> Verb:
    rows = wishes(crowd, number)
    return lambda by: screening.fail_preferences(rows, comment="专业不符", by=by)


@call("recruitment.screening_taken_back")
def _(crowd: Crowd, number: int) -> Verb:
    rows = wishes(crowd, number)
    return lambda by: screening.take_back_screening(rows, by=by)


@call("recruitment.admitted")
def _(crowd: Crowd, number: int) -> Verb:
    rows = wishes(crowd, number)
    return lambda by: admitting.admit(rows, by=by)


@call("recruitment.reassigned")
def _(crowd: Crowd, number: int) -> Verb:
    rows = wishes(crowd, number)
    place = Place.objects.get(batch__name="录取批次").pk
    return lambda by: admitting.reassign(rows, place=place, by=by)


@call("recruitment.placed", by=system, stranger=None, why=INNER)
def _(crowd: Crowd, number: int) -> Verb:
    rows = list(wishes(crowd, number))
    asked = [admitting.Admission(row.application_id, row.place_id, row.pk, Source.PARALLEL) for row in rows]
    return lambda by: admitting.place_all(asked, by=by)


@call("recruitment.admission_cancelled")
def _(crowd: Crowd, number: int) -> Verb:
    rows = offers(crowd, number)
    return lambda by: admitting.cancel(rows, comment="误点", by=by)


@call("recruitment.released")
def _(crowd: Crowd, number: int) -> Verb:
    rows = offers(crowd, number)
    return lambda by: admitting.release(rows, by=by)


@call("recruitment.reported_in")
def _(crowd: Crowd, number: int) -> Verb:
    rows = expected(crowd, number)
    return lambda by: reporting_in.report_present(rows, starts_on=DAY, by=by)


@call("recruitment.absence_noted")
def _(crowd: Crowd, number: int) -> Verb:
    rows = expected(crowd, number)
    return lambda by: reporting_in.report_absent(rows, comment="出国", by=by)


@call("recruitment.report_in_undone")
def _(crowd: Crowd, number: int) -> Verb:
    rows = expected(crowd, number)
    assert len(reporting_in.report_present(rows, starts_on=DAY, by=base(crowd)).done) == number
    return lambda by: reporting_in.undo_report_in(rows, by=by)


@call("training.enrolled", stranger=None, why=INNER)
def _(crowd: Crowd, number: int) -> Verb:
    people = [applicant(1100 + place)[0] for place in range(number)]
    rows = [Newcomer(person.pk, YEAR, {"training_years": 3, "starts_on": DAY}) for person in people]
    return lambda by: enrol(rows, by=by)


@call("training.given_back")
def _(crowd: Crowd, number: int) -> Verb:
    rows = crowd.rows(number)
    since = dict.fromkeys(rows.values_list("pk", flat=True), timezone.now() - timedelta(days=1))
    return lambda by: give_back(Training.objects.filter(pk__in=since), since=since, by=by)


@call("recruitment.scores_saved")
def _(crowd: Crowd, number: int) -> Verb:
    chosen = wishes(crowd, number).select_related("application", "batch")
    made = chosen[0].batch
    theory, interview, _examined = map(part_key, parts(crowd.world.country, made))
    rows = [
        {"number": row.application.number, theory: Decimal(60 + place % 40), interview: Decimal(30)}
        for place, row in enumerate(chosen)
    ]
    return lambda by: scoring.save_scores(rows, about=made.pk, by=by)


def several(crowd: Crowd, number: int) -> "QuerySet[Batch]":
    """Batches with one place at the hospital each, for which one of the crowd applied; written as rows."""
    country = crowd.world.country
    made = batches(country, number)
    base = SpecialtyBase.objects.get(institution=country.hospital, specialty__code="0100")
    at = {"institution": country.hospital, "province": country.province}
    plans = Plan.objects.bulk_create(Plan(batch=each, **at) for each in made)
    of = {"specialty": base.specialty, "specialty_base": base, "asked": 1, "approved": 1}
    Place.objects.bulk_create(Place(plan=plan, batch=plan.batch, **at, **of) for plan in plans)
    for each in made:
        applied(crowd, 1, each, Screening.PASSED)
    return Batch.objects.filter(pk__in=[each.pk for each in made])


@call("recruitment.ranked_by_hand")
def _(crowd: Crowd, number: int) -> Verb:
    chosen = Preference.objects.filter(batch__in=several(crowd, number))
    order = {row.place_id: [row.pk] for row in chosen}
    return lambda by: scoring.rank_by_hand(Place.objects.filter(pk__in=order), order, by=by)


def examined(crowd: Crowd, number: int) -> "QuerySet[Batch]":
    """Somebody was examined in each of them."""
    made = several(crowd, number)
    assert not save_score_parts(made, [PARTS[0] | {"weight": 100}], by=administrator(crowd.world.country)).refused
    applications = {row.batch_id: row.pk for row in Application.objects.filter(batch__in=made)}
    at = {"institution": crowd.world.country.hospital, "province": crowd.world.country.province}
    Score.objects.bulk_create(
        Score(application_id=applications[part.batch_id], part=part, points=80, **at)
        for part in ScorePart.objects.filter(batch__in=made)
    )
    return made


@call("recruitment.announced")
def _(crowd: Crowd, number: int) -> Verb:
    made = examined(crowd, number)
    return lambda by: scoring.announce(made, title="成绩公示", by=by)


@call("recruitment.announcement_withdrawn")
def _(crowd: Crowd, number: int) -> Verb:
    made = examined(crowd, number)
    scoring.announce(made, title="成绩公示", by=base(crowd))
    rows = Announcement.objects.filter(batch__in=made)
    return lambda by: scoring.withdraw_announcements(rows, comment="成绩有误", by=by)
