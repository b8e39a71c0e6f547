"""Loads the records of a base at once and runs every rule over them: a constant number of statements."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Count

from xinglin.domains.institutions.public import Hospital
from xinglin.domains.people.public import Person, Record, records_of
from xinglin.engines.actions.sets import listed
from xinglin.engines.files.models import Upload

from ..models import Training
from ..rules.checkup import education, identity, licence, others, placement, portrait
from ..rules.checkup.cases import Case, Picture, Study
from ..rules.checkup.kinds import Finding

ALONE = (*identity.RULES, *education.RULES, *licence.RULES, *placement.RULES, *portrait.RULES)


def examine(trainings: Sequence[Training], today: date) -> dict[int, list[Finding]]:
    """Training key → what is found. All records of a base belong into one call: they are compared with each other.

    Six statements; two thousand records take seconds.
    """
    cases = cases_of(trainings)
    found: dict[int, list[Finding]] = {case.key: [] for case in cases}
    for case in cases:
        for rule in ALONE:
            found[case.key] += rule(case, today)
    elsewhere, bases = _elsewhere(trainings), {t.pk: t.institution_id for t in trainings}
    for base in set(bases.values()):
        own = [case for case in cases if bases[case.key] == base]
        compared = [pair for compare in others.RULES for pair in compare(own)]
        for key, finding in [*compared, *others.mobile_shared(own, elsewhere)]:
            found[key].append(finding)
    return {key: list({(f.kind, f.field): f for f in reversed(each)}.values()) for key, each in found.items()}


def cases_of(trainings: Sequence[Training]) -> list[Case]:
    """The plain data of every record; four statements."""
    records = records_of(training.person for training in trainings)
    pictures = _pictures(records.values())
    codes = Hospital.objects.filter(unit__in={t.institution_id for t in trainings})
    own = dict(codes.values_list("unit", "credit_code"))
    return [
        _case(training, records[training.person_id], pictures, own.get(training.institution_id, ""))
        for training in trainings
    ]


def _case(training: Training, record: Record, pictures: dict, base_credit_code: str) -> Case:
    person, held = record.person, record.licence
    specialty = training.specialty
    return Case(
        key=training.pk,
        name=person.name,
        document_type=person.document_type,
        document_number=person.document_number or "",
        gender=person.gender,
        birth=person.birth_date,
        mobile=person.mobile or "",
        emergency_mobile=person.emergency_mobile or "",
        studies=tuple(_study(row) for row in record.educations.values()),
        licensing_exam=held.licensing_exam if held else "",
        qualification=(held.qualification_number or "") if held else "",
        qualified=held.qualified_on if held else None,
        portrait=_picture(person, pictures),
        intake_year=training.intake_year,
        specialty=specialty.code if specialty else "",
        specialty_name=specialty.name if specialty else "",
        category=training.resident_category,
        graduate_kind=training.graduate_kind,
        is_rural_order=bool(training.is_rural_order),
        degree_study=training.degree_study,
        employer_credit_code=training.employer_credit_code,
        base_credit_code=base_credit_code,
        years=training.training_years,
        starts=training.starts_on,
        ends=training.ends_on,
    )


def _study(row: Any) -> Study:
    keys = ("level", "education_code", "education_number", "degree_code", "degree_number", "degree_type")
    given = {key: getattr(row, key) for key in keys}
    return Study(is_studying=bool(row.is_studying), graduated=row.graduated_month, **given)


def _pictures(records: Iterable[Record]) -> dict:
    keys = {getattr(r.person, f"{name}_id") for r in records for name in ("portrait", "id_front", "id_back")} - {None}
    found = Upload._base_manager.filter(pk__in=listed(keys, "uuid"))
    return {upload.pk: upload for upload in found.only("sha256", "size", "width", "height")}


def _picture(person: Person, pictures: dict) -> Picture | None:
    """None when there is none, or its size is not known."""
    upload = pictures.get(person.portrait_id)
    if upload is None or not upload.width or not upload.height:
        return None
    cards = [pictures[pk].sha256 for pk in (person.id_front_id, person.id_back_id) if pk in pictures]
    return Picture(upload.width, upload.height, upload.size, upload.sha256 in cards)


def _elsewhere(trainings: Sequence[Training]) -> dict[int, int]:
    """Training key → how many people who are not among these have the same mobile number; one statement."""
    people = {t.person_id for t in trainings}
    indexes = {t.person.mobile_index for t in trainings if t.person.mobile_index}
    rows = Person._base_manager.filter(mobile_index__in=listed(indexes, "bytea")).exclude(
        pk__in=listed(people, "bigint")
    )
    counts = {bytes(index): number for index, number in rows.values_list("mobile_index").annotate(Count("pk"))}
    return {
        t.pk: counts[bytes(t.person.mobile_index)]
        for t in trainings
        if t.person.mobile_index and bytes(t.person.mobile_index) in counts
    }
