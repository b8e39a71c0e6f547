"""Days, months and moments as China writes them: Asia/Shanghai, 2026-11-20 08:30 (reference-data.md §10 item 10)."""

import calendar
import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
FIRST_YEAR, LAST_YEAR = 1850, 2199

_EXCEL_ZERO = date(1899, 12, 30)  # Excel's serial 1 is 1900-01-01, and it believes in a 1900-02-29 (serial 60)
_DAY_FORMS = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_TIME_AFTER = re.compile(r"[T ]\s*\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?$")
_MONTH_FORMS = re.compile(r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*月?|(?P<year2>\d{4})(?P<month2>\d\d)")


def now() -> datetime:
    """This moment, in China's time zone."""
    return datetime.now(CHINA)


def today() -> date:
    """The day it is in China."""
    return now().date()


def start_of(day: date) -> datetime:
    """The first moment of a day."""
    return datetime.combine(day, time.min, CHINA)


def day_bounds(first: date, last: date | None = None) -> tuple[datetime, datetime]:
    """[start, end) of the days from `first` to `last`, both included: the end is the first moment that is outside."""
    return start_of(first), start_of((last or first) + timedelta(days=1))


def shown(value: date | datetime | None) -> str:
    """2026-11-20 for a day, 2026-11-20 08:30 for a moment (naive ones are taken as China's time), "" for nothing."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        local = value.astimezone(CHINA) if value.tzinfo else value
        return local.strftime("%Y-%m-%d %H:%M")
    return value.isoformat()


def last_day(end: datetime) -> str:
    """The last day of a span that ends with this moment: 2026-12-31 for the first moment of 2027."""
    return shown((end - timedelta(microseconds=1)).astimezone(CHINA).date())


def end_of_term(first: date, years: int) -> date:
    """The last day of so many whole years: 2026-06-30 for three of them from 2023-07-01, 28 February for a leap day."""
    try:
        return first.replace(year=first.year + years) - timedelta(days=1)
    except ValueError:  # from 29 February into a year that has none
        return date(first.year + years, 2, 28)


def end_of_months(first: date, months: int) -> date:
    """The last day of so many whole months: 2026-04-14 for three of them from 2026-01-15.

    Where a month has no such day its own last one ends the span (民法典 202): 28 February from 30 November.
    """
    years, month = divmod(first.month - 1 + months, 12)
    year, month = first.year + years, month + 1
    last = calendar.monthrange(year, month)[1]
    return date(year, month, first.day) - timedelta(days=1) if first.day <= last else date(year, month, last)


def anniversary(first: date, years: int) -> date:
    """The day on which so many years are full: 1 March for a leap day in a year without one (as `end_of_term` ends)."""
    try:
        return first.replace(year=first.year + years)
    except ValueError:
        return date(first.year + years, 3, 1)


def elapsed(first: date, day: date) -> tuple[int, int]:
    """Whole years, and the days beyond them, from `first` to `day`; nothing when that is earlier."""
    if day < first:
        return 0, 0
    years = day.year - first.year
    years -= anniversary(first, years) > day
    return years, (day - anniversary(first, years)).days


def shown_month(value: date | None) -> str:
    """2019-07."""
    return value.isoformat()[:7] if value else ""


def from_serial(serial: float) -> date | None:
    """The day of an Excel serial number (1900 system), None when it is none up to LAST_YEAR.

    Numbers from 1900 to 2100 are years that somebody typed, or 2019.7 for July; taken as serials they would mean 1905.
    """
    if not 1 <= serial < 109_575 or 1900 <= serial < 2101:
        return None
    days = int(serial)
    return _EXCEL_ZERO + timedelta(days=days + 1 if days < 60 else days)


def parse_day(value: object) -> date | None:
    """The day that a date, a moment, an Excel serial or a text in any usual form means; None when it means none."""
    if isinstance(value, datetime):
        return (value.astimezone(CHINA) if value.tzinfo else value).date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float):
        if 18_500_000 < value < 22_000_000 and value == int(value):
            return parse_day(str(int(value)))  # 20190701 that Excel took for a number
        return from_serial(value)
    text = str(value).strip()
    if len(text) == 8 and text.isascii() and text.isdigit():
        return _date(int(text[:4]), int(text[4:6]), int(text[6:]))
    text = _TIME_AFTER.sub("", text)
    if found := _DAY_FORMS.fullmatch(text):
        return _date(*map(int, found.groups()))
    return _from_serial_text(text)


def parse_month(value: object) -> date | None:
    """The first day of the month meant; whole dates count as their month; None when none is meant."""
    if isinstance(value, int | float) and 185_000 < value < 220_000 and value == int(value):
        value = str(int(value))
    if isinstance(value, str) and (found := _MONTH_FORMS.fullmatch(value.strip())):
        return _date(int(found["year"] or found["year2"]), int(found["month"] or found["month2"]), 1)
    day = parse_day(value)
    return day.replace(day=1) if day else None


def _from_serial_text(text: str) -> date | None:
    """A serial that was stored as text has five digits; fewer would be a year or a slip."""
    return from_serial(float(text)) if re.fullmatch(r"\d{5}(\.\d+)?", text) else None


def _date(year: int, month: int, day: int) -> date | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def is_working(day: date, arranged: Mapping[date, bool]) -> bool:
    """Monday to Friday, but for what is arranged otherwise: statutory holidays (False), weekend days worked (True)."""
    return arranged.get(day, day.weekday() < 5)


def last_working_day(first: date, days: int, arranged: Mapping[date, bool]) -> date:
    """The last of so many working days that begin after a day, which itself does not count."""
    day = first
    while days > 0:
        day += timedelta(days=1)
        days -= is_working(day, arranged)
    return day
