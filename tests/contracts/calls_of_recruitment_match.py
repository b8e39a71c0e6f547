"""Calls of admission by a rule: a run is of one batch, however many people take part in it; and of couples."""

from typing import Any

from tests.contracts.calls import JOB, Crowd, Verb, base, call, other_province, system
from tests.contracts.recruitment_match import matched_batch, sealed
from tests.factories.recruitment import administrator, batch, batches, places
from xinglin.domains.people.models import Person
from xinglin.domains.recruitment.actions import couples, running
from xinglin.domains.recruitment.actions.plans import save_places
from xinglin.domains.recruitment.models import Application, Batch, Couple, JointPreference, Place, Plan, Preference
from xinglin.engines.access.actor import Actor
from xinglin.engines.jobs.worker import run_pending
from xinglin.engines.review.actions import approve, submit


def province(crowd: Crowd) -> Actor:
    """省级管理员 of the hospital's province."""
    return administrator(crowd.world.country)


def filled(crowd: Crowd, number: int) -> Batch:
    """A batch in which so many take part."""
    return matched_batch(crowd.world.country, [each.person for each in crowd.trainings[:number]], name="匹配批次")


def ran(crowd: Crowd, number: int) -> Any:
    """Its run, done."""
    runs = sealed(crowd.world.country, filled(crowd, number))
    running.start_runs(runs, by=province(crowd)).only()
    run_pending()
    return runs


@call("recruitment.run_sealed", by=province, stranger=other_province, most=1)
def _(crowd: Crowd, number: int) -> Verb:
    rows = Batch.objects.filter(pk=filled(crowd, number).pk)
    return lambda by: running.seal_runs(rows, new=running.NewRun(is_dry=False), by=by)


@call("recruitment.run_started", by=province, stranger=other_province, most=1)
def _(crowd: Crowd, number: int) -> Verb:
    runs = sealed(crowd.world.country, filled(crowd, number))
    return lambda by: running.start_runs(runs, by=by)


@call("recruitment.run_finished", by=system, stranger=None, why=JOB, most=1)
def _(crowd: Crowd, number: int) -> Verb:
    made = filled(crowd, number)
    runs = sealed(crowd.world.country, made)
    running.start_runs(runs, by=province(crowd)).only()
    numbers = Application._base_manager.filter(batch=made).values_list("number", flat=True)
    rows = [(each or "", None, None, []) for each in numbers]
    return lambda by: running.finish_runs(runs, result=running.Finished(rows=rows), by=by)


@call("recruitment.run_applied", by=province, stranger=other_province, most=1)
def _(crowd: Crowd, number: int) -> Verb:
    runs = ran(crowd, number)
    return lambda by: running.apply_runs(runs, by=by)


@call("recruitment.run_released", by=province, stranger=other_province, most=1)
def _(crowd: Crowd, number: int) -> Verb:
    runs = ran(crowd, number)
    running.apply_runs(runs, by=province(crowd)).only()
    return lambda by: running.release_runs(runs, by=by)


@call("recruitment.run_withdrawn", by=province, stranger=other_province, most=1)
def _(crowd: Crowd, number: int) -> Verb:
    runs = ran(crowd, number)
    running.apply_runs(runs, by=province(crowd)).only()
    return lambda by: running.withdraw_runs(runs, comment="成绩有误", by=by)


@call("recruitment.reserves_saved", by=province, stranger=other_province)
def _(crowd: Crowd, number: int) -> Verb:
    country = crowd.world.country
    made = batches(country, number, method="parallel")
    save_places([{"batch": each.pk, "specialty": "0100", "site": None, "asked": 2} for each in made], by=base(crowd))
    plans = Plan._base_manager.filter(batch__in=made)
    submit(plans, by=base(crowd))
    approve(plans, by=country.reviewer)
    rows = Place._base_manager.filter(plan__in=plans)
    return lambda by: running.save_reserves(rows, {row.pk: {"SOCIAL": 1} for row in rows}, by=by)


def one(crowd: Crowd) -> Actor:
    """The world's applicant."""
    return crowd.world.applicants[0]


def another(crowd: Crowd) -> Actor:
    """The one who is asked."""
    return crowd.world.applicants[1]


def drafts(crowd: Crowd) -> list[Application]:
    """Of both, with a preference each."""
    country = crowd.world.country
    made = batch(country, name="联合志愿批次", method="matching")
    (place,) = places(country, made, {"0100": 2})
    rows = []
    for actor in (one(crowd), another(crowd)):
        row = Application.objects.create(
            person=Person.objects.get(account=actor.account_id),
            batch=made,
            province=made.province,
            intake_year=made.intake_year,
        )
        where = {"batch": made, "institution": place.institution, "province": made.province}
        Preference.objects.create(application=row, rank=1, place=place, **where)
        rows.append(row)
    return rows


def asked(crowd: Crowd) -> Couple:
    """One has asked the other."""
    mine, partner = drafts(crowd)
    return Couple.objects.create(batch=mine.batch, first=mine, second=partner)


def paired(crowd: Crowd) -> tuple[Couple, JointPreference]:
    """Accepted, with one pair."""
    couple = asked(crowd)
    couples.accept_invitations(these(couple), by=another(crowd)).only()
    place = Place._base_manager.get(batch=couple.batch)
    couples.save_pairs(these(couple), [(place.pk, place.pk)], by=one(crowd)).only()
    return couple, JointPreference.objects.get(couple=couple)


def these(couple: Couple) -> Any:
    return Couple.objects.filter(pk=couple.pk)


@call("recruitment.couple_asked", by=one, stranger=base, most=1)
def _(crowd: Crowd, number: int) -> Verb:
    mine, partner = drafts(crowd)
    rows = Application._base_manager.filter(pk=mine.pk)
    facts = {"name": partner.person.name, "document_number": partner.person.document_number}
    return lambda by: couples.ask_partner(rows, **facts, by=by)


@call("recruitment.couple_accepted", by=another, stranger=base, most=1)
def _(crowd: Crowd, number: int) -> Verb:
    rows = these(asked(crowd))
    return lambda by: couples.accept_invitations(rows, by=by)


@call("recruitment.couple_dissolved", by=one, stranger=base, most=1)
def _(crowd: Crowd, number: int) -> Verb:
    rows = these(asked(crowd))
    return lambda by: couples.dissolve_couples(rows, by=by)


@call("recruitment.couple_paired", by=one, stranger=another, most=1)
def _(crowd: Crowd, number: int) -> Verb:
    couple, pair = paired(crowd)
    pairs = [(pair.first_place_id, None)]
    return lambda by: couples.save_pairs(these(couple), pairs, by=by)


@call("recruitment.couple_agreed", by=another, stranger=one, most=1)
def _(crowd: Crowd, number: int) -> Verb:
    couple, pair = paired(crowd)
    return lambda by: couples.agree_pairs(these(couple), seen=pair.pk, by=by)


@call("recruitment.couple_parted", by=province, stranger=other_province)
def _(crowd: Crowd, number: int) -> Verb:
    made = batches(crowd.world.country, number, method="matching")
    people = [Person.objects.get(account=actor.account_id) for actor in (one(crowd), another(crowd))]
    rows = Application._base_manager.bulk_create(
        Application(person=person, batch=each, province=each.province, intake_year=each.intake_year)
        for each in made
        for person in people
    )
    joined = Couple.objects.bulk_create(
        Couple(batch=mine.batch, first=mine, second=other) for mine, other in zip(rows[::2], rows[1::2], strict=True)
    )
    mine = Couple.objects.filter(pk__in=[each.pk for each in joined])
    return lambda by: couples.part_couples(mine, comment="双方申请单独参加", by=by)
