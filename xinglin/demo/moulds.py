"""Records that walked through the real engine and are then forgotten: what a million others are cast from (casting.py).

They stand at a hospital and in a province whose names are marks, so that a cast can put the true names in their place.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction
from django.db.models import F
from django.utils import timezone

from xinglin.demo import country, founding
from xinglin.demo.answers import ELSEWHERE
from xinglin.demo.cohorts import STAGES, Cohort, Resident
from xinglin.demo.endings import go_on
from xinglin.demo.filling import Seat, fill
from xinglin.demo.log_ins import hashed
from xinglin.demo.people import fake_people
from xinglin.demo.serial_numbers import CAPACITY
from xinglin.domains.institutions.public import NewHospital, found_hospitals, open_specialty_bases
from xinglin.domains.people.public import Education, Licence, Person
from xinglin.domains.reference.public import Specialty
from xinglin.domains.training.public import (
    ApprovedFacts,
    PersonalReturn,
    StatusChange,
    Training,
    UpdateEntry,
    UpdateKind,
)
from xinglin.engines.access.actions import NewMembership, NewUnit, found_units, grant
from xinglin.engines.access.actor import Actor, actor_of, system_actor
from xinglin.engines.access.models import Membership, Unit, UnitKind
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts.actions import NewAccount, open_accounts
from xinglin.engines.accounts.models import Account, AccountKind
from xinglin.engines.files.models import Upload
from xinglin.engines.files.storing import erase
from xinglin.engines.review.models import Case, Decision, Enclosure, Submission
from xinglin.kit import documents

PROVINCE, HOSPITAL, REVIEWER = "⟦province⟧", "⟦hospital⟧", "⟦reviewer⟧"
NAME = "龘龘龘"
CURRENT = (*STAGES, "approved")  # of this year's intake, the last one twice for variety
# Of former intakes; what is no stage of cohorts.py is how the training of one who was approved went on.
RECENT = ("opened", "approved", "approved", "withdrawn", "moved", "suspended")
OLD = ("opened", "approved", "completed", "completed", "withdrawn", "moved", "extended", "ended")
OLD_AFTER = 4  # years
FIRST_SERIAL = CAPACITY - 100_000  # numbers that no cast will ever have

# Every table in which a record stands, and how its rows lead to the training.
TABLES: tuple[tuple[type[models.Model], str], ...] = (
    (Account, "person__trainings"),
    (Membership, "account__person__trainings"),
    (Person, "trainings"),
    (Education, "person__trainings"),
    (Licence, "person__trainings"),
    (Training, "pk"),
    (PersonalReturn, "training"),
    (Case, "subject_id"),
    (Submission, "case__subject_id"),
    (Enclosure, "submission__case__subject_id"),
    (Decision, "case__subject_id"),
    (StatusChange, "training"),
    (ApprovedFacts, "training"),
    (UpdateEntry, "training_id"),
)


@dataclass(frozen=True)
class Place:
    """Where the moulds stand, by primary key."""

    hospital: int
    province: int
    base_account: int
    reviewer_account: int


@dataclass(frozen=True)
class Mould:
    """One record with its raw rows, each as a list of the columns in the model's order."""

    year: int
    specialty: str  # code; also of one whose record names none yet
    stage: str
    person: dict[str, Any]
    rows: dict[type[models.Model], list[list[Any]]] = field(default_factory=lambda: defaultdict(list))


@dataclass(frozen=True)
class Moulds:
    """All of them, their intake until `went_on_at` and the rest until now; `uploads`: key of a file → (field, sex)."""

    place: Place
    went_on_at: datetime
    all: list[Mould]
    uploads: dict[Any, tuple[str, str]]


def moulds(years: Sequence[int], this_year: int, specialties: Sequence[str]) -> Moulds:
    """For every year, specialty and stage some; the database is afterwards as it was before."""
    with _forgotten():
        hospital = _hospital()
        seat = _seat(hospital)
        nation = system_actor(founding.FOUNDER.name).unit
        founding.open_past(nation, [*years, this_year])
        planned = [(year, _planned(year, this_year, specialties)) for year in years]
        fill((_cohort(year, wanted, specialties), seat) for year, wanted in planned)
        founding.close_past(nation, [year for year in years if year < this_year])
        place = Place(hospital.pk, hospital.province_id or 0, seat.base.account_id or 0, seat.reviewer.account_id or 0)
        found = _trainings(place, [(year, each) for year, wanted in planned for each in wanted])
        went_on_at = timezone.now()
        go_on({key: (mould.year, mould.stage) for key, mould in found.items()}, seat)
        return _read(place, went_on_at, found)


@contextmanager
def _forgotten() -> Iterator[None]:
    """Take everything back at the end, the files too."""
    before = set(Upload._base_manager.values_list("pk", flat=True))
    with transaction.atomic():
        yield
        files = list(Upload._base_manager.exclude(pk__in=before))
        transaction.set_rollback(True)
    erase(files)


def _hospital() -> Unit:
    system = system_actor(founding.FOUNDER.name)
    province = Unit.objects.get(pk=found_units([NewUnit(UnitKind.PROVINCE, system.unit, PROVINCE)], by=system).only())
    new = NewHospital(province, HOSPITAL, base_level="national")
    hospital = Unit.objects.get(pk=found_hospitals([new], by=system).only())
    open_specialty_bases([(hospital, specialty) for specialty in Specialty.objects.all()], by=system)
    return hospital


def _seat(hospital: Unit) -> Seat:
    province = Unit.objects.get(name=PROVINCE)
    reviewer = _actor(REVIEWER, province, Role.PROVINCE_REVIEWER)
    return Seat(_actor(HOSPITAL, hospital, Role.BASE_ADMIN), reviewer)


def _actor(name: str, unit: Unit, role: Role) -> Actor:
    system = system_actor(founding.FOUNDER.name)
    new = NewAccount(name, name, name, kind=AccountKind.ORGANISATION, password=hashed())
    account = open_accounts([new], by=system)
    grant([NewMembership(account.ids[0], unit.pk, role)], by=system)
    return actor_of(Membership.objects.select_related("unit", "account").get(account=account.ids[0]))


Wanted = tuple[int, str, str, dict[str, Any]]  # serial, specialty, stage, person


def _planned(year: int, this_year: int, specialties: Sequence[str]) -> list[Wanted]:
    stages = CURRENT if year == this_year else RECENT if year > this_year - OLD_AFTER else OLD
    wanted = [(specialty, stage) for specialty in specialties for stage in stages]
    people = _people(year, [specialty for specialty, _ in wanted])
    return [(serial, *each, person) for each, (serial, person) in zip(wanted, people, strict=True)]


def _cohort(year: int, wanted: Sequence[Wanted], specialties: Sequence[str]) -> Cohort:
    taught = country.Hospital(HOSPITAL, HOSPITAL, "", None, "", "", False, tuple(specialties), ELSEWHERE[1])
    residents = [
        Resident(serial, stage if stage in STAGES else "approved", code, person)
        for serial, code, stage, person in wanted
    ]
    return Cohort(taught, year, tuple(residents))


def _people(year: int, specialties: Sequence[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """People with an identity card, each with his serial."""
    serial = FIRST_SERIAL + (year % 50) * 2000
    for specialty in specialties:
        person: dict[str, Any] = {}
        while person.get("document_type") != documents.ID_CARD:
            serial += 1
            person = fake_people(1, start=serial, intake_year=year, province="110000", specialty=specialty)[0]
        yield serial, person | {"name": NAME}


def _trainings(place: Place, wanted: Sequence[tuple[int, Wanted]]) -> dict[int, Mould]:
    """Training key → its mould, still without rows: they were opened in the order of the plan."""
    keys = Training.objects.filter(institution=place.hospital).order_by("pk").values_list("pk", flat=True)
    pairs = zip(keys, wanted, strict=True)
    return {key: Mould(year, code, stage, person) for key, (year, (_, code, stage, person)) in pairs}


def _read(place: Place, went_on_at: datetime, found: dict[int, Mould]) -> Moulds:
    # A cast is written once: nothing tells of the changes by which its mould came about.
    UpdateEntry._base_manager.filter(training_id__in=found).exclude(kind=UpdateKind.INSERT).delete()
    for model, path in TABLES:
        for key, row in _rows(model, path, list(found)):
            found[key].rows[model].append(row)
    uploads = {}
    for person in Person.objects.filter(trainings__in=found):
        for name in ("portrait", "id_front", "id_back"):
            if key := getattr(person, f"{name}_id"):
                uploads[key] = (name, person.gender)
    return Moulds(place, went_on_at, list(found.values()), uploads)


def _rows(model: type[models.Model], path: str, trainings: list[int]) -> Iterator[tuple[int, list[Any]]]:
    """(training key, raw row) in the order of keys; cipher texts and JSON as they are stored."""
    meta = model._meta
    rows = model._base_manager.filter(**{f"{path}__in": trainings}).order_by("pk")
    owner = dict(rows.annotate(of_training=F(path)).values_list("pk", "of_training"))
    columns = ", ".join(f'"{f.column}"' for f in meta.local_concrete_fields)
    asked = f'SELECT {columns} FROM "{meta.db_table}" WHERE "{meta.pk.column}" = ANY(%s) ORDER BY 1'  # noqa: S608 -- names of the code's own tables
    with connection.cursor() as cursor:
        cursor.execute(asked, [list(owner)])
        at = [f.primary_key for f in meta.local_concrete_fields].index(True)
        for row in cursor.fetchall():
            yield owner[row[at]], list(row)
