"""师资条件, rule by rule and to the day (FAC-04)."""

from datetime import date
from typing import Any

import pytest

from xinglin.domains.faculty.models import Incident, Standard, Supervisor, YearVerdict
from xinglin.domains.faculty.rules import may_ask, roster_until
from xinglin.domains.faculty.rules.eligibility import Facts, findings, obstacle
from xinglin.engines.access.models import Unit

pytestmark = pytest.mark.spec("FAC-04")
TODAY = date(2026, 5, 10)
GOOD = {"title": "attending", "titled_on": date(2020, 1, 1)}


def judged(today: date = TODAY, incidents: Any = (), verdicts: Any = (), standard: Any = None, **facts: Any) -> list:
    supervisor = Supervisor(**{**GOOD, **facts})
    poor = [YearVerdict(year=year, result=result) for year, result in verdicts]
    rows = [Incident(kind=kind, gravity=gravity, happened_on=day) for kind, gravity, day in incidents]
    return findings(Facts(supervisor, rows, poor), standard or Standard(), today)


def missed(*args: Any, **facts: Any) -> list[str]:
    return [each.figures for each in judged(*args, **facts) if not each.met]


@pytest.mark.parametrize(
    ("facts", "figures"),
    [
        ({"titled_on": date(2023, 5, 10)}, []),
        ({"titled_on": date(2023, 5, 11)}, ["主治医师（中级），2023-05-11 取得，2026-05-11 满 3 年"]),
        ({"title": "resident"}, ["现为住院医师（初级）"]),
        ({"title": "", "titled_on": None}, ["未填写职称或其取得时间"]),
        ({"title": "chief"}, []),
    ],
)
def test_three_years_as_attending_physician_are_counted_to_the_day(facts: Any, figures: list[str]) -> None:
    assert missed(**facts) == figures


def test_a_leap_day_is_full_on_the_first_of_march() -> None:
    assert missed(date(2027, 2, 28), titled_on=date(2024, 2, 29)) != []
    assert missed(date(2027, 3, 1), titled_on=date(2024, 2, 29)) == []


@pytest.mark.parametrize(
    ("incident", "figures"),
    [
        (("injury", "main", date(2023, 5, 11)), ["1 起：2023-05-11 主要责任"]),
        (("injury", "full", date(2026, 5, 10)), ["1 起：2026-05-10 完全责任"]),
        (("injury", "full", date(2023, 5, 10)), []),
        (("injury", "secondary", date(2026, 1, 1)), []),
        (("accident", "serious", date(2024, 1, 1)), ["1 起：2024-01-01 严重"]),
        (("accident", "ordinary", date(2026, 1, 1)), []),
    ],
)
def test_what_weighs_counts_for_three_years(incident: Any, figures: list[str]) -> None:
    assert missed(incidents=[incident]) == figures


@pytest.mark.parametrize(
    ("verdicts", "figures"),
    [
        ([(2025, "poor")], []),
        ([(2024, "poor"), (2025, "poor")], ["2024、2025 年度不合格，2028 年起不再计算"]),
        ([(2023, "poor"), (2024, "poor")], ["2023、2024 年度不合格，2027 年起不再计算"]),  # nobody judged 2025
        ([(2022, "poor"), (2023, "poor")], []),  # of 2022 nobody speaks any more
        ([(2022, "poor"), (2023, "poor"), (2024, "poor")], ["2023、2024 年度不合格，2027 年起不再计算"]),
        ([(2023, "poor"), (2024, "poor"), (2025, "good")], []),
        ([(2023, "poor"), (2025, "poor")], []),
        ([(2024, "poor"), (2025, "poor"), (2023, "good")], ["2024、2025 年度不合格，2028 年起不再计算"]),
    ],
)
def test_the_second_consecutive_poor_year_stands_in_the_way(verdicts: Any, figures: list[str]) -> None:
    assert missed(verdicts=verdicts) == figures


def test_poor_years_count_to_the_last_day_of_the_years_that_the_province_looks_at() -> None:
    poor = [(2023, "poor"), (2024, "poor")]
    assert missed(date(2026, 12, 31), verdicts=poor) == ["2023、2024 年度不合格，2027 年起不再计算"]
    assert judged(date(2027, 1, 1), verdicts=poor)[3].figures == "2024 年度不合格，共 1 年"
    assert judged(date(2028, 1, 1), verdicts=poor)[3].figures == "近 3 年没有评估记录"
    assert missed(date(2027, 1, 1), verdicts=poor, standard=Standard(poor_span=4)) != []


def test_what_somebody_reads_at_each_boundary() -> None:
    day, before = TODAY, date(2026, 5, 9)
    facts: dict[str, Any] = {"titled_on": date(2023, 5, 10), "incidents": [("injury", "main", date(2023, 5, 10))]}
    on_the_day = judged(day, verdicts=[(2025, "poor")], **facts)
    assert [each.figures for each in on_the_day] == [
        "主治医师（中级），2023-05-10 取得，已满 3 年",
        "无记录",
        "无记录",
        "2025 年度不合格，共 1 年",
    ]
    assert obstacle(judged(before, verdicts=[(2024, "poor"), (2025, "poor")], **facts)) == (
        "不符合师资条件：任主治医师（中级）及以上职称满 3 年（主治医师（中级），2023-05-10 取得，2026-05-10 满 3 年）；"
        "近 3 年无主要或完全责任的医疗损害事件（1 起：2023-05-10 主要责任）；"
        "近 3 年带教质量评估未连续 2 年不合格（2024、2025 年度不合格，2028 年起不再计算）。"
    )
    accident = judged(before, incidents=[("accident", "grave", date(2023, 5, 10))])[2]
    assert (accident.title, accident.figures) == ("近 3 年无重大或严重教学事故", "1 起：2023-05-10 重大")


def test_the_province_s_own_figures_hold() -> None:
    strict = Standard(title_years=5, poor_years=1, injury_years=1, accident_years=3)
    facts: dict[str, Any] = {
        "titled_on": date(2022, 1, 1),
        "incidents": [("injury", "full", date(2025, 1, 1))],
        "verdicts": [(2025, "poor")],
        "standard": strict,
    }
    assert obstacle(judged(**facts)) == (
        "不符合师资条件：任主治医师（中级）及以上职称满 5 年（主治医师（中级），2022-01-01 取得，2027-01-01 满 5 年）；"
        "近 3 年带教质量评估未连续 1 年不合格（2025 年度不合格，2029 年起不再计算）。"
    )
    assert obstacle(judged()) is None


@pytest.mark.spec("FAC-06")
def test_departments_ask_up_to_the_yearly_date() -> None:
    standard, unit = Standard(roster_month=2, roster_day=31), Unit(kind="department")
    assert roster_until(standard, TODAY) == date(2026, 2, 28)
    assert may_ask(standard, unit, date(2026, 2, 28)) is None
    assert "已于 2026-02-28 截止" in (may_ask(standard, unit, date(2026, 3, 1)) or "")
    assert may_ask(standard, Unit(kind="specialty_base"), date(2026, 1, 1))
