"""What people type becomes the moments that windows are made of."""

from datetime import date, datetime, time

import pytest

from xinglin.domains.training import windows
from xinglin.domains.training.queries.schedule import KINDS, extendable_units, scopes_of
from xinglin.engines.access.actor import system_actor
from xinglin.engines.windows.forms import ExtensionForm, PeriodForm, TimingForm, period_of
from xinglin.engines.windows.models import Window
from xinglin.engines.windows.queries import shown
from xinglin.kit.calendar import CHINA

DAYS = {"starts_on": "2026-11-10", "ends_on": "2026-11-26"}


@pytest.mark.spec("PLT-20")
def test_days_without_times_are_whole_days():
    form = PeriodForm(DAYS)
    assert form.is_valid()
    assert form.cleaned_data["starts_at"] == datetime(2026, 11, 10, tzinfo=CHINA)
    assert form.cleaned_data["ends_at"] == datetime(2026, 11, 27, tzinfo=CHINA)
    assert shown(form.cleaned_data["ends_at"], is_end=True) == "2026-11-26 24:00"


def test_times_are_taken_as_given():
    form = PeriodForm({**DAYS, "starts_time": "08:30", "ends_time": "17:00"})
    assert form.is_valid()
    assert form.cleaned_data["starts_at"] == datetime(2026, 11, 10, 8, 30, tzinfo=CHINA)
    assert form.cleaned_data["ends_at"] == datetime(2026, 11, 26, 17, tzinfo=CHINA)


def test_one_day_is_enough_and_less_is_not():
    assert PeriodForm({"starts_on": "2026-11-10", "ends_on": "2026-11-10"}).is_valid()
    form = PeriodForm({"starts_on": "2026-11-10", "ends_on": "2026-11-09"})
    assert "不晚于开始时间" in form.errors["ends_on"][0]


@pytest.mark.parametrize(("field", "value"), [("starts_on", ""), ("ends_on", "2026-02-30"), ("ends_time", "25:00")])
def test_a_message_names_its_field(field, value):
    form = PeriodForm({**DAYS, field: value})
    assert form.fields[field].label in form.errors[field][0]


def test_a_windows_times_come_back_as_they_were_typed():
    for times in ({}, {"starts_time": "08:30", "ends_time": "17:00"}):
        form = PeriodForm({**DAYS, **times})
        assert form.is_valid()
        window = Window(starts_at=form.cleaned_data["starts_at"], ends_at=form.cleaned_data["ends_at"])
        again = period_of(window)
        assert (again["starts_on"], again["ends_on"]) == (date(2026, 11, 10), date(2026, 11, 26))
        assert (again["starts_time"], again["ends_time"]) == ((time(8, 30), time(17)) if times else (None, None))


@pytest.mark.spec("PLT-20")
def test_what_stands_already_is_not_scheduled_twice(country):
    data = {**DAYS, "kind": windows.INTAKE.key, "year": 2026, "batch": 1, "unit": country.nation.pk}
    form = TimingForm(data, kinds=KINDS, scopes=scopes_of(system_actor()))
    assert "已安排" in form.errors["kind"][0]
    assert TimingForm({**data, "batch": 2}, kinds=KINDS, scopes=scopes_of(system_actor())).is_valid()


@pytest.mark.spec("PLT-22", "PLT-04")
def test_only_organisations_offered_can_be_chosen(country):
    offered = extendable_units(country.reviewer)
    assert {unit.name for unit in offered} == {"北京市", "示范医院", "邻院"}
    data = {"unit": country.far.pk, "ends_on": "2099-01-01", "reason": "停电"}
    assert "unit" in ExtensionForm(data, units=offered).errors
    assert ExtensionForm({**data, "unit": country.hospital.pk}, units=offered).is_valid()
    assert 'data-pinyin="shifanyiyuan sfyy"' in str(ExtensionForm(units=offered)["unit"])
