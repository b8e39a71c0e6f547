"""Half months as whole numbers, so that a plan counts instead of reckoning with dates (ROT-01: half months exist).

The first half of a month ends on the 15th. A month is `slot // 2`; both count from the beginning of our era.
"""

from collections.abc import Iterable
from datetime import date, timedelta


def slot_of(day: date) -> int:
    """The half month a day lies in."""
    return (day.year * 12 + day.month - 1) * 2 + (day.day > 15)


def first_day(slot: int) -> date:
    """The day it begins with: the 1st or the 16th."""
    month = slot // 2
    return date(month // 12, month % 12 + 1, 16 if slot % 2 else 1)


def last_day(slot: int) -> date:
    """The 15th, or the last of the month."""
    return first_day(slot + 1) - timedelta(days=1)


def month_shown(month: int) -> str:
    """«2016年11月», as the columns of a plan are headed."""
    return f"{month // 12}年{month % 12 + 1}月"


def months_of(slots: int) -> str:
    """So many half months in months: «3», «3.5»."""
    return f"{slots / 2:g}"


def span_shown(first: int, slots: int) -> str:
    """«2026-11-01 至 2027-01-15»."""
    return f"{first_day(first)} 至 {last_day(first + slots - 1)}"


def overlap(first: int, slots: int, days: tuple[date, date]) -> int:
    """How many of these half months a span of days (both included) touches."""
    begin, end = slot_of(days[0]), slot_of(days[1])
    return max(0, min(first + slots, end + 1) - max(first, begin))


def whole_months(first: int, slots: int) -> Iterable[int]:
    """The months that these half months touch, in order."""
    return range(first // 2, (first + slots - 1) // 2 + 1)
