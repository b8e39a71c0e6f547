"""Years, months and days in every form that Excel and people give them (PLT-43)."""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, ClassVar

from django import forms

from xinglin.engines.fields.base import Field, Invalid
from xinglin.engines.fields.texts import Integer
from xinglin.kit import calendar
from xinglin.kit import text as clean_text

_YEAR_LAST = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4})")
_YEAR_INSIDE = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, kw_only=True)
class Year(Integer):
    """A year of four digits, also written 2019年, 2019级 or 2019届; stored as a number."""

    min: int = 1950
    max: int = 2100
    MANNERS: ClassVar[Mapping[str, str]] = MappingProxyType({"digits": "取其中的四位年份"})

    def parse(self, value: object, row: Mapping[str, object]) -> int:
        typed = clean_text.half_width(value).rstrip("年度级届 ") if isinstance(value, str) else value
        number = self._whole(typed)
        if number is None:
            found = calendar.shown(value) if isinstance(value, date) else value
            raise Invalid(f"{self.title}{self.quoted(found)}不是年份，请填写四位数字，如 2026")
        if not self.min <= number <= self.max:
            raise Invalid(f"{self.title}应在 {self.min}–{self.max} 年之间，现为 {number}")
        return number

    def reread(self, value: str) -> dict[str, str]:
        years = set(_YEAR_INSIDE.findall(clean_text.half_width(value)))
        return {"digits": years.pop()} if len(years) == 1 else {}


@dataclass(frozen=True, kw_only=True)
class Day(Field):
    """A day, between `earliest` and `latest` when they are given; stored as a date, shown 2026-11-20."""

    earliest: date | None = None
    latest: date | None = None
    MANNERS: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "day_first": "按“日/月/年”读取",
            "month_first": "按“月/日/年”读取",
            "first": "取当月 1 日",
            "last": "取当月最后一日",
        }
    )

    def parse(self, value: object, row: Mapping[str, object]) -> date:
        given = clean_text.half_width(value) if isinstance(value, str) else value
        day = None if isinstance(given, bool) else self.read(given)
        if day is None:
            raise Invalid(self._unread(value))
        if self.earliest and day < self.earliest:
            raise Invalid(f"{self.title}不能早于 {self.present(self.earliest)}，现为 {self.present(day)}")
        if self.latest and day > self.latest:
            raise Invalid(f"{self.title}不能晚于 {self.present(self.latest)}，现为 {self.present(day)}")
        return day

    def _unread(self, value: object) -> str:
        """Forms that can be put right for a whole column at once are told without the value: one kind of error."""
        given = clean_text.half_width(value) if isinstance(value, str) else str(value)
        if _YEAR_LAST.fullmatch(given):
            return f"{self.title}的年份写在最后，分不清日和月，请按 {self.present(date(2026, 7, 1))} 的形式填写"
        if calendar.parse_month(given):
            return f"{self.title}只写到月，请按 {self.present(date(2026, 7, 1))} 的形式填写到日"
        return f"{self.title}{self.quoted(value)}{self.not_read()}"

    def reread(self, value: str) -> dict[str, str]:
        given = clean_text.half_width(value)
        found: dict[str, date | None] = {}
        if parts := _YEAR_LAST.fullmatch(given):
            first, second, year = parts.groups()
            found["day_first"] = calendar.parse_day(f"{year}-{second}-{first}")
            found["month_first"] = calendar.parse_day(f"{year}-{first}-{second}")
        elif self.read(given) is None and (month := calendar.parse_month(given)):
            found["first"] = month
            found["last"] = month.replace(day=monthrange(month.year, month.month)[1])
        return {manner: self.present(day) for manner, day in found.items() if day}

    def read(self, value: object) -> date | None:
        """The day meant, None when none is."""
        return calendar.parse_day(value)

    def not_read(self) -> str:
        """What is said of a value that means no day."""
        return "不是有效的日期，请按 2026-07-01 的形式填写"

    def present(self, value: Any) -> str:
        return calendar.shown(value.date() if hasattr(value, "date") else value)

    def widget(self) -> forms.Widget:
        return forms.DateInput(attrs={"type": "date"})


@dataclass(frozen=True, kw_only=True)
class Month(Day):
    """A month, stored as the date of its first day, shown 2019-07."""

    def read(self, value: object) -> date | None:
        return calendar.parse_month(value)

    def not_read(self) -> str:
        return "不是有效的年月，请按 2026-07 的形式填写"

    def present(self, value: Any) -> str:
        return calendar.shown_month(value)

    def widget(self) -> forms.Widget:
        return forms.DateInput(attrs={"type": "month", "placeholder": "2026-07"})
