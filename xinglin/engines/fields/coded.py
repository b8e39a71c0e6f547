"""Values from a list: coded ones and yes or no."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from django import forms

from xinglin.engines.fields.base import Field, Invalid, Parse, as_text, is_empty
from xinglin.kit import pinyin
from xinglin.kit import text as clean_text

Choices = Sequence[tuple[str, str]]
_SHOWN_CHOICES = 12  # a message names as many; of longer lists it gives only the nearest
_SUGGESTED_CELLS = 100  # a column of rubbish must not cost a search each
_NEAR = 0.35
_NEAR_SOUND = 0.8  # «硕仕» for 硕士: alike when spoken
_SUGGESTED = 3
_LONGEST = 60  # characters; nobody meant a choice by more


class Table:
    """The choices of one moment, ready for look-up by label, code or synonym however they are spelt."""

    def __init__(self, choices: Iterable[tuple[str, str]], synonyms: Mapping[str, str]) -> None:
        self.labels = {str(code): label for code, label in choices}
        self.codes: dict[str, str] = {}
        for names in (synonyms.items(), ((code, code) for code in self.labels)):
            self.codes.update({_spelt(name): code for name, code in names if code in self.labels})
        self.codes.update({_spelt(label): code for code, label in self.labels.items()})
        short = [code.lstrip("0") for code in self.labels]
        for code in self.labels:  # 1 for 01, since Excel drops zeros in front
            if code.isdigit() and short.count(code.lstrip("0")) == 1:
                self.codes.setdefault(code.lstrip("0"), code)

    def nearest(self, value: str) -> str | None:
        """The code whose label or synonym is most like `value`; None when nothing is near, or two are equally so."""
        likeness = SequenceMatcher(None, b=_spelt(value), autojunk=False)
        scores: dict[str, float] = {}
        for name, code in self.codes.items():
            likeness.set_seq1(name)
            if not name.isdigit() and likeness.real_quick_ratio() >= _NEAR:
                scores[code] = max(scores.get(code, 0), likeness.ratio())
        best = max(scores.values(), default=0)
        found = [code for code, score in scores.items() if score == best]
        return found[0] if best >= _NEAR and len(found) == 1 else None

    def near(self, value: str) -> list[str]:
        """The labels most like `value`, by look or by sound, the nearest first."""
        given, sounds = _spelt(value), pinyin.of_text(value).full
        spelt = SequenceMatcher(None, b=given, autojunk=False)
        spoken = SequenceMatcher(None, b=sounds, autojunk=False)
        scores: dict[str, float] = {}
        for name, code in self.codes.items():
            if name.isdigit():
                continue
            spelt.set_seq1(name)
            spoken.set_seq1(pinyin.of_text(name).full)
            sound = spoken.ratio() if sounds and spoken.real_quick_ratio() >= _NEAR_SOUND else 0
            inside = _NEAR_SOUND if len(name) > 1 and name in given else 0  # 居民身份证（原件）
            score = max(spelt.ratio(), sound if sound >= _NEAR_SOUND else 0, inside)
            scores[code] = max(scores.get(code, 0), score)
        nearest = sorted((code for code, score in scores.items() if score >= _NEAR), key=lambda c: -scores[c])
        return [self.labels[code] for code in nearest[:_SUGGESTED]]


@dataclass(frozen=True, kw_only=True)
class Coded(Field):
    """One of `choices` ((code, label) pairs, or a function that gives them); stored as code, shown as label.

    `synonyms` maps other spellings to codes: {"台胞证": "07"}. `known`: labels of retired codes too, which records
    keep (REP-43).
    """

    choices: Choices | Callable[[], Choices] = field(kw_only=False)
    synonyms: Mapping[str, str] | Callable[[], Mapping[str, str]] = field(default_factory=dict, hash=False)
    known: Callable[[], Mapping[str, str]] | None = None

    def parse(self, value: object, row: Mapping[str, object]) -> object:
        return self.coded(value, self.table())

    def parser(self) -> Parse:
        table = self.table()  # built once for a column
        refused = 0

        def parse(value: object, row: Mapping[str, object]) -> object:
            nonlocal refused
            try:
                return self.coded(value, table, suggest=refused < _SUGGESTED_CELLS)
            except Invalid:
                refused += 1
                raise

        return parse

    def coded(self, value: object, table: Table, *, suggest: bool = True) -> object:
        """What is stored of a value. Raises Invalid, with the nearest choice if it shall `suggest` one."""
        return self._code(value, table, suggest=suggest)

    def table(self) -> Table:
        """The look-up as the choices are now."""
        return Table(self.options(), self.synonyms() if callable(self.synonyms) else self.synonyms)

    def suggestion(self, value: object) -> tuple[str, str] | None:
        """(code, label) nearest to a refused value: «是否替换为“专业型”» (PLT-46)."""
        table = self.table()
        code = table.nearest(str(value))
        return (code, table.labels[code]) if code else None

    def suggestions(self, values: Sequence[str]) -> list[list[str]]:
        table = self.table()
        return [table.near(value) if 0 < len(value) <= _LONGEST else [] for value in values]

    def present(self, value: object) -> str:
        labels = self.known() if self.known else dict(self.options())
        return labels.get(str(value), str(value))

    def options(self) -> list[tuple[str, str]]:
        pairs = self.choices() if callable(self.choices) else self.choices
        return [(str(code), label) for code, label in pairs]

    def widget(self) -> forms.Widget:
        options: Any = lambda: [("", "请选择"), *self.options()]  # noqa: E731 -- Django asks it anew for each form
        return forms.Select(choices=options)

    def form_value(self, value: object) -> object:
        return "" if value is None else str(value)

    def _code(self, value: object, table: Table, *, suggest: bool) -> str:
        given = as_text(value, self.title)
        code = table.codes.get(_spelt(given))
        if code is None:
            raise Invalid(self._not_among(given, table, suggest=suggest))
        return code

    def _not_among(self, given: str, table: Table, *, suggest: bool) -> str:
        labels = list(table.labels.values())
        message = f"{self.title}{self.quoted(given)}不在可选项中"
        message += f"，可填：{'、'.join(labels)}" if len(labels) <= _SHOWN_CHOICES else "，请从下拉列表中选择"
        nearest = table.nearest(given) if suggest and len(given) <= _LONGEST else None
        return f"{message}；是否要填“{table.labels[nearest]}”？" if nearest else message


SEVERAL = "可以选择几项，可输入文字查找"


@dataclass(frozen=True, kw_only=True)
class ManyCoded(Coded):
    """Several of `choices`, stored as a list of codes in their order; written with 、 between them."""

    def coded(self, value: object, table: Table, *, suggest: bool = True) -> list[str]:
        given = value if isinstance(value, list | tuple) else _split(as_text(value, self.title), table)
        chosen = {self._code(each, table, suggest=suggest) for each in given if not is_empty(each)}
        return [code for code in table.labels if code in chosen]

    def present(self, value: object) -> str:
        codes = value if isinstance(value, list | tuple) else [value]
        labels = self.known() if self.known else dict(self.options())
        return "、".join(labels.get(str(code), str(code)) for code in codes)

    def widget(self) -> forms.Widget:
        options: Any = self.options
        return forms.SelectMultiple(choices=options, attrs={"data-search": "", "data-placeholder": SEVERAL})

    def form_value(self, value: object) -> object:
        return value or []


@dataclass(frozen=True, kw_only=True)
class YesNo(Field):
    """是 or 否, stored as a truth value; 1/0, Y/N, true/false, 有/无 and √/× are understood."""

    def parse(self, value: object, row: Mapping[str, object]) -> bool:
        if isinstance(value, bool):
            return value
        answer = _ANSWERS.get(_spelt(as_text(value, self.title)))
        if answer is None:
            raise Invalid(f"{self.title}{self.quoted(value)}不在可选项中，可填：是、否")
        return answer

    def present(self, value: object) -> str:
        return "是" if value else "否"

    def options(self) -> list[tuple[str, str]]:
        return [("1", "是"), ("0", "否")]

    def widget(self) -> forms.Widget:
        return forms.Select(choices=[("", "请选择"), *self.options()])

    def form_value(self, value: object) -> object:
        return "01"[value] if isinstance(value, bool) else value


_ANSWERS = {
    **dict.fromkeys(["是", "1", "y", "yes", "t", "true", "有", "对", "√", "✓", "✔"], True),
    **dict.fromkeys(["否", "0", "n", "no", "f", "false", "无", "不是", "没有", "×", "✗"], False),
}
_BRACKETS = str.maketrans("【［〔", "(((") | str.maketrans("】］〕", ")))")


def _spelt(value: str) -> str:
    """How a label is compared: without spaces, width, brackets' shape and letter case."""
    if value.isascii() and value.isalnum():
        return value.casefold()
    plain = unicodedata.normalize("NFKC", clean_text.without_invisible(value)).translate(_BRACKETS)
    return "".join(plain.split()).casefold()


def _split(value: str, table: Table) -> list[str]:
    """The choices written in one cell. A label may hold 、 itself (医学检验、病理专业), so the longest label wins."""
    parts = re.split(r"[、，,；;\n]", value)
    found = []
    while parts:
        length = next((size for size in (4, 3, 2) if _spelt("、".join(parts[:size])) in table.codes), 1)
        found.append("、".join(parts[:length]))
        parts = parts[length:]
    return found
