"""Bringing training records to a state through the real actions, with nothing random."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from tests.factories.country import YEAR, Country
from xinglin.demo.people import fake_people
from xinglin.domains.people.models import Person
from xinglin.domains.people.public import (
    BASIC,
    LICENCE,
    EducationLevel,
    education,
    save_basic,
    save_educations,
    save_licence,
)
from xinglin.domains.training.actions import open_accounts, save_trainings
from xinglin.domains.training.models import Training
from xinglin.engines.access.actor import Actor, actor_of
from xinglin.engines.access.models import Membership
from xinglin.engines.access.roles import Role
from xinglin.engines.fields import Field, clean_row
from xinglin.engines.files.models import Upload
from xinglin.engines.review.actions import approve, return_for_changes, submit

STATES = ("opened", "filled", "complete", "reported", "returned", "approved")
TRAINING = {
    "cultivation_type": "national",
    "resident_category": "SOCIAL",
    "graduate_kind": "fresh",
    "is_rural_order": False,
    "is_western_support": False,
    "specialty": "0100",
    "training_years": "3",
    "starts_on": date(YEAR, 9, 1),
    "ends_on": date(YEAR + 3, 8, 31),
    "degree_study": False,
}


def account_rows(number: int, *, start: int = 0) -> list[dict[str, Any]]:
    """Rows of the account sheet, cleaned."""
    people = fake_people(number, start=start)
    keys = ("name", "document_type", "document_number", "mobile")
    return [{**{key: person[key] for key in keys}, "intake_year": YEAR} for person in people]


def opened(country: Country, number: int = 1, *, by: Actor | None = None, start: int = 0) -> list[Training]:
    """New records at the actor's base (by default `country.hospital`)."""
    by = by or country.base
    before = set(Training.objects.values_list("pk", flat=True))
    outcome = open_accounts(account_rows(number, start=start), by=by)
    assert not outcome.refused, outcome.refused
    return list(Training.objects.exclude(pk__in=before).select_related("person", "institution").order_by("pk"))


def walk(country: Country, trainings: Sequence[Training], to: str, *, start: int = 0) -> list[Training]:
    """Bring opened records on to a later state; `start` as given to `opened`."""
    steps = STATES[1 : STATES.index(to) + 1]
    if to == "approved":
        steps = tuple(step for step in steps if step != "returned")
    for step in steps:
        _STEPS[step](country, trainings, start)
    return list(
        Training.objects.filter(pk__in=[t.pk for t in trainings]).select_related("person", "case").order_by("pk")
    )


def resident(training: Training) -> Actor:
    """The resident as actor."""
    found = Membership.objects.select_related("unit", "account")
    return actor_of(found.get(account=training.person.account_id, unit=training.institution_id, role=Role.RESIDENT))


def base_of(country: Country, training: Training) -> Actor:
    """教学部 of the record's base."""
    return country.actor(training.institution, Role.BASE_ADMIN)


def upload_for(actor: Actor, kind: str) -> Upload:
    """A file that lies there already; how files come in is tested with engines/files."""
    return Upload.objects.create(
        kind=kind,
        name="sample.jpg",
        account_id=actor.account_id,
        unit=actor.unit,
        institution_id=actor.unit.institution_id,
        province_id=actor.unit.province_id,
        sha256="0" * 64,
        size=1,
        content_type="image/jpeg",
    )


def _fill(country: Country, trainings: Sequence[Training], start: int) -> None:
    for index, training in enumerate(trainings):
        actor = resident(training)
        person = fake_people(1, start=start + index, intake_year=YEAR)[0]
        mine = Person.objects.filter(pk=training.person_id)
        scans = {f.key: upload_for(actor, f.kind).uuid for f in BASIC if hasattr(f, "kind") and f.key in FILES}
        basic = _cleaned(BASIC, person | scans)
        levels: dict[str, Any] = dict.fromkeys(EducationLevel.values)
        for row in person["educations"]:
            levels[row["level"]] = _cleaned(education(EducationLevel(row["level"])), row)
        save_basic(mine, {training.person_id: basic}, by=actor)
        save_educations(mine, {training.person_id: levels}, by=actor)
        save_licence(mine, {training.person_id: _cleaned(LICENCE, person["certificates"])}, by=actor)


def _cleaned(fields: Sequence[Field], raw: dict[str, Any]) -> dict[str, Any]:
    values, refused = clean_row(fields, raw)
    assert not refused, refused
    return values


FILES = ("portrait", "id_front", "id_back")


def _complete(country: Country, trainings: Sequence[Training], start: int) -> None:
    for training in trainings:
        outcome = save_trainings(
            Training.objects.filter(pk=training.pk), {training.pk: TRAINING}, by=base_of(country, training)
        )
        assert not outcome.refused, outcome.refused


def _report(country: Country, trainings: Sequence[Training], start: int) -> None:
    outcome = submit(Training.objects.filter(pk__in=[t.pk for t in trainings]), by=base_of(country, trainings[0]))
    assert not outcome.refused, outcome.refused


def _return(country: Country, trainings: Sequence[Training], start: int) -> None:
    rows = Training.objects.filter(pk__in=[t.pk for t in trainings])
    reviewer = country.actor(trainings[0].province, Role.PROVINCE_REVIEWER)
    assert not return_for_changes(rows, comment="学位证书编号应为 16 位。", by=reviewer).refused


def _approve(country: Country, trainings: Sequence[Training], start: int) -> None:
    rows = Training.objects.filter(pk__in=[t.pk for t in trainings])
    assert not approve(rows, by=country.actor(trainings[0].province, Role.PROVINCE_REVIEWER)).refused


_STEPS = {"filled": _fill, "complete": _complete, "reported": _report, "returned": _return, "approved": _approve}
