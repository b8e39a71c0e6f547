"""Which procedures are open, at every boundary and in the words the physician reads (ASM-21, PA-11, PA-13)."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinglin.domains.assessment.models import ProcedureReason
from xinglin.domains.assessment.rules.enrolling import Standing, Way, procedures, why_incomplete

CYCLE = {"starts_on": date(2026, 1, 1), "ends_on": date(2028, 12, 31)}
COMMENDED, EXPERIENCED = "simplified.commended", "simplified.experienced"


def ways(**other: Any) -> dict[str, Way]:
    """By key, for somebody registered on 2012-05-01, as of 2026-11-20."""
    facts = {"day": date(2026, 11, 20), "first_registered_on": date(2012, 5, 1), **CYCLE, **other}
    found = procedures(Standing(**{"commended_years": 5, "clean_years": 12, **facts}))
    return {way.key: way for way in found}


def texts(way: Way) -> list[tuple[str, bool]]:
    return [(each.text, each.holds) for each in way.conditions]


@pytest.mark.spec("ASM-21")
@pytest.mark.parametrize(
    ("day", "needed", "text", "holds"),
    [
        (date(2024, 4, 30), 12, "执业年限 11 年 365 天，须满 12 年", False),  # the twelfth year had a 29 February
        (date(2024, 5, 1), 12, "执业年限 12 年，须满 12 年", True),
        (date(2024, 5, 2), 12, "执业年限 12 年 1 天，须满 12 年", True),
        (date(2017, 4, 30), 5, "执业年限 4 年 364 天，须满 5 年", False),
        (date(2017, 5, 1), 5, "执业年限 5 年，须满 5 年", True),
    ],
)
def test_years_of_practice_count_to_the_day(day: date, needed: int, text: str, holds: bool) -> None:
    way = ways(day=day, commendations=[date(2026, 3, 1)])[COMMENDED if needed == 5 else EXPERIENCED]
    assert texts(way)[0] == (text, holds)
    assert way.is_open is holds


@pytest.mark.spec("ASM-21")
@pytest.mark.parametrize(
    ("day", "text", "holds"),
    [
        (date(2025, 2, 28), "执业年限 4 年 365 天，须满 5 年", False),
        (date(2025, 3, 1), "执业年限 5 年，须满 5 年", True),
        (date(2032, 2, 28), "执业年限 11 年 364 天，须满 12 年", False),
        (date(2032, 2, 29), "执业年限 12 年，须满 12 年", True),
    ],
)
def test_who_registered_on_29_february_is_full_on_1_march_of_other_years(day: date, text: str, holds: bool) -> None:
    key = COMMENDED if day.year == 2025 else EXPERIENCED
    way = ways(day=day, first_registered_on=date(2020, 2, 29), commendations=[date(2026, 3, 1)])[key]
    assert texts(way)[0] == (text, holds)


@pytest.mark.spec("ASM-21")
@pytest.mark.parametrize(
    ("given_on", "number"),
    [
        (date(2025, 12, 31), 0),
        (date(2026, 1, 1), 1),
        (date(2028, 12, 31), 1),
        (date(2029, 1, 1), 0),
    ],
)
def test_records_count_from_the_first_to_the_last_day_of_the_cycle(given_on: date, number: int) -> None:
    commended, experienced = (
        ways(commendations=[given_on])[COMMENDED],
        ways(adverse=[given_on])[EXPERIENCED],
    )
    cycle = "本周期（2026-01-01 至 2028-12-31）"
    assert texts(commended)[1] == (f"{cycle}良好行为记录 {number} 条，须至少 1 条", number == 1)
    assert texts(experienced)[1] == (f"{cycle}不良行为记录 {number} 条，须没有", number == 0)
    assert (commended.is_open, experienced.is_open) == (number == 1, number == 0)
    assert bool(commended.hint) is (number == 0)


@pytest.mark.spec("ASM-21")
def test_a_refusal_says_everything_that_is_lacking() -> None:
    way = ways(day=date(2026, 11, 20), first_registered_on=date(2022, 11, 21), adverse=[date(2026, 2, 3)])[EXPERIENCED]
    assert way.why_not == (
        "不符合“简易程序：执业满 12 年且本周期无不良行为记录”的条件：执业年限 3 年 364 天，须满 12 年；"
        "本周期（2026-01-01 至 2028-12-31）不良行为记录 1 条，须没有。请选择其他程序。"
    )
    unknown = ways(first_registered_on=None)[EXPERIENCED]
    assert texts(unknown)[0] == ("没有登记首次注册时间，不能计算执业年限，须满 12 年", False)
    assert ways(first_registered_on=None)["general"].why_not is None


@pytest.mark.spec("ASM-21")
def test_the_figures_of_the_province_are_those_that_are_asked_for() -> None:
    found = ways(commended_years=3, clean_years=15, day=date(2026, 4, 30))
    assert found[COMMENDED].title == "简易程序：执业满 3 年且本周期有良好行为记录"
    assert texts(found[EXPERIENCED])[0] == ("执业年限 13 年 364 天，须满 15 年", False)


def reason(pk: int, starts_on: date, ends_on: date | None = None, procedure: str = "exempt") -> ProcedureReason:
    return ProcedureReason(
        pk=pk, procedure=procedure, title="援外医疗", proof="派出证明", starts_on=starts_on, ends_on=ends_on
    )


@pytest.mark.spec("ASM-21")
@pytest.mark.parametrize(
    ("day", "text", "holds"),
    [
        (date(2026, 6, 30), "该情形自 2026-07-01 起执行，现在不能选择", False),
        (date(2026, 7, 1), "规定的情形，执行时间 2026-07-01 至 2026-12-31", True),
        (date(2026, 12, 31), "规定的情形，执行时间 2026-07-01 至 2026-12-31", True),
        (date(2027, 1, 1), "该情形已于 2026-12-31 失效，不能选择", False),
    ],
)
def test_a_reason_of_the_province_holds_from_its_first_to_its_last_day(day: date, text: str, holds: bool) -> None:
    dated = reason(7, date(2026, 7, 1), date(2026, 12, 31))
    assert texts(ways(day=day, reasons=[dated])["exempt.7"]) == [(text, holds)]
    assert ways(day=day, reasons=[dated], claimed=7)["exempt.7"].is_open  # whoever has claimed it keeps it
    assert ways(day=day, reasons=[reason(8, date(2026, 7, 1), procedure="simplified")])["simplified.8"].kind == (
        "provincial"
    )


@pytest.mark.spec("ASM-21")
def test_reasons_of_other_times_are_not_shown() -> None:
    past, coming = reason(1, date(2020, 1, 1), date(2025, 12, 31)), reason(2, date(2029, 1, 1))
    last_day = reason(3, date(2020, 1, 1), date(2026, 1, 1))
    assert set(ways(reasons=[past, coming, last_day])) == {COMMENDED, EXPERIENCED, "exempt.3", "general"}


days = st.dates(date(1990, 1, 1), date(2040, 12, 31))


@pytest.mark.spec("ASM-21")
@given(first=days, day=days, good=st.lists(days, max_size=3), bad=st.lists(days, max_size=3), data=st.data())
def test_procedures_agree_with_counting_on_a_calendar(
    first: date, day: date, good: list[date], bad: list[date], data: st.DataObject
) -> None:
    """The oracle walks from birthday to birthday, where the rule computes."""
    commended_years, clean_years = data.draw(st.integers(1, 20)), data.draw(st.integers(1, 20))
    starts_on = data.draw(days)
    ends_on = starts_on + timedelta(days=data.draw(st.integers(1, 1_500)))
    found = procedures(
        Standing(
            day=day,
            starts_on=starts_on,
            ends_on=ends_on,
            first_registered_on=first,
            commended_years=commended_years,
            clean_years=clean_years,
            commendations=good,
            adverse=bad,
        )
    )
    full = 0
    while _birthday(first, full + 1) <= day:
        full += 1
    cycle = {starts_on + timedelta(days=n) for n in range((ends_on - starts_on).days + 1)}
    wanted = {"general"}
    wanted |= {COMMENDED} if full >= commended_years and cycle & set(good) else set()
    wanted |= {EXPERIENCED} if full >= clean_years and not cycle & set(bad) else set()
    assert {way.key for way in found if way.is_open} == wanted


def _birthday(first: date, years: int) -> date:
    """The day after the last day of the year before it."""
    if (first.month, first.day) == (2, 29):
        return date(first.year + years, 2, 28) + timedelta(days=1)
    return date(first.year + years, first.month, first.day)


@pytest.mark.spec("ASM-20")
def test_what_is_lacking_is_said_in_one_sentence() -> None:
    gaps = [("basic", "请选择民族"), ("report", "请填写个人述职")]
    assert why_incomplete(gaps) == "基本信息：请选择民族（还有 1 项未完成）。填写完整后再提交。"
    assert why_incomplete(gaps[:1]) == "基本信息：请选择民族。填写完整后再提交。"
    assert why_incomplete([]) is None
