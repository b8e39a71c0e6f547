"""A small country with hospitals that petition, and the people who act."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.db.models import QuerySet

from tests.engines.actors import member
from tests.engines.review.petitions import Petition, declare
from xinglin.engines.access.actions import NewUnit, found_units
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit, UnitKind
from xinglin.engines.access.roles import Role
from xinglin.engines.actions.events import EVENTS
from xinglin.engines.review.chain import CHAINS
from xinglin.engines.review.models import Case
from xinglin.engines.windows.kinds import WINDOW_KINDS


@dataclass
class Country:
    """Units by short names and actors by what they do."""

    units: SimpleNamespace
    clerk: Actor  # 基地
    reviewer: Actor  # 省
    colleague: Actor  # a second reviewer of the same province
    neighbour: Actor  # a clerk of the hospital next door
    stranger: Actor  # a reviewer of another province
    city_reviewer: Actor
    agency: Actor
    nation_reviewer: Actor

    def petition(self, title: str = "增加专业基地", **values: Any) -> Petition:
        """A petition of the first hospital, complete unless told otherwise."""
        hospital = values.pop("institution", self.units.hospital)
        usual = {"reason": "生源充足", "document_number": "110101190101010011", "agency": self.units.agency}
        return Petition._base_manager.create(
            title=title, institution=hospital, province=hospital.province, **{**usual, **values}
        )


def of(*petitions: Petition) -> "QuerySet[Petition]":
    """These as a set, the way every action takes them."""
    return Petition._base_manager.filter(pk__in=[petition.pk for petition in petitions])


def fresh(petition: Petition) -> Petition:
    """The petition and its case as they now stand in the database."""
    return Petition._base_manager.select_related("case").get(pk=petition.pk)


def case_of(petition: Petition) -> Case:
    """Its case as it now stands."""
    case = fresh(petition).case
    assert case is not None
    return case


def _found(kind: UnitKind, name: str, parent: Unit | None, code: str = "") -> Unit:
    founder = Actor(account_id=None, name="系统", role="system", unit_id=None, unit_name="", unit=parent or Unit())
    key = found_units([NewUnit(kind, parent, name, code=code)], by=founder).only()
    return Unit.objects.select_related("province", "institution").get(pk=key)


def _country() -> Country:
    nation = _found(UnitKind.NATION, "国家", None, "000000")
    province = _found(UnitKind.PROVINCE, "示范省", nation)
    elsewhere = _found(UnitKind.PROVINCE, "邻省", nation)
    city = _found(UnitKind.CITY, "示范市", province)
    hospital = _found(UnitKind.INSTITUTION, "示范医院", city)
    next_door = _found(UnitKind.INSTITUTION, "隔壁医院", province)  # no city above it
    agency = _found(UnitKind.INSTITUTION, "考核机构", elsewhere)
    units = SimpleNamespace(
        nation=nation, province=province, city=city, hospital=hospital, next_door=next_door, agency=agency
    )
    return Country(
        units=units,
        clerk=member(hospital, Role.BASE_ADMIN, "李干事"),
        reviewer=member(province, Role.PROVINCE_REVIEWER, "张三"),
        colleague=member(province, Role.PROVINCE_REVIEWER, "王五"),
        neighbour=member(next_door, Role.BASE_ADMIN, "赵干事"),
        stranger=member(elsewhere, Role.PROVINCE_REVIEWER, "钱六"),
        city_reviewer=member(city, Role.CITY_REVIEWER, "孙七"),
        agency=member(agency, Role.AGENCY_ADMIN, "周八"),
        nation_reviewer=member(nation, Role.NATION_REVIEWER, "吴九"),
    )


@pytest.fixture
def table(db: None) -> None:
    """The table of petitions; goes with the test's transaction."""
    with connection.schema_editor() as editor:
        editor.create_model(Petition)


@pytest.fixture
def country(table: None) -> Country:
    """The country, in a transaction that is rolled back."""
    return _country()


@pytest.fixture
def shared_country(transactional_db: None) -> Iterator[Country]:
    """The country, committed, so that other connections see it."""
    with connection.schema_editor() as editor:
        editor.create_model(Petition)
    yield _country()
    with connection.schema_editor() as editor:
        editor.delete_model(Petition)


@pytest.fixture
def chain() -> Iterator[Callable[..., Any]]:
    """`chain(steps=…)` declares the chain of petitions for the time of one test."""
    with patch.dict(CHAINS), patch.dict(EVENTS), patch.dict(WINDOW_KINDS):
        yield declare
