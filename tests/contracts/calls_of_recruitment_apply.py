"""Calls of the actions of applicants."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from tests.contracts.calls import JOB, Crowd, Verb, call, next_door, system
from tests.factories.applying import EMPLOYER, SUPPLEMENT
from tests.factories.recruitment import batch, batches, places
from xinglin.domains.people.models import Education
from xinglin.domains.people.public import EducationLevel
from xinglin.domains.recruitment.actions import answering, applying, describing
from xinglin.domains.recruitment.actions.closing import remind_of_closing
from xinglin.domains.recruitment.models import Applicant, Application, Batch, Offer, Place, Preference
from xinglin.domains.recruitment.queries.closing import Reminding
from xinglin.domains.recruitment.queries.places import number_taken
from xinglin.engines.access.actor import Actor


def applicant(crowd: Crowd) -> Actor:
    """The world's own."""
    return crowd.world.applicants[0]


def stranger(crowd: Crowd) -> Actor:
    """Another one."""
    return crowd.world.applicants[1]


def people(crowd: Crowd, number: int) -> list[int]:
    return [training.person_id for training in crowd.trainings[:number]]


def rows(crowd: Crowd, number: int) -> "QuerySet[Applicant]":
    """The crowd as applicants whose four parts are complete."""
    levels: dict[int, list[str]] = {}
    for person, level in Education.objects.filter(person__in=people(crowd, number)).values_list("person", "level"):
        levels.setdefault(person, []).append(level)
    order = list(EducationLevel.values)
    made = []
    for person in people(crowd, number):
        attended = sorted(levels[person], key=order.index)
        marks = {"first_level": attended[0], "highest_level": attended[-1]}
        marks["bachelor_level"] = "bachelor" if "bachelor" in attended else ""
        made.append(Applicant(person_id=person, contact_saved_at=timezone.now(), has_employer=False, **marks))
    keys = [each.pk for each in Applicant.objects.bulk_create(made)]
    return Applicant.objects.filter(pk__in=keys)


def drafts(crowd: Crowd, number: int, *, is_done: bool = True) -> "QuerySet[Application]":
    """A draft of each, with all steps done."""
    country = crowd.world.country
    new = batch(country, name="报名批次")
    (place,) = places(country, new, {"0100": 60})
    mine = rows(crowd, number)
    values = SUPPLEMENT | {"training_years": 3, "category": "SOCIAL", "accepts_reassignment": True} if is_done else {}
    made = Application.objects.bulk_create(
        Application(
            person=each.person,
            batch=new,
            province=new.province,
            intake_year=new.intake_year,
            confirmed_revision=each.revision + each.person.revision if is_done else None,
            **values,
        )
        for each in mine.select_related("person")
    )
    where: dict[str, Any] = {"batch": new, "institution": place.institution, "province": new.province}
    Preference.objects.bulk_create(Preference(application=each, rank=1, place=place, **where) for each in made)
    return Application.objects.filter(pk__in=[each.pk for each in made])


def offers(crowd: Crowd, number: int) -> "QuerySet[Offer]":
    """Of each a result that can be answered."""
    sent = drafts(crowd, number)
    applying.submit_applications(sent, by=system(crowd))
    long_ago = timezone.now() - timedelta(days=1)
    made = Offer.objects.bulk_create(
        Offer(
            application=each,
            person_id=each.person_id,
            batch_id=each.batch_id,
            intake_year=each.intake_year,
            province_id=each.province_id,
            institution=crowd.world.country.hospital,
            place_id=each.preferences.get().place_id,
            released_at=long_ago,
        )
        for each in sent
    )
    Place.objects.filter(pk=made[0].place_id).update(taken=number_taken())
    return Offer.objects.filter(pk__in=[each.pk for each in made])


@call("recruitment.applicants_opened", by=system)
def _(crowd: Crowd, number: int) -> Verb:
    keys = people(crowd, number)
    return lambda by: describing.open_applicants(keys, by=by)


@call("recruitment.identity_saved", by=system, stranger=stranger)
def _(crowd: Crowd, number: int) -> Verb:
    mine = rows(crowd, number)
    values = {each.pk: {"marital_status": "20", "other_certificates": "英语六级"} for each in mine}
    return lambda by: describing.save_identity(mine, values, by=by)


@call("recruitment.contact_saved", by=system, stranger=stranger)
def _(crowd: Crowd, number: int) -> Verb:
    mine = rows(crowd, number)
    values = {each.pk: {"address": "示范市新街 1 号"} for each in mine}
    return lambda by: describing.save_contact(mine, values, by=by)


@call("recruitment.education_saved", by=system, stranger=stranger)
def _(crowd: Crowd, number: int) -> Verb:
    mine = rows(crowd, number)
    levels: dict[str, Any] = dict.fromkeys(EducationLevel.values) | {"bachelor": {"school": "示范医学院"}}
    marks = {"first_level": "bachelor", "bachelor_level": "", "highest_level": "bachelor"}
    values = {each.pk: {"levels": levels, "marks": marks} for each in mine}
    return lambda by: describing.save_education(mine, values, by=by)


@call("recruitment.work_saved", by=system, stranger=stranger)
def _(crowd: Crowd, number: int) -> Verb:
    mine = rows(crowd, number)
    values = {each.pk: {"has_employer": True, "entries": [EMPLOYER]} for each in mine}
    return lambda by: describing.save_work(mine, values, by=by)


@call("recruitment.applications_started", by=applicant, stranger=next_door)
def _(crowd: Crowd, number: int) -> Verb:
    made = Batch.objects.filter(pk__in=[each.pk for each in batches(crowd.world.country, number)])
    return lambda by: applying.start_applications(made, by=by)


@call("recruitment.categories_chosen", by=system, stranger=stranger)
def _(crowd: Crowd, number: int) -> Verb:
    mine = drafts(crowd, number, is_done=False)
    values = dict.fromkeys(mine.values_list("pk", flat=True), "SOCIAL")
    return lambda by: applying.choose_categories(mine, values, by=by)


@call("recruitment.particulars_confirmed", by=system, stranger=stranger)
def _(crowd: Crowd, number: int) -> Verb:
    mine = drafts(crowd, number, is_done=False)
    return lambda by: applying.confirm_particulars(mine, by=by)


@call("recruitment.supplements_saved", by=system, stranger=stranger)
def _(crowd: Crowd, number: int) -> Verb:
    mine = drafts(crowd, number, is_done=False)
    values = dict.fromkeys(mine.values_list("pk", flat=True), SUPPLEMENT)
    return lambda by: applying.save_supplements(mine, values, by=by)


@call("recruitment.preferences_saved", by=system, stranger=stranger)
def _(crowd: Crowd, number: int) -> Verb:
    mine = drafts(crowd, number)
    chosen = {each.application_id: [each.place_id] for each in Preference.objects.filter(application__in=mine)}
    answers: dict[int, bool | None] = dict.fromkeys(chosen, False)
    return lambda by: applying.save_preferences(mine, chosen, answers, by=by)


@call("recruitment.drafts_discarded", by=system, stranger=stranger)
def _(crowd: Crowd, number: int) -> Verb:
    mine = drafts(crowd, number)
    return lambda by: applying.discard_drafts(mine, by=by)


@call("recruitment.applications_submitted", by=system, stranger=stranger)
def _(crowd: Crowd, number: int) -> Verb:
    mine = drafts(crowd, number)
    return lambda by: applying.submit_applications(mine, by=by)


@call("recruitment.offers_accepted", by=system, stranger=stranger)
def _(crowd: Crowd, number: int) -> Verb:
    mine = offers(crowd, number)
    return lambda by: answering.accept(mine, by=by)


@call("recruitment.offers_declined", by=system, stranger=stranger)
def _(crowd: Crowd, number: int) -> Verb:
    mine = offers(crowd, number)
    return lambda by: answering.decline(mine, by=by)


@call("recruitment.closing_reminded", by=system, stranger=None, why=JOB)
def _(crowd: Crowd, number: int) -> Verb:
    mine = offers(crowd, number).select_related("person", "batch")
    ends_at = timezone.now() + timedelta(hours=20)
    told = [
        Reminding(each.application_id, each.person.account_id, each.batch.name, 1, ends_at, each.pk) for each in mine
    ]
    return lambda by: remind_of_closing(told, by=by)
