"""Years, months and days in every form that Excel and people give them (PLT-43)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from xinglin.engines.fields.base import Field, Invalid
from xinglin.engines.fields.texts import Integer
from xinglin.kit import calendar
from xinglin.kit import text as clean_text


@dataclass(frozen=True, kw_only=True)
class Year(Integer):
    """A year of four digits, also written 2019年, 2019级 or 2019届; stored as a number."""

    min: int = 1950
    max: int = 2100

    def parse(self, value: object, row: Mapping[str, object]) -> int:
        typed = clean_text.half_width(value).rstrip("年度级届 ") if isinstance(value, str) else value
        number = self._whole(typed)
        if number is None:
            found = calendar.shown(value) if isinstance(value, date) else value
            raise Invalid(f"{self.title}{self.quoted(found)}不是年份，请填写四位数字，如 2026")
        if not self.min <= number <= self.max:
            raise Invalid(f"{self.title}应在 {self.min}–{self.max} 年之间，现为 {number}")
        return number


@dataclass(frozen=True, kw_only=True)
class Day(Field):
    """A day, between `earliest` and `latest` when they are given; stored as a date, shown 2026-11-20."""

    earliest: date | None = None
    latest: date | None = None

    def parse(self, value: object, row: Mapping[str, object]) -> date:
        given = clean_text.half_width(value) if isinstance(value, str) else value
        day = None if isinstance(given, bool) else self.read(given)
        if day is None:
            raise Invalid(f"{self.title}{self.quoted(value)}{self.not_read()}")
        if self.earliest and day < self.earliest:
            raise Invalid(f"{self.title}不能早于 {self.present(self.earliest)}，现为 {self.present(day)}")
        if self.latest and day > self.latest:
            raise Invalid(f"{self.title}不能晚于 {self.present(self.latest)}，现为 {self.present(day)}")
        return day

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
