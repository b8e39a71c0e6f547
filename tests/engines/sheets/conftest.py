"""Two hospitals of one province, each with a clerk who may import."""

from pathlib import Path

import pytest

from xinglin.engines.access.actions import NewUnit, found_units
from xinglin.engines.access.actor import Actor, actor_of, system_actor
from xinglin.engines.access.models import Membership, Unit, UnitKind
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts.models import Account, AccountKind, login_key_of


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path_factory: pytest.TempPathFactory) -> None:
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")


def clerk_of(unit: Unit, login: str, role: Role = Role.BASE_ADMIN) -> Actor:
    account = Account.objects.create(
        login_key=login_key_of(login), login_masked=login, kind=AccountKind.ORGANISATION, name=login
    )
    membership = Membership.objects.create(account=account, unit=unit, role=role)
    return actor_of(Membership.objects.select_related("unit", "account").get(pk=membership.pk))


@pytest.fixture
def hospitals(db) -> list[Unit]:
    nation = Unit.objects.filter(kind=UnitKind.NATION).first() or Unit.objects.create(
        kind=UnitKind.NATION, name="国家", path="/1/"
    )
    by = system_actor()
    (province,) = found_units([NewUnit(UnitKind.PROVINCE, nation, "浙江省")], by=by).done
    made = found_units(
        [NewUnit(UnitKind.INSTITUTION, Unit.objects.get(pk=province), name) for name in ("东方医院", "西湖医院")], by=by
    )
    return list(Unit.objects.filter(pk__in=made.done).order_by("pk"))


@pytest.fixture
def clerk(hospitals: list[Unit]) -> Actor:
    return clerk_of(hospitals[0], "东方医院")


@pytest.fixture
def neighbour(hospitals: list[Unit]) -> Actor:
    return clerk_of(hospitals[1], "西湖医院")


@pytest.fixture
def province_clerk(hospitals: list[Unit]) -> Actor:
    province = hospitals[0].province
    assert province is not None
    return clerk_of(province, "浙江省", Role.PROVINCE_ADMIN)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path
