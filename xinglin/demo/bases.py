"""The training bases that residents are cast for: those that stand, and invented ones where they are too few."""

from collections import defaultdict
from dataclasses import dataclass

from xinglin.demo import country
from xinglin.demo.log_ins import actors, hashed
from xinglin.demo.scans import upload_scans
from xinglin.domains.institutions.public import Hospital, NewHospital, found_hospitals, open_specialty_bases
from xinglin.domains.reference.public import Specialty
from xinglin.engines.access.actions import NewMembership, grant
from xinglin.engines.access.actor import Actor, system_actor
from xinglin.engines.access.models import Unit, UnitKind
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts.actions import NewAccount, open_accounts
from xinglin.engines.accounts.models import AccountKind
from xinglin.kit import documents

BASES = 1100  # as many as the country has, with provincial ones
FIRST_CODE = 10_000  # serial of the first invented credit code
EXAMPLES = [{"document_type": documents.ID_CARD, "gender": sex} for sex in (documents.MALE, documents.FEMALE)]


@dataclass(frozen=True)
class Target:
    """The hospital for which is cast."""

    hospital: int
    hospital_name: str
    province: int
    province_name: str
    base_account: int
    reviewer_account: int
    reviewer_name: str
    specialty_bases: dict[str, int]  # specialty code → key
    uploads: dict[tuple[str, str], str]  # (field, sex) → key


def found_bases() -> None:
    """Found what is lacking to BASES, a few in every city, with a log-in each."""
    system = system_actor("示例数据")
    names = dict(Unit.objects.filter(kind=UnitKind.INSTITUTION).values_list("name", "pk"))
    cities = list(Unit.objects.filter(kind=UnitKind.CITY).order_by("pk"))
    lacking = max(0, BASES - Hospital.objects.exclude(base_level="").count())
    places = ((number, city) for number in range(1, 1 + lacking) for city in cities)
    wanted = [(f"{city.name}第{number}示范医院", city) for number, city in places if len(cities) * (number - 1) < BASES]
    new = [(name, city) for name, city in wanted if name not in names][:lacking]
    hospitals = [
        NewHospital(city, name, name, country.credit_code(FIRST_CODE + place), "3A", "general", base_level="provincial")
        for place, (name, city) in enumerate(new, len(names))
    ]
    units = list(Unit.objects.filter(pk__in=found_hospitals(hospitals, by=system).done).order_by("pk"))
    general = [hospital.specialties for hospital in country.hospitals() if len(hospital.specialties) > 10]
    known = {specialty.code: specialty for specialty in Specialty.objects.all()}
    taught = [(unit, known[code]) for place, unit in enumerate(units) for code in general[place % len(general)]]
    open_specialty_bases(taught, by=system)
    accounts = [NewAccount(u.name, u.name, u.name, kind=AccountKind.ORGANISATION, password=hashed()) for u in units]
    ids = open_accounts(accounts, by=system).ids
    grant([NewMembership(pk, unit.pk, Role.BASE_ADMIN) for pk, unit in zip(ids, units, strict=True)], by=system)


def targets() -> dict[int, Target]:
    """Every base that somebody administers and that teaches something, by key."""
    taught: dict[int, dict[str, int]] = defaultdict(dict)
    programmes = Unit.objects.filter(kind=UnitKind.SPECIALTY_BASE, is_active=True).order_by("pk")
    columns = ("institution_id", "specialty_base__specialty__code", "specialty_base")
    for institution, code, base in programmes.values_list(*columns):
        taught[institution][code] = base
    units = Unit.objects.filter(pk__in=taught, is_active=True).select_related("province").order_by("pk")
    bases = actors(Role.BASE_ADMIN, units)
    reviewers = actors(Role.PROVINCE_REVIEWER, Unit.objects.filter(kind=UnitKind.PROVINCE))
    return {
        unit.pk: _target(unit, bases[unit.pk], reviewers[unit.province_id or 0], taught[unit.pk])
        for unit in units
        if unit.pk in bases and unit.province_id in reviewers
    }


def _target(unit: Unit, base: Actor, reviewer: Actor, taught: dict[str, int]) -> Target:
    scans = upload_scans(EXAMPLES, own=False, by=base)
    return Target(
        hospital=unit.pk,
        hospital_name=unit.name,
        province=unit.province_id or 0,
        province_name=unit.province.name if unit.province else "",
        base_account=base.account_id or 0,
        reviewer_account=reviewer.account_id or 0,
        reviewer_name=reviewer.name,
        specialty_bases=taught,
        uploads={
            (name, example["gender"]): str(key)
            for example, files in zip(EXAMPLES, scans, strict=True)
            for name, key in files.items()
        },
    )
