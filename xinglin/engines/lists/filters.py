"""Filters of a list: what people ask for, as a condition on rows. Their values stand in the address (PLT-50)."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import QueryDict

from xinglin.engines.access.actor import Actor
from xinglin.engines.secrets import blind_index, tail_index
from xinglin.kit import text

from .numbers import is_token, token_index, token_of
from .widgets import DaysInput, Drop, DropMany, NumberInput, RangeInput

Choices = Sequence[tuple[Any, str]]
HAN = re.compile(rf"[{text.HAN}]")


class Filter(django_filters.Filter):
    """One field of the filter panel: `key` in the address, `title` as its label, `at` the look-up (else the key)."""

    suffixes: Sequence[str] = ()

    def __init__(self, key: str, title: str, *, at: str = "") -> None:
        self.key, self.at = key, at or key
        super().__init__(self.at, label=title)

    def filter(self, rows: QuerySet, value: Any) -> QuerySet:
        """Rows for which the asked value holds; all of them when nothing is asked."""
        return rows if value in (None, "", [], ()) else rows.filter(self.condition(value))

    def condition(self, value: Any) -> Q:
        """The condition for a value that is not empty."""
        return Q(**{self.at: value})

    def in_address(self, params: QueryDict) -> dict[str, list[str]]:
        """Parameters and values as they stand in the address; a range has two parameters."""
        names = [f"{self.key}_{suffix}" for suffix in self.suffixes] or [self.key]
        return {name: [value.strip() for value in params.getlist(name) if value.strip()] for name in names}


class _Chosen(Filter):
    """`choices`: pairs, a function, or with `choices_for` a function of the actor."""

    def __init__(
        self,
        key: str,
        title: str,
        choices: Choices | Callable[[], Choices] = (),
        *,
        choices_for: Callable[[Actor], Choices] | None = None,
        **rest: Any,
    ) -> None:
        super().__init__(key, title, **rest)
        self.choices, self.choices_for = choices, choices_for

    def options(self) -> list[tuple[str, str]]:
        """(value in the address, label) as this actor may choose."""
        if self.choices_for:
            pairs = self.choices_for(self.parent.actor)
        else:
            pairs = self.choices() if callable(self.choices) else self.choices
        return [(str(value), label) for value, label in pairs]


class Exact(_Chosen):
    """One of some values."""

    @property
    def field(self) -> forms.Field:
        """The drop-down."""
        choices = [("", "请选择"), *self.options()]
        return forms.ChoiceField(label=self.label, choices=choices, required=False, widget=Drop)


class Pick(_Chosen):
    """Any of some values."""

    @property
    def field(self) -> forms.Field:
        """The drop-down for several."""
        return forms.MultipleChoiceField(label=self.label, choices=self.options(), required=False, widget=DropMany)

    def condition(self, value: list[str]) -> Q:
        return Q(**{f"{self.at}__in": value})


class Where(Pick):
    """Any of some named conditions: `Where("review", "省审核状态", {"waiting": ("待审核", Q(case__state="open"))})`."""

    def __init__(self, key: str, title: str, conditions: Mapping[str, tuple[str, Q]], **rest: Any) -> None:
        super().__init__(key, title, [(name, label) for name, (label, _) in conditions.items()], **rest)
        self.conditions = conditions

    def condition(self, value: list[str]) -> Q:
        found = Q()
        for name in value:
            found |= self.conditions[name][1]
        return found


class YesNo(Exact):
    """是 or 否."""

    def __init__(self, key: str, title: str, **rest: Any) -> None:
        super().__init__(key, title, [("1", "是"), ("0", "否")], **rest)

    def condition(self, value: str) -> Q:
        return Q(**{self.at: value == "1"})


class _Typed(Filter):
    placeholder = ""

    @property
    def field(self) -> forms.Field:
        """The text field."""
        widget = forms.TextInput(attrs={"placeholder": self.placeholder, "autocomplete": "off", "maxlength": 60})
        return forms.CharField(label=self.label, required=False, max_length=60, widget=widget)


class Contains(_Typed):
    """A part of a text; `at` may name several columns, of which one must hold it."""

    def __init__(self, key: str, title: str, *, at: str | tuple[str, ...] = "", **rest: Any) -> None:
        self.paths = (at,) if isinstance(at, str) else at
        super().__init__(key, title, at=self.paths[0], **rest)

    def condition(self, value: str) -> Q:
        found = Q()
        for path in self.paths:
            found |= Q(**{f"{path or self.key}__icontains": value})
        return found


class Name(_Typed):
    """A person by name, pinyin or initials (PLT-51). `of`: path to the table that has name, pinyin and initials."""

    placeholder = "姓名、拼音或首字母"

    def __init__(self, key: str = "name", title: str = "姓名", *, of: str = "", **rest: Any) -> None:
        super().__init__(key, title, **rest)
        self.of = f"{of}__" if of else ""

    def condition(self, value: str) -> Q:
        return named(value, self.of)


def named(value: str, of: str = "") -> Q:
    """People whose name holds these characters, or whose pinyin or initials begin with these letters."""
    if characters := HAN.findall(value):
        holds = Q(**{f"{of}name__contains": value})
        # Two or more are few people: the index over characters finds them, where LIKE would read everybody.
        return holds & Q(**{f"{of}name__characters__contains": characters}) if len(characters) > 1 else holds
    letters = re.sub(r"[\s'’·.-]", "", value).lower()
    begins = Q(**{f"{of}pinyin__startswith": letters}) | Q(**{f"{of}initials__startswith": letters})
    return begins | Q(**{f"{of}name__startswith": value})


class Document(_Typed):
    """A document or mobile number: the whole of it, or its last four characters (PLT-51).

    `column`: path of the encrypted column without its endings («person__document»). A whole number never stands in
    the address: there a keyed index stands for it (see numbers.py).
    """

    placeholder = "完整号码或后四位"

    def __init__(self, key: str, title: str, *, column: str, kind: str = "document", **rest: Any) -> None:
        super().__init__(key, title, **rest)
        self.column, self.kind = column, kind

    @property
    def field(self) -> forms.Field:
        """The text field, which shows a number once asked for only masked."""
        widget = NumberInput(attrs={"placeholder": self.placeholder, "autocomplete": "off", "maxlength": 60})
        return forms.CharField(label=self.label, required=False, widget=widget, validators=[_long_enough])

    def condition(self, value: str) -> Q:
        return numbered(value, self.column, self.kind)

    def in_address(self, params: QueryDict) -> dict[str, list[str]]:
        value = (NumberInput().value_from_datadict(params, {}, self.key) or "").strip()
        if value and not is_token(value):
            value = text.number(value)
            value = token_of(value, self.kind) if len(value) > 4 else value
        return {self.key: [value] if value else []}


def numbered(value: str, column: str, kind: str) -> Q:
    """Rows whose number is this one (or its token), or ends with these four characters."""
    if is_token(value):
        return Q(**{f"{column}_index": token_index(value)})
    if len(text.number(value)) > 4:
        return Q(**{f"{column}_index": blind_index(value, kind)})
    return Q(**{f"{column}_tail": tail_index(value, kind)})


def _long_enough(value: str) -> None:
    if not is_token(value) and len(text.number(value)) < 4:
        raise ValidationError("请输入完整号码，或号码的后四位。")


class Days(Filter):
    """From one day to another, both included."""

    suffixes = DaysInput.suffixes

    @property
    def field(self) -> forms.Field:
        """Two date inputs."""
        return django_filters.fields.DateRangeField(label=self.label, required=False, widget=DaysInput)

    def condition(self, value: slice) -> Q:
        return _between(self.at, value)


class Range(Filter):
    """From one number to another, both included."""

    suffixes = RangeInput.suffixes

    @property
    def field(self) -> forms.Field:
        """Two number inputs."""
        return django_filters.fields.RangeField(label=self.label, required=False, widget=RangeInput)

    def condition(self, value: slice) -> Q:
        return _between(self.at, value)


def _between(path: str, value: slice) -> Q:
    found = Q()
    if value.start is not None:
        found &= Q(**{f"{path}__gte": value.start})
    if value.stop is not None:
        found &= Q(**{f"{path}__lte": value.stop})
    return found


class FilterSet(django_filters.FilterSet):
    """The filters of one list for one actor."""

    def __init__(self, data: Any, queryset: QuerySet, *, actor: Actor) -> None:
        super().__init__(data, queryset)
        self.actor = actor


def filter_set(filters: Sequence[Filter]) -> type[FilterSet]:
    """The django-filter class of some filters, in this order; by itself it goes by when each was made."""
    made: type[FilterSet] = type("ListFilterSet", (FilterSet,), {each.key: each for each in filters})
    made.base_filters = {each.key: made.base_filters[each.key] for each in filters}
    return made
