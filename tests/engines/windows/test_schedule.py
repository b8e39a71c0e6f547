"""Windows are set by those in charge of their scope, and extended for single organisations."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories.country import YEAR
from xinglin.domains.training import windows
from xinglin.engines.access.actions import NewUnit, found_units
from xinglin.engines.access.actor import system_actor
from xinglin.engines.access.models import Unit, UnitKind
from xinglin.engines.access.roles import Role
from xinglin.engines.actions import Refused
from xinglin.engines.history.models import AuditEntry
from xinglin.engines.windows.actions import Timing, extend, remove, revoke, schedule
from xinglin.engines.windows.models import Window, WindowExtension
from xinglin.engines.windows.queries import Openings, opening_for, shown
from xinglin.kit.calendar import day_bounds

INTAKE = windows.INTAKE
DAY = timedelta(days=1)


@pytest.fixture
def nation(country):
    return country.actor(country.nation, Role.NATION_ADMIN)


@pytest.fixture
def province(country):
    return country.actor(country.province, Role.PROVINCE_ADMIN)


@pytest.fixture
def window(country):
    return Window.objects.get(kind=INTAKE.key, unit=country.nation)


def timing(unit, *, year=YEAR, batch=1, start=-DAY, end=DAY):
    now = timezone.now()
    return Timing(kind=INTAKE.key, year=year, batch=batch, unit=unit, starts_at=now + start, ends_at=now + end)


def units(*found):
    return Unit.objects.filter(pk__in=[unit.pk for unit in found])


def prolong(window, *found, by, days=20, reason="停电三天"):
    return extend(units(*found), window=window, ends_at=timezone.now() + days * DAY, reason=reason, by=by)


@pytest.mark.spec("PLT-20", "REP-43")
def test_the_nation_schedules_and_reschedules(country, nation):
    first = timing(country.nation, year=2030)
    assert schedule([first, timing(country.nation, year=2030, batch=2)], by=nation).done == [0, 1]
    assert schedule([first], by=nation).unchanged == [0]
    later = timing(country.nation, year=2030, end=5 * DAY)
    assert schedule([later], by=nation).done == [0]
    assert Window.objects.get(year=2030, batch=1).ends_at == later.ends_at
    assert AuditEntry.objects.filter(action="windows.scheduled", unit_name=country.nation.name).count() == 3


@pytest.mark.spec("PLT-20")
def test_a_province_replaces_the_nations_time_for_itself_alone(country, province):
    own = timing(country.province, start=DAY, end=2 * DAY)
    assert schedule([own], by=province).done == [0]
    assert opening_for(INTAKE, YEAR, country.hospital).state == "future"
    assert opening_for(INTAKE, YEAR, country.far).state == "open"


@pytest.mark.spec("PLT-20", "PLT-04")
def test_nobody_schedules_beyond_his_scope(country, province):
    for scope in (country.nation, country.other_province):
        why = schedule([timing(scope)], by=province).refused[0]
        assert scope.name in why
        assert "国家管理员" in why
    assert not Window.objects.filter(unit=country.other_province).exists()


@pytest.mark.parametrize("role", [Role.PROVINCE_REVIEWER, Role.CITY_ADMIN, Role.BASE_ADMIN])
@pytest.mark.spec("PLT-03", "REP-43")
def test_other_roles_schedule_and_extend_nothing(country, window, role):
    unit = {Role.CITY_ADMIN: country.city, Role.BASE_ADMIN: country.hospital}.get(role, country.province)
    actor = country.actor(unit, role)
    assert "不能安排" in schedule([timing(country.province)], by=actor).refused[0]
    assert "不在您的管理范围内" in prolong(window, country.hospital, by=actor).refused[country.hospital.pk]
    assert not remove(Window.objects.filter(pk=window.pk), by=actor).done
    assert Window.objects.filter(unit=country.province).count() == WindowExtension.objects.count() == 0


def test_only_the_nation_and_provinces_have_windows(country, nation):
    why = schedule([timing(country.hospital)], by=nation).refused[0]
    assert "为单位延长时间" in why


def test_an_end_before_the_start_is_refused(country, nation):
    assert "不晚于开始时间" in schedule([timing(country.nation, start=DAY, end=-DAY)], by=nation).refused[0]


def test_only_what_has_not_begun_is_removed(country, nation, window):
    schedule([timing(country.nation, year=2030, start=DAY, end=2 * DAY)], by=nation)
    outcome = remove(Window.objects.filter(kind=INTAKE.key), by=nation)
    assert not Window.objects.filter(year=2030).exists()
    assert "不能删除" in outcome.refused[window.pk]


@pytest.mark.spec("PLT-22")
def test_an_extension_is_for_one_organisation_only(country, province, window):
    """The hospital next door stays as it was."""
    assert prolong(window, country.hospital, by=province).done == [country.hospital.pk]
    with time_machine.travel(window.ends_at, tick=False):
        assert opening_for(INTAKE, YEAR, country.hospital).is_open
        assert opening_for(INTAKE, YEAR, country.hospital).is_extended
        assert opening_for(INTAKE, YEAR, country.next_door).state == "past"
    assert WindowExtension.objects.get().reason == "停电三天"


@pytest.mark.spec("PLT-22")
def test_an_extension_of_a_province_holds_for_all_its_hospitals(country, nation, window):
    prolong(window, country.province, by=nation)
    with time_machine.travel(window.ends_at, tick=False):
        assert opening_for(INTAKE, YEAR, country.next_door).is_open
        assert not opening_for(INTAKE, YEAR, country.far).is_open


@pytest.mark.spec("PLT-22")
def test_a_second_extension_replaces_the_first(country, nation, window):
    prolong(window, country.hospital, by=nation)
    prolong(window, country.hospital, by=nation, days=15, reason="改为 15 天")
    assert WindowExtension.objects.get().reason == "改为 15 天"
    assert AuditEntry.objects.filter(action="windows.extended", reason__in=["停电三天", "改为 15 天"]).count() == 2


@pytest.mark.spec("PLT-22")
def test_an_extension_must_be_later_and_ahead(country, nation, window):
    assert "不晚于原结束时间" in prolong(window, country.hospital, by=nation, days=5).refused[country.hospital.pk]
    with time_machine.travel(window.ends_at + 30 * DAY, tick=False):
        assert "已经过去" in prolong(window, country.hospital, by=nation, days=-1).refused[country.hospital.pk]


@pytest.mark.spec("PLT-22")
def test_an_extension_needs_its_reason(country, nation, window):
    with pytest.raises(Refused, match="理由"):
        prolong(window, country.hospital, by=nation, reason="  ")


@pytest.mark.spec("PLT-22", "PLT-04")
def test_a_province_extends_nothing_of_another(country, province, window):
    outcome = prolong(window, country.far, country.hospital, by=province)
    assert outcome.done == [country.hospital.pk]
    assert "不在您的管理范围内" in outcome.refused[country.far.pk]


@pytest.mark.spec("PLT-22")
def test_the_window_extended_must_be_the_one_in_force(country, nation, province, window):
    """A province with a time of its own no longer goes by the nation's."""
    schedule([timing(country.province)], by=province)
    assert "执行的不是这一条" in prolong(window, country.hospital, by=nation).refused[country.hospital.pk]
    own = Window.objects.get(unit=country.province)
    assert prolong(own, country.hospital, by=nation).done
    assert "执行的不是这一条" in prolong(own, country.far, by=nation).refused[country.far.pk]


@pytest.mark.spec("PLT-22")
def test_an_extension_is_taken_back_while_it_lasts(country, province, window):
    other = country.actor(country.other_province, Role.PROVINCE_ADMIN)
    prolong(window, country.hospital, by=province)
    extension = WindowExtension.objects.get()
    with time_machine.travel(extension.ends_at, tick=False):
        assert "不能取消" in revoke(WindowExtension.objects.all(), by=province).refused[extension.pk]
    assert "不在您的管理范围内" in revoke(WindowExtension.objects.all(), by=other).refused[extension.pk]
    assert revoke(WindowExtension.objects.all(), by=province).done == [extension.pk]
    assert not opening_for(INTAKE, YEAR, country.hospital).is_extended


@pytest.mark.spec("PLT-31")
def test_many_cost_as_many_statements_as_one(country, nation, window):
    names = [NewUnit(UnitKind.INSTITUTION, country.province, f"第{number}医院") for number in range(50)]
    many = Unit.objects.filter(pk__in=found_units(names, by=system_actor()).done)
    one = Unit.objects.filter(pk=country.hospital.pk)
    end = timezone.now() + 20 * DAY
    extended = [count(extend, each, window=window, ends_at=end, reason="停电", by=nation) for each in (one, many)]
    timings = [timing(country.nation, year=2031, batch=batch, start=DAY, end=2 * DAY) for batch in range(1, 52)]
    scheduled = [count(schedule, each, by=nation) for each in (timings[:1], timings[1:])]
    rows = Window.objects.filter(year=2031)
    removed = [count(remove, each, by=nation) for each in (rows.filter(batch=1), rows.filter(batch__gt=1))]
    given = WindowExtension.objects.all()
    revoked = [count(revoke, each, by=nation) for each in (given.filter(unit__in=one), given.filter(unit__in=many))]
    for pair in (extended, scheduled, removed, revoked):
        assert pair[0] == pair[1]


def count(verb, rows, **kwargs):
    """Statements of an action that refuses nothing."""
    with CaptureQueriesContext(connection) as captured:
        assert not verb(rows, **kwargs).refused
    return len(captured)


@pytest.mark.spec("PLT-20", "PLT-22")
def test_a_window_is_open_from_its_first_second_to_its_last(country, nation):
    start, end = day_bounds(timezone.localdate() + 3 * DAY, timezone.localdate() + 4 * DAY)
    new = Timing(kind=INTAKE.key, year=2032, unit=country.nation, starts_at=start, ends_at=end)
    schedule([new], by=nation)
    second = timedelta(seconds=1)
    for moment, state in (
        (start - second, "future"),
        (start, "open"),
        (end - second, "open"),
        (end, "past"),
    ):
        with time_machine.travel(moment, tick=False):
            assert opening_for(INTAKE, 2032, country.hospital).state == state
    day = timezone.localdate() + 4 * DAY
    assert shown(end, is_end=True) == f"{day} 24:00"


def test_what_is_closed_says_when_it_is_open(country, nation, window):
    opening = opening_for(INTAKE, YEAR, country.hospital)
    assert opening.why_closed() is None
    with time_machine.travel(window.ends_at, tick=False):
        why = opening_for(INTAKE, YEAR, country.hospital).why_closed()
        assert shown(window.ends_at, is_end=True) in why
        assert "延长" in why
    with time_machine.travel(window.starts_at - DAY, tick=False):
        assert "尚未开始" in opening_for(INTAKE, YEAR, country.hospital).why_closed()
    assert "还没有安排时间" in opening_for(INTAKE, 2040, country.hospital).why_closed()


def test_the_open_batch_comes_before_the_next(country, nation):
    schedule([timing(country.nation, batch=2, start=20 * DAY, end=30 * DAY)], by=nation)
    place = {"institution_id": country.hospital.pk, "province_id": country.province.pk}
    openings = Openings([INTAKE], [YEAR])
    assert [each.batch for each in openings.all_of(INTAKE, YEAR, **place)] == [1, 2]
    assert openings.best(INTAKE, YEAR, **place).batch == 1
    with time_machine.travel(timezone.now() + 15 * DAY, tick=False):
        assert openings.best(INTAKE, YEAR, **place).batch == 2
