"""报送方式: a province applies, the nation decides; then direct entry is closed there, with the reason (REP-43)."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.timezone import localdate

from tests.engines.test_notices_pages import client_of
from tests.factories.country import Country
from tests.faults.test_two_at_once import colleague
from tests.walk import TRAINING, account_rows, opened, resident, walk
from xinglin.domains.institutions.actions import apply_modes, approve_modes, reject_modes
from xinglin.domains.institutions.models import ModeSwitch
from xinglin.domains.people.public import save_basic
from xinglin.domains.training.actions import open_accounts, save_trainings
from xinglin.domains.training.models import Training
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Membership
from xinglin.engines.access.roles import Role
from xinglin.engines.actions import Refused
from xinglin.engines.notices.models import Notice
from xinglin.engines.review.actions import approve, submit

pytestmark = [pytest.mark.django_db, pytest.mark.spec("REP-43")]


@pytest.fixture
def nation(country: Country) -> Actor:
    return country.actor(country.nation, Role.NATION_ADMIN)


@pytest.fixture
def admin(country: Country) -> Actor:
    return country.actor(country.province, Role.PROVINCE_ADMIN)


def switch(country: Country, mode: str = "interface", days: int = 0, **others: Any) -> dict:
    return {
        "province": country.province.pk,
        "module": "residents",
        "mode": mode,
        "starts_on": localdate() + timedelta(days),
        "contact": "林清和",
        "contact_mobile": "19900001234",
        "company": "示范信息公司",
        "company_contact": "白鹿",
        "company_mobile": "19900005678",
        **others,
    }


def interface(country: Country, nation: Actor, admin: Actor) -> None:
    apply_modes([switch(country)], by=admin)
    assert approve_modes(ModeSwitch._base_manager.all(), by=nation).done


@pytest.mark.spec("PLT-71")
def test_who_works_there_no_more_is_not_told(country: Country, nation: Actor, admin: Actor) -> None:
    former = colleague(country.province, Role.PROVINCE_ADMIN, "已离任管理员")
    Membership.objects.filter(account=former.account_id).update(suspended_at=timezone.now())
    interface(country, nation, admin)
    assert Notice.objects.get().account_id == admin.account_id


def test_what_cannot_be_asked_for(country: Country, admin: Actor) -> None:
    assert apply_modes([switch(country, days=-1)], by=admin).refused[0].endswith("请填写今天或以后的日期。")
    assert apply_modes([switch(country, company="")], by=admin).refused == {
        0: "切换为接口传送须填写技术公司、联系人及其联系方式。"
    }
    assert apply_modes([switch(country, "direct")], by=admin).refused == {0: "该模块现在就是“直接填报”，无需切换。"}
    foreign = switch(country, province=country.other_province.pk)
    assert "不在您的管理范围内" in apply_modes([foreign], by=admin).refused[0]
    assert apply_modes([switch(country)], by=admin).done == [0]
    assert "已有一份待审批的申请" in apply_modes([switch(country)], by=admin).refused[0]
    with pytest.raises(Refused):
        apply_modes([switch(country)], by=country.base)
    assert ModeSwitch._base_manager.count() == 1


def test_the_nation_alone_decides_and_the_province_is_told(country: Country, nation: Actor, admin: Actor) -> None:
    apply_modes([switch(country)], by=admin)
    every = ModeSwitch._base_manager.all()
    assert approve_modes(every, by=admin).done == []
    assert reject_modes(every, comment="材料不全", by=nation).done
    row = every.get()
    assert (row.state, row.opinion, row.decided_by) == ("rejected", "材料不全", nation.name)
    assert Notice.objects.get(account=admin.account_id).body == "材料不全"
    assert list(approve_modes(every, by=nation).refused) == [row.pk]


def test_direct_entry_is_closed_where_the_interface_is_used(country: Country, nation: Actor, admin: Actor) -> None:
    complete = walk(country, opened(country), "complete")[0]
    reported = walk(country, opened(country, start=1), "reported", start=1)[0]
    far = opened(country, by=country.base_far, start=2)[0]
    interface(country, nation, admin)
    rows = Training.objects.filter(pk=complete.pk)
    why = f"本省自 {localdate()} 起以接口传送方式报送“住院医师管理”，省级和基地的直接填报功能已关闭。"
    refused = [
        open_accounts(account_rows(1, start=9), by=country.base).refused[0],
        save_trainings(rows, {complete.pk: {**TRAINING, "is_rural_order": True}}, by=country.base).refused[complete.pk],
        submit(rows, by=country.base).refused[complete.pk],
        approve(Training.objects.filter(pk=reported.pk), by=country.reviewer).refused[reported.pk],
    ]
    assert [each for each in refused if not each.startswith(why)] == []
    assert save_trainings(Training.objects.filter(pk=far.pk), {far.pk: TRAINING}, by=country.base_far).done
    person = complete.person
    own = type(person).objects.filter(pk=person.pk)
    assert save_basic(own, {person.pk: {"address": "示范路 9 号"}}, by=resident(complete)).done
    page = client_of(country.base).get("/training/intake/").content.decode()
    assert f"（不可用：{why}" in page


def test_a_day_to_come_and_the_way_back(country: Country, nation: Actor, admin: Actor, time_machine: Any) -> None:
    apply_modes([switch(country, days=3)], by=admin)
    approve_modes(ModeSwitch._base_manager.all(), by=nation)
    assert open_accounts(account_rows(1), by=country.base).done == [0]
    time_machine.move_to(localdate() + timedelta(4))
    assert open_accounts(account_rows(1, start=1), by=country.base).refused
    apply_modes([switch(country, "direct")], by=admin)
    assert open_accounts(account_rows(1, start=1), by=country.base).refused
    approve_modes(ModeSwitch._base_manager.filter(state="waiting"), by=nation)
    assert open_accounts(account_rows(1, start=1), by=country.base).done == [0]
