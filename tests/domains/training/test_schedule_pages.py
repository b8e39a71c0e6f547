"""«时间安排» as the nation, a province and a base find it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from tests.factories.country import YEAR
from xinglin.domains.training import windows
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts.models import Account
from xinglin.engines.history.models import AuditEntry
from xinglin.engines.windows.actions import Timing, schedule
from xinglin.engines.windows.models import Window, WindowExtension

LIST = "schedule:list"


@pytest.fixture
def browse():
    """`browse(actor)` is a browser in which the actor is signed in."""

    def sign_in(actor):
        Account.objects.filter(pk=actor.account_id).update(password="set")  # activated
        client = Client()
        client.force_login(
            Account.objects.get(pk=actor.account_id), backend="xinglin.engines.accounts.backends.LoginBackend"
        )
        return client

    return sign_in


@pytest.fixture
def nation(country):
    return country.actor(country.nation, Role.NATION_ADMIN)


@pytest.fixture
def province(country):
    return country.actor(country.province, Role.PROVINCE_ADMIN)


@pytest.fixture
def window(country):
    return Window.objects.get(kind=windows.INTAKE.key, unit=country.nation)


def words(response):
    return response.content.decode()


def day(ahead):
    return f"{timezone.localdate() + timedelta(ahead):%Y-%m-%d}"


def new_window(unit, *, batch=2):
    return {"kind": windows.INTAKE.key, "year": YEAR, "batch": batch, "unit": unit.pk, "starts_on": day(1)}


@pytest.mark.spec("PLT-21", "REP-02")
def test_the_schedule_is_seen_by_all_and_changed_by_few(country, browse, nation, province):
    page = words(browse(country.base).get(reverse(LIST)))
    for expected in ("年份", "批次", "开始时间", "结束时间", "进行中", "招收信息上报", "招收信息省级审核", "全国"):
        assert expected in page
    assert "新增时间安排" not in page
    for actor in (nation, province):
        assert "新增时间安排" in words(browse(actor).get(reverse(LIST)))


@pytest.mark.spec("PLT-21")
def test_the_schedule_is_filtered_by_year_batch_and_matter(country, browse, nation):
    now = timezone.now()
    times = {"starts_at": now, "ends_at": now + timedelta(days=1)}
    schedule([Timing(kind=windows.INTAKE.key, year=2031, batch=2, unit=country.nation, **times)], by=nation)
    client = browse(country.base)
    for query in ("year=2031", "batch=2", f"year=2031&kind={windows.INTAKE.key}"):
        assert "共 1 条" in words(client.get(f"{reverse(LIST)}?{query}"))
    assert "共 2 条" in words(client.get(f"{reverse(LIST)}?kind={windows.INTAKE.key}"))


@pytest.mark.spec("PLT-20", "REP-43")
def test_a_window_is_set_through_the_form(country, browse, nation):
    answer = browse(nation).post(reverse("schedule:new"), {**new_window(country.nation), "ends_on": day(9)})
    assert answer.status_code == 302
    made = Window.objects.get(batch=2)
    assert (made.ends_at - made.starts_at).days == 9
    assert AuditEntry.objects.filter(action="windows.scheduled", account_id=nation.account_id).exists()


@pytest.mark.spec("PLT-131")
def test_a_mistake_keeps_what_was_typed(country, browse, nation):
    answer = browse(nation).post(reverse("schedule:new"), {**new_window(country.nation), "ends_on": day(-9)})
    assert answer.status_code == 422
    assert "不晚于开始时间" in words(answer)
    assert f'value="{day(-9)}"' in words(answer)
    assert not Window.objects.filter(batch=2).exists()


@pytest.mark.spec("PLT-04")
def test_a_province_schedules_for_itself_and_nobody_else(country, browse, province, window):
    client = browse(province)
    for foreign in (country.nation, country.other_province):
        data = {**new_window(foreign), "ends_on": day(9)}
        assert client.post(reverse("schedule:new"), data).status_code == 422
    data = {**new_window(country.province, batch=1), "ends_on": day(9)}
    assert client.post(reverse("schedule:new"), data).status_code == 302
    before = window.ends_at
    client.post(reverse("schedule:edit", args=[window.pk]), {"starts_on": day(1), "ends_on": day(2)})
    window.refresh_from_db()
    assert window.ends_at == before
    assert [w.unit for w in Window.objects.exclude(unit=country.nation)] == [country.province]


@pytest.mark.spec("PLT-20")
def test_a_base_sees_its_provinces_time_in_place_of_the_nations(country, browse, province):
    now = timezone.now()
    times = {"starts_at": now + timedelta(1), "ends_at": now + timedelta(2)}
    schedule([Timing(kind=windows.INTAKE.key, year=YEAR, unit=country.province, **times)], by=province)
    here = words(browse(country.base).get(f"{reverse(LIST)}?kind={windows.INTAKE.key}"))
    assert "共 1 条" in here
    assert country.province.name in here
    assert "未开始" in here
    assert "进行中" in words(browse(country.base_far).get(f"{reverse(LIST)}?kind={windows.INTAKE.key}"))


@pytest.mark.spec("PLT-22")
def test_a_window_of_another_province_does_not_exist(country, browse, province):
    now = timezone.now()
    other = country.actor(country.other_province, Role.PROVINCE_ADMIN)
    times = {"starts_at": now + timedelta(1), "ends_at": now + timedelta(2)}
    schedule([Timing(kind=windows.INTAKE.key, year=YEAR, unit=country.other_province, **times)], by=other)
    foreign = Window.objects.get(unit=country.other_province)
    for name in ("schedule:edit", "schedule:extend"):
        assert browse(province).get(reverse(name, args=[foreign.pk])).status_code == 404


@pytest.mark.spec("PLT-22")
def test_a_base_gets_more_time_and_sees_it(country, browse, province, window):
    client = browse(province)
    data = {"unit": country.hospital.pk, "ends_on": day(20), "reason": "系统停电"}
    assert client.post(reverse("schedule:extend", args=[window.pk]), data).status_code == 302
    assert f"{day(20)} 24:00" in words(client.get(reverse("schedule:extend", args=[window.pk])))
    assert "1 家" in words(client.get(reverse(LIST)))
    assert f"本单位延长至 {day(20)} 24:00" in words(browse(country.base).get(reverse(LIST)))
    assert "延长至" not in words(browse(country.base_next_door).get(reverse(LIST)))


@pytest.mark.spec("PLT-22")
def test_an_extension_that_is_none_is_refused_with_the_reason(country, browse, province, window):
    data = {"unit": country.hospital.pk, "ends_on": day(1), "reason": "系统停电"}
    answer = browse(province).post(reverse("schedule:extend", args=[window.pk]), data)
    assert answer.status_code == 422
    assert "不晚于原结束时间" in words(answer)
    answer = browse(province).post(reverse("schedule:extend", args=[window.pk]), {**data, "reason": ""})
    assert "请填写延长理由" in words(answer)
    assert not WindowExtension.objects.exists()


@pytest.mark.spec("PLT-22", "PLT-04")
def test_an_extension_is_taken_back_by_the_authority_above_only(country, browse, province, window):
    data = {"unit": country.hospital.pk, "ends_on": day(20), "reason": "系统停电"}
    browse(province).post(reverse("schedule:extend", args=[window.pk]), data)
    address = reverse("schedule:revoke", args=[WindowExtension.objects.get().pk])
    other = country.actor(country.other_province, Role.PROVINCE_ADMIN)
    assert browse(other).post(address).status_code == 404
    assert browse(country.base).post(address).status_code == 403
    assert browse(province).get(address).status_code == 405
    assert WindowExtension.objects.exists()
    browse(province).post(address)
    assert not WindowExtension.objects.exists()


@pytest.mark.parametrize("name", ["schedule:new", "schedule:edit", "schedule:extend"])
@pytest.mark.spec("PLT-03", "REP-43")
def test_bases_and_reviewers_reach_no_form(country, browse, window, name):
    arguments = [] if name == "schedule:new" else [window.pk]
    for actor in (country.base, country.reviewer, country.actor(country.hospital, Role.RESIDENT)):
        assert browse(actor).get(reverse(name, args=arguments)).status_code == 403


@pytest.mark.spec("PLT-22")
def test_what_a_province_may_not_change_says_so_in_its_row(browse, province, country):
    page = words(browse(province).get(reverse(LIST)))
    assert escape(f"当前身份不能安排“{country.nation.name}”的办理时间") in page


def test_only_what_has_not_begun_can_be_removed_in_the_list(country, browse, nation, window):
    now = timezone.now()
    times = {"starts_at": now + timedelta(1), "ends_at": now + timedelta(2)}
    schedule([Timing(kind=windows.INTAKE.key, year=2031, unit=country.nation, **times)], by=nation)
    later = Window.objects.get(year=2031)
    client = browse(nation)
    for each in (later, window):
        client.post(reverse(LIST), {"do": "windows.removed", "ids": each.pk})
    assert not Window.objects.filter(pk=later.pk).exists()
    assert Window.objects.filter(pk=window.pk).exists()
