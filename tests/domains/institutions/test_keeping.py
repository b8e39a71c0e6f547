"""Bases registered, renamed, closed and put out of use; programmes and affiliate sites (REP-43)."""

from typing import Any

import pytest

from tests.factories.country import YEAR, Country
from tests.walk import TRAINING, account_rows, opened, walk
from xinglin.domains.institutions import actions
from xinglin.domains.institutions.models import Affiliation, Hospital, SpecialtyBase
from xinglin.domains.institutions.queries import bases_visible_to
from xinglin.domains.institutions.sheets import HOSPITALS, resolve_hospitals, resolve_programmes
from xinglin.domains.training.actions import open_accounts, save_trainings
from xinglin.domains.training.models import Training
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Membership, Unit
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts.models import Account
from xinglin.engines.history.models import AuditEntry
from xinglin.engines.lists.declaration import LISTS

pytestmark = [pytest.mark.django_db, pytest.mark.spec("REP-43")]
CODE = "12999999123456788W"


@pytest.fixture
def nation(country: Country) -> Actor:
    return country.actor(country.nation, Role.NATION_ADMIN)


@pytest.fixture
def admin(country: Country) -> Actor:
    return country.actor(country.province, Role.PROVINCE_ADMIN)


def row(country: Country, name: str = "新区医院", **others: Any) -> dict:
    return {"name": name, "province": str(country.province.pk), "base_level": "national", **others}


def one(country: Country, unit: Unit | None = None) -> Any:
    return Hospital.objects.filter(unit=unit or country.hospital)


def test_a_base_is_registered_with_its_account(country: Country, nation: Actor) -> None:
    new = row(country, city="示范市", credit_code=CODE, base_code="009", mobile="19900001111")
    assert actions.save_hospitals([new], by=nation).done == [0]
    base = Hospital.objects.get(credit_code=CODE)
    assert (base.unit.parent, base.unit.province, base.base_code) == (country.city, country.province, "009")
    account = Account.objects.by_login("新区医院")
    assert account
    assert account.mobile == "19900001111"
    assert Membership.objects.get(account=account).unit == base.unit
    assert not account.is_activated


def test_a_namesake_in_another_province_gets_an_account_of_its_own(country: Country, nation: Actor) -> None:
    """Never the role in somebody else's hands (PLT-04)."""
    other = row(country) | {"province": str(country.other_province.pk)}
    assert actions.save_hospitals([row(country), other], by=nation).done == [0, 1]
    held = Membership.objects.filter(unit__name="新区医院").order_by("pk")
    assert [(each.account.name, each.unit.province) for each in held.select_related("account", "unit__province")] == [
        ("新区医院", country.province),
        (f"新区医院（{country.other_province.name}）", country.other_province),
    ]


def test_what_two_cannot_share_is_refused_row_by_row(country: Country, nation: Actor) -> None:
    actions.save_hospitals([row(country, credit_code=CODE)], by=nation)
    rows = [
        row(country, "示范医院", credit_code=CODE),
        row(country, "甲医院", city="乌有市"),
        row(country, "乙医院"),
        row(country, "乙医院"),
    ]
    outcome = actions.save_hospitals(rows, by=nation)
    assert outcome.refused == {
        0: "本省已有名为“示范医院”的机构，请核对。",
        1: "该省没有名为“乌有市”的地市，请核对；直属省级的请留空。",
        3: "同一机构在这一批中出现多次，只取第一行，请删去本行。",
    }
    assert outcome.done == [2]
    assert {i: why for i, (_, why) in resolve_hospitals(rows[:2], by=nation).refused.items()} == {
        0: outcome.refused[0],
        1: outcome.refused[1],
    }


def test_a_renamed_base_is_found_by_its_old_name(country: Country, nation: Actor) -> None:
    pk = one(country).get().pk
    outcome = actions.save_hospitals([{"pk": pk, "name": "示范大学附属医院"}], by=nation)
    assert outcome.done == [0]
    country.hospital.refresh_from_db()
    assert country.hospital.name == "示范大学附属医院"
    found = LISTS["bases"].filter_class({"name": "示范医院"}, bases_visible_to(nation), actor=nation).qs
    assert [each.unit_id for each in found] == [country.hospital.pk]


def test_a_closed_base_takes_nobody_new_and_goes_on_with_the_others(country: Country, admin: Actor) -> None:
    training = opened(country)[0]
    by = country.actor(country.nation, Role.NATION_ADMIN)
    assert actions.close_hospitals(one(country), comment=" ", by=by).refused
    assert actions.close_hospitals(one(country), comment="评估不合格，整改", by=by).done
    outcome = open_accounts(account_rows(1, start=5), by=country.base)
    assert "暂停招收（评估不合格，整改）" in outcome.refused[0]
    assert open_accounts(account_rows(1), by=country.base).unchanged == [0]
    rows = Training.objects.filter(pk=training.pk)
    assert save_trainings(rows, {training.pk: TRAINING}, by=country.base).done
    assert actions.reopen_hospitals(one(country), by=by).done
    assert open_accounts(account_rows(1, start=5), by=country.base).done == [0]


def test_a_base_with_residents_cannot_be_put_out_of_use(country: Country, nation: Actor) -> None:
    opened(country, 2)
    outcome = actions.remove_hospitals(one(country) | one(country, country.far), comment="撤销", by=nation)
    assert outcome.done == [one(country, country.far).get().pk]
    assert "还有 2 名住院医师在培" in next(iter(outcome.refused.values()))
    assert set(Unit.objects.filter(is_active=False)) == {country.far}
    assert AuditEntry.objects.get(action="institutions.hospitals_removed").reason == "撤销"
    assert actions.restore_hospitals(one(country, country.far), by=nation).done == outcome.done


def test_a_province_maintains_its_own_only_when_the_nation_lets_it(
    country: Country, nation: Actor, admin: Actor
) -> None:
    assert HOSPITALS.may_import(admin) == "国家未授权本省维护培训基地，请联系国家管理员办理，或申请授权。"
    assert actions.save_hospitals([row(country)], by=admin).refused
    actions.charge_provinces(Unit.objects.filter(pk=country.province.pk), by=nation)
    assert HOSPITALS.may_import(admin) is None
    outside = row(country, "外省医院") | {"province": str(country.other_province.pk)}
    outcome = actions.save_hospitals(
        [row(country), outside, {"pk": one(country, country.far).get().pk, "name": "改"}], by=admin
    )
    assert outcome.done == [0]
    assert outcome.refused.keys() == {1, 2}
    assert actions.close_hospitals(Hospital.objects.all(), comment="整改", by=admin).done == sorted(
        Hospital.objects.filter(unit__province=country.province).values_list("pk", flat=True)
    )
    programme = {"institution": country.hospital.pk, "specialty": "0200", "least": 3, "capacity": 30}
    assert actions.save_programmes([programme], by=admin).done == [0]
    actions.uncharge_provinces(Unit.objects.all(), by=nation)
    assert actions.reopen_hospitals(Hospital.objects.all(), by=admin).done == []


def test_programmes_open_with_capacity_and_are_suspended(country: Country, nation: Actor) -> None:
    rows: list[dict[str, Any]] = [
        {"institution": "示范医院", "specialty": "0200", "least": 9, "capacity": 60},
        {"institution": "示范医院", "specialty": "0100", "capacity": 90},
        {"institution": "示范医院", "specialty": "0900", "least": 9, "capacity": 3},
        {"institution": "乌有医院", "specialty": "0200"},
    ]
    outcome = actions.import_programmes(rows, by=nation)
    assert outcome.done == [0, 1]
    assert outcome.refused[2] == "容量 3 小于最小容量 9，请核对。"
    assert "没有找到“乌有医院”" in outcome.refused[3]
    assert resolve_programmes(rows[:2], by=nation).existing.keys() == {0, 1}
    new = SpecialtyBase.objects.get(institution=country.hospital, specialty__code="0200")
    assert (new.unit.name, new.least, new.capacity) == ("儿科专业基地", 9, 60)
    assert actions.import_programmes(rows[:1], by=nation).unchanged == [0]


def test_a_suspended_programme_stays_with_those_who_are_in_it(country: Country, nation: Actor) -> None:
    inside = walk(country, opened(country), "complete")[0]
    outside = opened(country, start=3)[0]
    medicine = SpecialtyBase.objects.filter(institution=country.hospital, specialty__code="0100")
    assert actions.suspend_programmes(medicine, comment="师资不足", by=nation).done
    values = {pk: {**TRAINING, "is_rural_order": True} for pk in (inside.pk, outside.pk)}
    outcome = save_trainings(Training.objects.filter(pk__in=values), values, by=country.base)
    assert outcome.done == [inside.pk]
    assert "暂停招收（师资不足）" in outcome.refused[outside.pk]
    assert actions.resume_programmes(medicine, by=nation).done


def test_an_affiliation_ends_only_when_nobody_trains_there(country: Country, nation: Actor) -> None:
    rows = [{"base": "示范医院", "site": "邻院"}, {"base": "示范医院", "site": "示范医院"}]
    outcome = actions.affiliate(rows, by=nation)
    assert (outcome.done, outcome.refused) == ([0], {1: "协同单位不能是培训基地自己，请核对。"})
    assert actions.affiliate(rows[:1], by=nation).unchanged == [0]
    training = opened(country)[0]
    rows_of = Training.objects.filter(pk=training.pk)
    assert save_trainings(rows_of, {training.pk: {**TRAINING, "site": "邻院"}}, by=country.base).done
    kept = actions.end_affiliations(Affiliation.objects.all(), comment="协议到期", by=nation)
    assert "还有 1 名" in next(iter(kept.refused.values()))
    save_trainings(rows_of, {training.pk: {**TRAINING, "site": None}}, by=country.base)
    assert actions.end_affiliations(Affiliation.objects.all(), comment="协议到期", by=nation).done
    assert not Affiliation.objects.exists()
    assert YEAR
