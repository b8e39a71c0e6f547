"""Free text, names, numbers and e-mail addresses."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import forms

from xinglin.engines.fields.base import Field, Invalid, as_text
from xinglin.kit import masking
from xinglin.kit import text as clean_text

_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}"
)
_PLAIN_CHINESE_NAME = re.compile(r"[\u4e00-\u9fff]{2,30}")
_IN_NAMES = frozenset("·-'’. ")


@dataclass(frozen=True, kw_only=True)
class Text(Field):
    """One line. `pattern` must match the whole of it; `pattern_help` says in words what it allows."""

    max_length: int = 200
    pattern: str | None = None
    pattern_help: str = "与规定的格式不符，请核对"

    def parse(self, value: object, row: Mapping[str, object]) -> str:
        cleaned = self.tidy(as_text(value, self.title))
        if len(cleaned) > self.max_length:
            raise Invalid(f"{self.title}最多 {self.max_length} 个字，现为 {len(cleaned)} 个字，请缩短")
        if self.pattern and not re.fullmatch(self.pattern, cleaned):
            raise Invalid(f"{self.title}{self.pattern_help}")
        return cleaned

    def tidy(self, value: str) -> str:
        """Cleaned of stray characters; LongText keeps its lines."""
        return clean_text.line(value)


@dataclass(frozen=True, kw_only=True)
class LongText(Text):
    """Several lines."""

    max_length: int = 2000
    wide: bool = True

    def tidy(self, value: str) -> str:
        return clean_text.paragraphs(value)

    def widget(self) -> forms.Widget:
        return forms.Textarea(attrs={"rows": "4"})


@dataclass(frozen=True, kw_only=True)
class PersonName(Field):
    """A person's name, 2–30 characters: rare characters, 阿不都·买买提 and Latin letters (reference-data.md §2.3)."""

    def parse(self, value: object, row: Mapping[str, object]) -> str:
        if isinstance(value, str) and _PLAIN_CHINESE_NAME.fullmatch(value):
            return value
        name = clean_text.person_name(as_text(value, self.title))
        stray = next((each for each in name if not _may_stand_in_name(each)), None)
        if stray is not None:
            raise Invalid(
                f"{self.title}中不能有“{stray}”，请填写证件上的姓名；生僻字请直接录入，不要用问号、拼音或同音字代替"
            )
        if not 2 <= len(name) <= 30:
            raise Invalid(f"{self.title}应为 2–30 个字，现为 {len(name)} 个字，请按证件填写")
        return name

    def attributes(self) -> dict[str, str]:
        return {"autocomplete": "name", "spellcheck": "false"}


@dataclass(frozen=True, kw_only=True)
class Integer(Field):
    """A whole number between `min` and `max`, both included."""

    min: int = 0
    max: int = 1_000_000_000
    unit: str = ""  # «月»: taken off what is typed

    def parse(self, value: object, row: Mapping[str, object]) -> int:
        number = self._whole(value)
        if number is None:
            raise Invalid(f"{self.title}{self.quoted(value)}不是整数，请填写 {self.min}–{self.max} 之间的整数")
        if not self.min <= number <= self.max:
            raise Invalid(f"{self.title}应在 {self.min}–{self.max} 之间，现为 {number}")
        return number

    def _whole(self, value: object) -> int | None:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return int(value) if value == value // 1 else None
        if not isinstance(value, str):
            return None
        plain = clean_text.number(value).replace(",", "")
        plain = plain.removesuffix(self.unit) if self.unit else plain
        return int(float(plain)) if re.fullmatch(r"[+-]?[0-9]{1,12}(\.0*)?", plain) else None

    def attributes(self) -> dict[str, str]:
        return {"autocomplete": "off", "inputmode": "numeric"}


@dataclass(frozen=True, kw_only=True)
class DecimalNumber(Field):
    """A number with at most `places` decimals between `min` and `max`, both included; kept as an exact Decimal."""

    min: Decimal = Decimal(0)
    max: Decimal = Decimal(1_000_000)
    places: int = 2

    def parse(self, value: object, row: Mapping[str, object]) -> Decimal:
        number = self._exact(value)
        if number is None:
            raise Invalid(f"{self.title}{self.quoted(value)}不是数字，请填写 {self._span} 之间的数字")
        if not self.min <= number <= self.max:
            raise Invalid(f"{self.title}应在 {self._span} 之间，现为 {self.present(number)}")
        if number != round(number, self.places):
            raise Invalid(f"{self.title}{self.quoted(value)}最多保留 {self.places} 位小数，请修改")
        return round(number, self.places)

    @property
    def _span(self) -> str:
        return f"{self.present(self.min)}–{self.present(self.max)}"

    def _exact(self, value: object) -> Decimal | None:
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            found = Decimal(str(value))  # 85.1 as it was typed, not as the nearest binary number
            return found if found.is_finite() else None
        plain = clean_text.number(value).replace(",", "") if isinstance(value, str) else ""
        return Decimal(plain) if re.fullmatch(r"[+-]?[0-9]{1,12}(\.[0-9]{0,12})?", plain) else None

    def present(self, value: Any) -> str:
        return f"{value.normalize():f}"

    def attributes(self) -> dict[str, str]:
        return {"autocomplete": "off", "inputmode": "decimal"}


@dataclass(frozen=True, kw_only=True)
class Email(Field):
    """An e-mail address; the domain in small letters."""

    sensitive: bool = True

    def parse(self, value: object, row: Mapping[str, object]) -> str:
        address = re.sub(r"\s", "", clean_text.line(as_text(value, self.title)).replace("＠", "@").replace("．", "."))
        if len(address) > 100 or not _EMAIL.fullmatch(address):
            raise Invalid(f"{self.title}格式不正确，应如 name@example.cn，请核对")
        account, _, domain = address.rpartition("@")
        return f"{account}@{domain.lower()}"

    def masked(self, shown: str) -> str:
        return masking.email(shown)

    def widget(self) -> forms.Widget:
        return forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"})


@lru_cache(maxsize=20_000)
def _may_stand_in_name(character: str) -> bool:
    category = unicodedata.category(character)
    # Newer characters are still unassigned (Cn) in Python's tables; private-use ones look different on every machine.
    rare = category == "Cn" and "\U00020000" <= character <= "\U0003ffff"
    return category[0] in "LM" or character in _IN_NAMES or rare or character == "〇"
