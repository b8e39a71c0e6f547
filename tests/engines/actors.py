"""A province with two hospitals, and somebody in each who acts."""

from dataclasses import dataclass

from xinglin.engines.access.actions import NewUnit, found_units
from xinglin.engines.access.actor import Actor, actor_of, system_actor
from xinglin.engines.access.models import Membership, Unit, UnitKind
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts.models import Account
from xinglin.engines.history.author import Author


@dataclass
class Province:
    """Units and actors by short names."""

    hospital: Unit
    other_hospital: Unit
    authority: Actor  # 省级管理员
    clerk: Actor  # 教学部 of the hospital
    colleague: Actor  # another account of the same hospital
    neighbour: Actor  # 教学部 of the other hospital
    resident: Actor
    auditor: Actor


def member(unit: Unit, role: Role, name: str) -> Actor:
    """A new account in a role."""
    account = Account.objects.create(login_key=name, login_masked=name, kind="person", name=name)
    return actor_of(Membership.objects.create(account=account, unit=unit, role=role))


def province() -> Province:
    """Founded anew in the test's own database."""
    nation = _found(UnitKind.NATION, None, "中华人民共和国")
    land = _found(UnitKind.PROVINCE, nation, "云岭省")
    hospital = _found(UnitKind.INSTITUTION, land, "云岭省第一人民医院")
    other = _found(UnitKind.INSTITUTION, land, "云岭省中心医院")
    return Province(
        hospital=hospital,
        other_hospital=other,
        authority=member(land, Role.PROVINCE_ADMIN, "省卫健委"),
        clerk=member(hospital, Role.BASE_ADMIN, "第一人民医院教学部"),
        colleague=member(hospital, Role.BASE_ADMIN, "第一人民医院教务"),
        neighbour=member(other, Role.BASE_ADMIN, "中心医院教学部"),
        resident=member(hospital, Role.RESIDENT, "林清和"),
        auditor=member(nation, Role.AUDITOR, "审计管理员"),
    )


def _found(kind: UnitKind, parent: Unit | None, name: str) -> Unit:
    founder: Author = system_actor() if parent else _NOBODY
    outcome = found_units([NewUnit(kind=kind, parent=parent, name=name)], by=founder)
    return Unit.objects.get(pk=outcome.only())


_NOBODY = Author(account_id=None, name="系统", role="system", unit_id=None, unit_name="")
