"""Days and months in every form, Excel's serials among them."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from xinglin.kit import calendar

JULY_FIRST = date(2019, 7, 1)
NAIVE = datetime(2019, 7, 1, 23, 59)  # noqa: DTZ001 -- sheets know no time zones


@pytest.mark.spec("PLT-43")
@pytest.mark.parametrize(
    "written",
    [
        "2019-7-1", "2019-07-01", "2019/07/01", "2019/7/1", "2019.7.1", "20190701", "2019年7月1日", "2019年07月01日",
        "2019 年 7 月 1 日", "2019-07-01 00:00:00", "2019-07-01T08:30:00", "2019/7/1 8:30", "2019-07-01T00:00:00+08:00",
        "43647", "43647.5", 43647, 43647.0, 43647.99, 20190701, 20190701.0,
        JULY_FIRST, NAIVE, datetime(2019, 6, 30, 16, 0, tzinfo=UTC),
    ],
)  # fmt: skip
def test_a_day_in_every_usual_form(written):
    assert calendar.parse_day(written) == JULY_FIRST


@pytest.mark.parametrize(
    "written",
    [
        "", "2019-13-01", "2019-02-30", "昨天", "2019", 2019, 2019.7, "7/1/2019", "01-07-19", 0, -5, 10**9, 1e300,
        "1849-01-01", "2200-01-01", "2019-7-1-1", float("inf"),
    ],
)  # fmt: skip
def test_what_means_no_day(written):
    assert calendar.parse_day(written) is None


@pytest.mark.parametrize(
    "written",
    [
        "2019-07", "2019-7", "2019/7", "2019.07", "2019年7月", "2019年7", "201907", 201907, 201907.0, "2019-07-15",
        43660.0, date(2019, 7, 15),
    ],
)  # fmt: skip
def test_a_month_in_every_usual_form(written):
    assert calendar.parse_month(written) == JULY_FIRST


@pytest.mark.parametrize("written", ["2019", "2019-13", "201913", 201913, 2019.7, "七月", None])
def test_what_means_no_month(written):
    assert calendar.parse_month(written) is None


@given(st.dates(date(1910, 1, 1), date(2199, 12, 31)))
@settings(deadline=None)
def test_serials_count_as_excel_does(day):
    assert calendar.from_serial((day - date(1899, 12, 30)).days) == day
    assert calendar.parse_day(calendar.shown(day)) == day
    assert calendar.parse_month(calendar.shown_month(day)) == day.replace(day=1)


def test_serials_before_excels_false_leap_day():
    assert calendar.from_serial(1) == date(1900, 1, 1)
    assert calendar.from_serial(59) == date(1900, 2, 28)
    assert calendar.from_serial(61) == date(1900, 3, 1)


@pytest.mark.spec("PLT-20")
def test_a_window_of_days_ends_where_the_next_day_begins():
    start, end = calendar.day_bounds(date(2019, 10, 13), date(2019, 10, 31))
    assert (start.isoformat(), end.isoformat()) == ("2019-10-13T00:00:00+08:00", "2019-11-01T00:00:00+08:00")
    start, end = calendar.day_bounds(JULY_FIRST)
    assert end - start == timedelta(days=1)


def test_moments_are_shown_in_chinas_time():
    assert calendar.shown(datetime(2026, 11, 20, 0, 30, tzinfo=UTC)) == "2026-11-20 08:30"
    assert calendar.shown(NAIVE) == "2019-07-01 23:59"
    assert calendar.shown(JULY_FIRST) == "2019-07-01"
    assert calendar.shown(None) == ""


@time_machine.travel(datetime(2026, 11, 20, 16, 30, tzinfo=UTC), tick=False)
def test_it_is_already_tomorrow_in_china():
    assert calendar.today() == date(2026, 11, 21)


def test_a_span_that_ends_at_midnight_ends_with_the_day_before():
    assert calendar.last_day(datetime(2027, 1, 1, tzinfo=calendar.CHINA)) == "2026-12-31"
    assert calendar.last_day(datetime(2026, 12, 31, 16, tzinfo=UTC)) == "2026-12-31"
    assert calendar.last_day(datetime(2026, 12, 31, 9, tzinfo=calendar.CHINA)) == "2026-12-31"


NATIONAL_DAY = {
    **{date(2026, 10, day): False for day in range(1, 8)},
    date(2026, 9, 20): True,
    date(2026, 10, 10): True,
}


@pytest.mark.spec("REC-24")
@pytest.mark.parametrize(
    ("first", "days", "last"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 23)),  # a Friday
        (date(2026, 11, 20), 7, date(2026, 12, 1)),
        (date(2026, 9, 18), 1, date(2026, 9, 20)),  # the Sunday is worked
        (date(2026, 9, 30), 1, date(2026, 10, 8)),
        (date(2026, 9, 30), 7, date(2026, 10, 15)),  # with the Saturday that is worked
        (date(2026, 9, 30), 0, date(2026, 9, 30)),
    ],
)
def test_working_days_go_around_weekends_and_what_is_arranged(first, days, last):
    assert calendar.last_working_day(first, days, NATIONAL_DAY) == last


@pytest.mark.parametrize(
    ("first", "years", "last"),
    [
        (date(2023, 7, 1), 3, date(2026, 6, 30)),
        (date(2024, 3, 1), 3, date(2027, 2, 28)),
        (date(2024, 3, 1), 4, date(2028, 2, 29)),
        (date(2024, 2, 29), 3, date(2027, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 28)),
        (date(2026, 1, 1), 1, date(2026, 12, 31)),
    ],
)
@pytest.mark.spec("REC-40")
def test_a_term_ends_the_day_before_its_anniversary(first: date, years: int, last: date) -> None:
    assert calendar.end_of_term(first, years) == last


@pytest.mark.parametrize(
    ("first", "day", "expected"),
    [
        (date(2012, 5, 1), date(2024, 4, 30), (11, 365)),
        (date(2012, 5, 1), date(2024, 5, 1), (12, 0)),
        (date(2020, 2, 29), date(2025, 2, 28), (4, 365)),
        (date(2020, 2, 29), date(2025, 3, 1), (5, 0)),
        (date(2020, 2, 29), date(2024, 2, 29), (4, 0)),
        (date(2026, 1, 2), date(2026, 1, 1), (0, 0)),
    ],
)
def test_years_and_days_between_two_days(first: date, day: date, expected: tuple[int, int]) -> None:
    assert calendar.elapsed(first, day) == expected
