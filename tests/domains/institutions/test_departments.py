"""«科室设置»: a base keeps its own departments and says who works for them (PLT-01, PLT-03)."""

from typing import Any

import pytest

from tests.factories.country import Country
from xinglin.domains.institutions import actions
from xinglin.domains.institutions.queries.departments import departments_under, departments_visible_to, staff_visible_to
from xinglin.domains.institutions.rules import OCCUPIED_BY
from xinglin.domains.institutions.sheets import resolve_departments
from xinglin.engines.access.actor import memberships_of
from xinglin.engines.access.models import Membership, Unit
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts.models import Account

pytestmark = [pytest.mark.django_db, pytest.mark.spec("PLT-01", "PLT-03")]
HEAD: dict[str, Any] = {"role": "department_head", "name": "欧阳景行", "login": "xnk_zhuren", "mobile": "19900001111"}


def opened(country: Country, *names: str) -> list[Unit]:
    outcome = actions.save_departments([{"name": name} for name in names], by=country.base)
    assert not outcome.refused
    return [Unit.objects.get(pk=outcome.records[index]) for index in range(len(names))]


def names(rows: Any) -> list[str]:
    return sorted(rows.values_list("name", flat=True))


def test_a_base_keeps_its_own_departments_and_nobody_elses(country: Country) -> None:
    heart, lungs = opened(country, "心血管内科", "呼吸内科")
    assert (heart.parent, heart.institution, heart.province) == (country.hospital, country.hospital, country.province)
    assert actions.save_departments([{"name": "心血管内科"}], by=country.base).refused == {
        0: "本基地已有名为“心血管内科”的科室，请核对；已停用的可在列表中启用。"
    }
    assert actions.save_departments([{"pk": heart.pk, "name": "心内科"}], by=country.base).done == [0]
    for stranger in (country.base_next_door, country.actor(country.hospital, Role.DEPARTMENT_HEAD), country.reviewer):
        assert actions.save_departments([{"pk": lungs.pk, "name": "我的"}], by=stranger).refused
        assert not actions.stop_departments(Unit.objects.filter(pk=lungs.pk), by=stranger).done
        assert not departments_visible_to(stranger).exists()
    assert names(departments_visible_to(country.base)) == ["呼吸内科", "心内科"]
    assert names(departments_under(country.province)) == ["呼吸内科", "心内科"]
    assert names(departments_under(heart)) == ["心内科"]


def test_a_department_in_use_stays(country: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    heart, lungs = opened(country, "心血管内科", "呼吸内科")
    monkeypatch.setattr("xinglin.domains.institutions.rules.OCCUPIED_BY", [lambda keys: {heart.pk: "还有人。"}])
    outcome = actions.stop_departments(Unit.objects.filter(pk__in=[heart.pk, lungs.pk]), by=country.base)
    assert (outcome.done, outcome.refused) == ([lungs.pk], {heart.pk: "还有人。"})
    assert names(departments_under(country.hospital)) == ["心血管内科"]
    assert actions.start_departments(Unit.objects.filter(pk=lungs.pk), by=country.base).done == [lungs.pk]
    assert isinstance(OCCUPIED_BY, list)


def test_heads_get_an_account_of_their_own_or_a_further_role(country: Country) -> None:
    heart, lungs = opened(country, "心血管内科", "呼吸内科")
    rows = [
        {**HEAD, "department": heart.pk},
        {**HEAD, "department": lungs.pk, "role": "teaching_secretary"},
        {**HEAD, "department": lungs.pk, "login": "hxk_zhuren", "mobile": ""},
        {**HEAD, "department": lungs.pk, "login": country.base_next_door.name},
        {**HEAD, "department": lungs.pk, "name": "别人"},
        {**HEAD, "department": country.hospital.pk, "login": "yuanzhang"},
    ]
    outcome = actions.appoint_staff(rows, by=country.base)
    assert outcome.done == [0, 1]
    assert outcome.refused == {
        2: "手机号码须为 11 位数字，以 13 至 19 开头，请核对。",
        3: "账号须以字母开头，由 4–20 个字母、数字或下划线组成，其中数字最多 4 个，请修改。",
        4: "该账号属于“欧阳景行”，与所填姓名“别人”不一致，请核对。",
        5: "没有找到该科室，可能不属于本基地，请刷新后重新选择。",
    }
    account = Account.objects.by_login("xnk_zhuren")
    assert account
    assert (account.is_activated, account.mobile) == (False, "19900001111")
    held = [(each.role, each.unit) for each in memberships_of(account.pk)]
    assert held == [(Role.DEPARTMENT_HEAD, heart), (Role.TEACHING_SECRETARY, lungs)]
    assert actions.appoint_staff(rows[:1], by=country.base).unchanged == [0]
    taken = actions.appoint_staff([{**HEAD, "department": heart.pk}], by=country.base_next_door)
    assert taken.refused == {0: "没有找到该科室，可能不属于本基地，请刷新后重新选择。"}


def test_an_account_of_another_hospital_is_not_to_be_had(country: Country) -> None:
    """Whoever held a role here could be reset from here (PLT-14)."""
    next_door = actions.save_departments([{"name": "心血管内科"}], by=country.base_next_door).records[0]
    assert actions.appoint_staff([{**HEAD, "department": next_door}], by=country.base_next_door).done
    (heart,) = opened(country, "心血管内科")
    assert actions.appoint_staff([{**HEAD, "department": heart.pk}], by=country.base).refused == {
        0: "这个账号已有人使用，请换一个，例如在后面加上单位简称的拼音。"
    }


def test_a_dismissed_head_can_come_back(country: Country) -> None:
    (heart,) = opened(country, "心血管内科")
    row = {**HEAD, "department": heart.pk}
    actions.appoint_staff([row], by=country.base)
    held = Membership.objects.filter(unit=heart)
    assert not actions.dismiss_staff(held, by=country.base_next_door).done
    assert actions.dismiss_staff(held, by=country.base).done == [held.get().pk]
    assert memberships_of(held.get().account_id) == []
    assert actions.dismiss_staff(held, by=country.base).refused
    assert staff_visible_to(country.base).count() == 1
    row["login"] = "xnk_fuzhuren"
    assert actions.appoint_staff([row], by=country.base).done == [0]


def test_the_sheet_brings_departments_with_their_people(country: Country) -> None:
    (heart,) = opened(country, "心血管内科")
    (lungs,) = opened(country, "呼吸内科")
    actions.stop_departments(Unit.objects.filter(pk=lungs.pk), by=country.base)
    people = {"head_name": "欧阳景行", "head_login": "xnk_zhuren", "head_mobile": "19900001111"}
    rows = [
        {"name": "心血管内科", **people},
        {"name": "骨科"},
        {"name": "呼吸内科"},
        {"name": "儿科", "head_login": "x"},
    ]
    rehearsed = resolve_departments(rows, by=country.base)
    assert rehearsed.existing == {0: {"head_login": None}}
    assert rehearsed.refused.keys() == {2, 3}
    outcome = actions.import_departments(rows, by=country.base)
    assert (outcome.done, outcome.refused[2]) == ([0, 1], "科室“呼吸内科”已停用，请先在“科室设置”中启用。")
    assert names(departments_under(country.hospital)) == ["心血管内科", "骨科"]
    assert Membership.objects.get(unit=heart).account.name == "欧阳景行"
    assert actions.import_departments(rows[:2], by=country.base).unchanged == [0, 1]
    assert actions.import_departments(rows[:1], by=country.base_next_door).refused
