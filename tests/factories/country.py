"""A small country, built through the real actions: two provinces, three hospitals, open windows, actors by role."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from xinglin.domains.institutions.public import NewHospital, found_hospitals, open_specialty_bases
from xinglin.domains.reference.public import Specialty
from xinglin.domains.training import windows
from xinglin.engines.access.actions import NewMembership, NewUnit, found_units, grant
from xinglin.engines.access.actor import Actor, actor_of, system_actor
from xinglin.engines.access.models import Membership, Unit, UnitKind
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts.actions import NewAccount, open_accounts
from xinglin.engines.accounts.models import AccountKind
from xinglin.engines.history.author import Author
from xinglin.engines.windows.models import Window

YEAR = 2026
FOUNDER = Author(account_id=None, name="建站", role="system", unit_id=None, unit_name="")


@dataclass
class Country:
    """Hospital `next_door` lies in the same province as `hospital`, `far` in the other one."""

    nation: Unit
    province: Unit
    other_province: Unit
    city: Unit
    hospital: Unit
    next_door: Unit
    far: Unit
    actors: dict[tuple[int, Role], Actor] = field(default_factory=dict)

    def actor(self, unit: Unit, role: Role) -> Actor:
        """The unit's own account in this role, opened at the first call."""
        key = (unit.pk, role)
        if key not in self.actors:
            self.actors[key] = _actor(unit, role)
        return self.actors[key]

    @property
    def base(self) -> Actor:
        """教学部 of `hospital`."""
        return self.actor(self.hospital, Role.BASE_ADMIN)

    @property
    def base_next_door(self) -> Actor:
        """教学部 of `next_door`."""
        return self.actor(self.next_door, Role.BASE_ADMIN)

    @property
    def base_far(self) -> Actor:
        """教学部 of `far`."""
        return self.actor(self.far, Role.BASE_ADMIN)

    @property
    def reviewer(self) -> Actor:
        """省级审核员 of `province`."""
        return self.actor(self.province, Role.PROVINCE_REVIEWER)

    @property
    def other_reviewer(self) -> Actor:
        """省级审核员 of `other_province`."""
        return self.actor(self.other_province, Role.PROVINCE_REVIEWER)


def small_country() -> Country:
    """Needs an empty tree of units; the code lists are there by migration."""
    nation = _found(NewUnit(UnitKind.NATION, None, "国家卫生健康委员会", "国家"))
    province, other = (_found(NewUnit(UnitKind.PROVINCE, nation, name, code=code)) for name, code in PROVINCES)
    city = _found(NewUnit(UnitKind.CITY, province, "示范市"))
    hospital, next_door = (_hospital(city, name, number) for number, name in enumerate(("示范医院", "邻院"), start=1))
    far = _hospital(other, "远方医院", 3)
    specialties = list(Specialty.objects.filter(code__in=("0100", "0700", "0900", "1900")))
    system = system_actor()
    open_specialty_bases([(unit, s) for unit in (hospital, next_door, far) for s in specialties], by=system)
    open_windows(nation)
    return Country(nation, province, other, city, hospital, next_door, far)


PROVINCES = (("北京市", "110000"), ("广东省", "440000"))


def open_windows(nation: Unit, year: int = YEAR) -> None:
    """Reporting and review of the year's intake, from ten days ago to ten days ahead."""
    now = timezone.now()
    Window.objects.bulk_create(
        Window(kind=kind.key, year=year, unit=nation, starts_at=now - timedelta(10), ends_at=now + timedelta(10))
        for kind in (windows.INTAKE, windows.PROVINCE_REVIEW)
    )


def _found(new: NewUnit) -> Unit:
    return Unit.objects.get(pk=found_units([new], by=FOUNDER).only())


def _hospital(parent: Unit, name: str, number: int) -> Unit:
    new = NewHospital(parent, name, base_level="national", base_code=f"{number:03}")
    return Unit.objects.get(pk=found_hospitals([new], by=FOUNDER).only())


def _actor(unit: Unit, role: Role) -> Actor:
    system = system_actor()
    login = f"{unit.name}{role.label}"
    account = NewAccount(login=login, masked=login, name=login, kind=AccountKind.ORGANISATION, mobile="19900000000")
    account_id = open_accounts([account], by=system).ids[0]
    grant([NewMembership(account_id, unit.pk, role)], by=system)
    return actor_of(Membership.objects.select_related("unit", "account").get(account=account_id, unit=unit, role=role))
