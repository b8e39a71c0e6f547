"""The organisation tree, who is what where, and what each therefore sees (PLT-01 to PLT-04)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.db.models import prefetch_related_objects
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories.country import Country
from tests.walk import opened, resident
from xinglin.domains.training import rules
from xinglin.domains.training.models import Training
from xinglin.engines.access.actions import NewMembership, NewUnit, found_units, grant
from xinglin.engines.access.actor import Actor, actor_of, memberships_of, system_actor
from xinglin.engines.access.models import Membership, Unguarded, Unit, UnitKind, in_force
from xinglin.engines.access.pages import page
from xinglin.engines.access.rights import RIGHTS, right
from xinglin.engines.access.roles import SEPARATED, Role
from xinglin.engines.access.visible import claim, visible
from xinglin.engines.actions import guarded, trusted


def found(kind: UnitKind, parent: Unit, name: str) -> Unit:
    return Unit.objects.get(pk=found_units([NewUnit(kind, parent, name)], by=system_actor()).only())


def held(actor: Actor) -> Membership:
    return Membership.objects.get(pk=actor.membership_id)


@pytest.mark.spec("PLT-01")
def test_the_tree_has_its_levels(country: Country) -> None:
    county = found(UnitKind.COUNTY, country.city, "示范县")
    clinic = found(UnitKind.INSTITUTION, county, "县医院")
    ward = found(UnitKind.DEPARTMENT, clinic, "心血管内科")
    line = [country.nation, country.province, country.city, county, clinic, ward]
    assert ward.path == "/" + "".join(f"{unit.pk}/" for unit in line)
    assert (ward.province, ward.institution) == (country.province, clinic)
    assert (clinic.institution, country.province.province, country.city.institution) == (clinic, country.province, None)
    assert country.nation.province is None


@pytest.mark.spec("PLT-01")
def test_a_name_stands_once_under_its_parent(country: Country) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        found(UnitKind.INSTITUTION, country.city, "示范医院")
    assert found(UnitKind.INSTITUTION, country.other_province, "示范医院").pk != country.hospital.pk


@pytest.mark.spec("PLT-01")
def test_founding_many_costs_no_more_statements(country: Country) -> None:
    def statements(names: list[str]) -> int:
        new = [NewUnit(UnitKind.DEPARTMENT, country.hospital, name) for name in names]
        by = system_actor()
        with CaptureQueriesContext(connection) as captured:
            found_units(new, by=by)
        return len(captured)

    assert statements(["一科"]) == statements([f"第 {number} 科" for number in range(50)])


@pytest.mark.spec("PLT-02")
def test_one_account_holds_several_roles(country: Country) -> None:
    account = country.base.account_id or 0
    wanted = [NewMembership(account, country.next_door.pk, Role.SUPERVISOR)] * 2
    outcome = grant([*wanted, NewMembership(account, country.hospital.pk, Role.BASE_ADMIN)], by=system_actor())
    assert (outcome.done, outcome.unchanged, outcome.refused) == ([0], [1, 2], {})
    assert [(m.unit, m.role) for m in memberships_of(account)] == [
        (country.hospital, Role.BASE_ADMIN),
        (country.next_door, Role.SUPERVISOR),
    ]


@pytest.mark.spec("PLT-02")
def test_a_role_counts_only_in_its_time_and_while_its_unit_works(country: Country) -> None:
    membership, now = held(country.base), timezone.now()
    mine = Membership.objects.filter(pk=membership.pk)

    def counts() -> bool:
        by_question, by_account = mine.filter(in_force(timezone.now())), memberships_of(membership.account_id)
        assert list(by_question) == by_account  # two ways to ask, one answer
        return by_account == [membership]

    always = {"starts_at": membership.starts_at, "ends_at": None, "suspended_at": None}
    for times in ({"ends_at": now}, {"starts_at": now + timedelta(hours=1)}, {"suspended_at": now}):
        mine.update(**times)
        assert not counts()
        mine.update(**always)
    assert counts()
    mine.update(ends_at=now + timedelta(hours=1))
    assert counts()
    Unit.objects.filter(pk=membership.unit_id).update(is_active=False)
    assert not counts()


@pytest.mark.spec("PLT-03")
@pytest.mark.parametrize("first", sorted(SEPARATED))
@pytest.mark.parametrize("second", sorted(SEPARATED))
def test_no_account_holds_two_of_the_separated_roles(country: Country, first: Role, second: Role) -> None:
    account = country.base.account_id or 0
    wanted = [NewMembership(account, country.nation.pk, role) for role in (first, second)]
    why = f"该账号已是{first.label}，系统管理员、安全管理员、审计管理员须由不同账号担任，请另选账号。"
    refused = {} if first == second else {1: why}
    assert grant(wanted, by=system_actor()).refused == refused
    assert grant(wanted[1:], by=system_actor()).refused == ({0: why} if refused else {})
    assert Membership.objects.filter(account=account, role__in=SEPARATED).count() == 1


@pytest.mark.spec("PLT-03")
def test_every_role_of_the_specification_exists() -> None:
    assert {role.label for role in Role} >= {
        *(
            "国家管理员",
            "国家审核员",
            "省级管理员",
            "省级审核员",
            "市级管理员",
            "县级管理员",
            "教学部",
            "科主任",
            "教学秘书",
        ),
        *("带教老师", "住院医师", "报名人员", "医疗卫生机构管理员", "考核机构管理员", "监考人员", "医师", "题库编辑"),
        *("系统管理员", "安全管理员", "审计管理员"),
    }


@pytest.mark.spec("PLT-04")
def test_roles_are_given_only_under_ones_own_unit(country: Country) -> None:
    account = country.base_far.account_id or 0
    wanted = [
        NewMembership(account, unit.pk, Role.SUPERVISOR)
        for unit in (country.hospital, country.next_door, country.far, country.province)
    ]
    why = "该单位不在您的管理范围内，不能在该单位授予身份，请由其上级单位办理。"
    assert grant(wanted, by=country.base).refused == {1: why, 2: why, 3: why}
    assert grant(wanted, by=country.actor(country.province, Role.PROVINCE_ADMIN)).refused == {2: why}


@pytest.mark.spec("PLT-04")
def test_everyone_sees_what_lies_under_the_unit_and_no_more(country: Country) -> None:
    here, next_door = opened(country), opened(country, by=country.base_next_door, start=1)
    far = opened(country, by=country.base_far, start=2)
    county = found(UnitKind.COUNTY, country.other_province, "远方县")
    section = Unit.objects.filter(parent=country.hospital, kind=UnitKind.SPECIALTY_BASE).first()
    assert section
    sees = {
        country.base: here,
        country.base_next_door: next_door,
        country.actor(country.city, Role.CITY_ADMIN): here + next_door,
        country.actor(county, Role.COUNTY_ADMIN): [],
        country.reviewer: here + next_door,
        country.other_reviewer: far,
        country.actor(country.nation, Role.NATION_ADMIN): here + next_door + far,
        country.actor(section, Role.DEPARTMENT_HEAD): [],  # no record has a specialty yet
        country.actor(country.nation, Role.AUDITOR): [],  # the right unit, but not the right
        country.actor(country.hospital, Role.SUPERVISOR): [],
        system_actor(): here + next_door + far,
    }
    for actor, rows in sees.items():
        assert set(visible(Training, actor, rules.VIEW)) == set(rows), actor.name


@pytest.mark.spec("PLT-04")
def test_a_resident_sees_the_own_record_only(country: Country) -> None:
    mine, other = opened(country, 2)
    assert list(visible(Training, resident(mine), rules.OWN)) == [mine]
    assert not visible(Training, resident(mine), rules.VIEW).exists()
    assert list(claim(Training.objects.all(), resident(other), rules.OWN)) == [other]


@pytest.mark.spec("PLT-04")
def test_who_forgets_to_ask_gets_nothing(country: Country) -> None:
    (training,) = opened(country)
    with guarded():
        assert not Training.objects.filter(pk=training.pk).exists()
        assert visible(Training, country.base, rules.VIEW).get() == training
        with trusted():
            assert Training.objects.get() == training
        assert not Training.objects.exists()
        for past in (training.person.trainings.all, lambda: prefetch_related_objects([training.person], "trainings")):
            with pytest.raises(Unguarded, match="Training of Person: ask visible"):
                past()
    assert Training.objects.exists()
    assert training.person.trainings.exists()


@pytest.mark.spec("PLT-04")
def test_a_claim_is_in_key_order_and_leaves_out_what_is_not_ones_own(country: Country) -> None:
    mine = opened(country, 3)
    opened(country, by=country.base_next_door, start=3)
    asked = Training.objects.order_by("-pk")
    assert claim(asked, country.base, rules.EDIT) == mine
    with CaptureQueriesContext(connection) as captured:
        rows = claim(asked, country.base, rules.EDIT, "person", "institution")
        assert {(row.person.document_type, row.institution.name) for row in rows} == {("01", "示范医院")}
    assert len(captured) == 2
    assert "FOR UPDATE" in captured[0]["sql"]


@pytest.mark.spec("PLT-04")
def test_a_view_names_its_rights(country: Country) -> None:
    view = page(rules.EDIT)(lambda request: "answered")
    request: Any = RequestFactory().get("/")
    request.actor = country.base
    assert view(request) == "answered"
    request.actor = country.reviewer
    with pytest.raises(PermissionDenied):
        view(request)


def test_a_right_is_declared_once() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        right("training.view", "查看", Role.AUDITOR)
    assert Role.AUDITOR not in RIGHTS["training.view"].roles


@pytest.mark.spec("PLT-02", "PLT-33")
def test_an_actor_signs_with_name_role_and_unit(country: Country) -> None:
    actor = actor_of(held(country.base), address="203.0.113.7")
    assert actor.signature == {
        "account": country.base.account_id,
        "name": country.base.name,
        "role": Role.BASE_ADMIN,
        "unit": country.hospital.pk,
        "unit_name": "示范医院",
        "source": "form",
    }
    assert actor.via("sheet").source == "sheet"
