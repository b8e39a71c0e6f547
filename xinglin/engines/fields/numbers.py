"""Numbers that are texts: documents, mobiles, credit codes, certificates. A sheet must not let Excel round them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from django import forms

from xinglin.engines.fields.base import Field, Invalid, as_text
from xinglin.kit import certificates, credit_code, documents, masking
from xinglin.kit import text as clean_text

_SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d+")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_MOBILE_INSIDE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_MOBILE_EXTRAS = re.compile(r"[-()]|^(\+|00)?86(?=-?1\d)")


@dataclass(frozen=True, kw_only=True)
class NumberText(Field):
    """What these kinds share: half-width, upper case, without spaces; a number that Excel rounded is told so."""

    text: bool = True

    def digits(self, value: object) -> str:
        """The cell as a number text. Raises Invalid when Excel has already lost its last digits."""
        if isinstance(value, str):
            cleaned = clean_text.number(value).lstrip("'")
        elif isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15:
            cleaned = as_text(value, self.title)
        elif isinstance(value, float):
            raise Invalid(self._rounded())
        else:
            cleaned = clean_text.number(as_text(value, self.title))
        if "E+" in cleaned and _SCIENTIFIC.fullmatch(cleaned):
            raise Invalid(self._rounded())
        return cleaned

    def _rounded(self) -> str:
        return f"{self.title}被 Excel 转成了科学计数，后几位已丢失，请把该列设为文本后重新填写"

    def attributes(self) -> dict[str, str]:
        return {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}


@dataclass(frozen=True, kw_only=True)
class DocumentNumber(NumberText):
    """The number of an identity document whose type stands in the field `kind` of the same row (§2.1, 2.3)."""

    kind: str = "document_type"
    sensitive: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "reads", (self.kind,))

    def parse(self, value: object, row: Mapping[str, object]) -> str:
        number = self.digits(value)
        kind = document_code(row.get(self.kind))
        if kind is None:
            return number  # the type itself is missing or refused, and that is said there
        if problem := documents.check(kind, number):
            if len(number) == 18 and number.endswith("000") and kind == documents.ID_CARD:
                problem += "（末三位为 000，可能被 Excel 改写过）"
            raise Invalid(problem)
        return number

    def masked(self, shown: str) -> str:
        return masking.document_number(shown)

    def hints(self, value: object, row: Mapping[str, object] = {}) -> list[str]:
        kind = document_code(row.get(self.kind))
        sex = row.get("sex") or row.get("gender")
        return documents.hints(kind, str(value), str(sex) if sex else None) if kind and value else []


@dataclass(frozen=True, kw_only=True)
class Mobile(NumberText):
    """A mobile number of mainland China; +86, spaces and hyphens are taken off."""

    sensitive: bool = True
    MANNERS: ClassVar[Mapping[str, str]] = MappingProxyType({"inside": "去掉号码前后的文字，有几个号码时取第一个"})

    def parse(self, value: object, row: Mapping[str, object]) -> str:
        number = _MOBILE_EXTRAS.sub("", self.digits(value))
        if not _MOBILE.fullmatch(number):
            raise Invalid(f"{self.title}应为 11 位数字，以 13–19 开头，请核对")
        return number

    def reread(self, value: str) -> dict[str, str]:
        found = _MOBILE_INSIDE.search(clean_text.number(value))
        return {"inside": found[0]} if found else {}

    def masked(self, shown: str) -> str:
        return masking.mobile(shown)

    def widget(self) -> forms.Widget:
        return forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"})


@dataclass(frozen=True, kw_only=True)
class CreditCode(NumberText):
    """A unified social credit code (§2.2)."""

    def parse(self, value: object, row: Mapping[str, object]) -> str:
        code = self.digits(value).replace("-", "")
        if problem := credit_code.check(code):
            raise Invalid(problem)
        return code

    def hints(self, value: object, row: Mapping[str, object] = {}) -> list[str]:
        return credit_code.hints(str(value)) if value else []


@dataclass(frozen=True, kw_only=True)
class CertificateNumber(NumberText):
    """A certificate's number; `kind` is qualification, practice, education, degree or completion (§2.4–2.6).

    A qualification number holds the identity number of its owner, so it is masked like one (PLT-52).
    """

    kind: str

    def __post_init__(self) -> None:
        if self.kind == "qualification":
            object.__setattr__(self, "sensitive", True)

    def parse(self, value: object, row: Mapping[str, object]) -> str:
        number = self.digits(value)
        if problem := certificates.RULES[self.kind].check(number):
            raise Invalid(problem)
        return number

    def masked(self, shown: str) -> str:
        return masking.certificate_number(shown)

    def hints(self, value: object, row: Mapping[str, object] = {}) -> list[str]:
        document = str(row.get("document_number") or "")
        return certificates.RULES[self.kind].hints(str(value), document) if value else []


def document_code(value: object) -> str | None:
    """The code of a document type given as code, name or a usual synonym; None when it is none of them."""
    if value in documents.NAMES:
        return str(value)
    named = clean_text.line(str(value or ""))
    return documents.SYNONYMS.get(named) or next(
        (code for code, name in documents.NAMES.items() if name == named), None
    )
