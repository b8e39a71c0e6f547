"""What every kind of field has; see the package for the kinds.

A field's messages are one Chinese sentence each, without the final stop: what was found and what is allowed. They never
repeat the value of a sensitive field.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, ClassVar

from django import forms

from xinglin.kit import calendar, text

NO_ROW: Mapping[str, object] = {}
Parse = Callable[[object, Mapping[str, object]], object]


class Invalid(ValueError):
    """A value that is refused; `message` says what was found and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, kw_only=True)
class Field:
    """One part of a thing. Kinds override `parse`, and `present` when the value is not a text."""

    key: str = field(kw_only=False)  # name in the row and on the model
    title: str = field(kw_only=False)  # label, and heading in a sheet
    required: bool = False
    help: str = ""  # under the form field, and in the notes of a template
    example: str = ""  # in the filled row of a template
    group: str = ""  # «本科» makes history write «<本科>学位证书编号»
    text: bool = False  # like a number, but a text: a sheet gives it text format, a float cell is suspect
    sensitive: bool = False  # masked wherever shown; never in messages
    wide: bool = False  # takes the whole row of a form
    reads: tuple[str, ...] = ()  # keys of other fields that `clean` needs
    when: Callable[[Mapping[str, Any]], bool] | None = None  # asked for only when this holds of the row
    MANNERS: ClassVar[Mapping[str, str]] = MappingProxyType({})  # ways of `reread`, as people are offered them

    def clean(self, value: object, row: Mapping[str, object] = NO_ROW) -> object:
        """The normalised value, None for an empty one. Takes what Excel, a form or JSON gives. Raises Invalid."""
        return None if is_empty(value) else self.parse(value, row)

    def clean_all(
        self, values: Sequence[object], rows: Sequence[Mapping[str, object]] = ()
    ) -> tuple[list[object], dict[int, str]]:
        """`clean` for a column: the values (None where refused) and {index: message}; equal cells are judged once."""
        cleaned: list[object] = []
        refused: dict[int, str] = {}
        known: dict[object, tuple[object, str | None]] = {}
        parse = self.parser()
        for index, value in enumerate(values):
            row = rows[index] if self.reads and rows else NO_ROW
            cell = (value.__class__, value, *[row.get(key) for key in self.reads])
            try:
                result = known.get(cell)
            except TypeError:  # a list or object from JSON
                result = _judged(parse, value, row)
            if result is None:
                result = known[cell] = _judged(parse, value, row)
            cleaned.append(result[0])
            if result[1] is not None:
                refused[index] = result[1]
        return cleaned, refused

    def parse(self, value: object, row: Mapping[str, object]) -> object:
        """The normalised form of a value that is not empty. Raises Invalid."""
        raise NotImplementedError

    def parser(self) -> Parse:
        """`parse` for one column; kinds that look things up prepare that here once."""
        return self.parse

    def show(self, value: object, *, full: bool = False) -> str:
        """The value for people; a sensitive one is masked unless `full`."""
        if value is None or value == "":
            return ""
        shown = self.present(value)
        return self.masked(shown) if self.sensitive and not full else shown

    def present(self, value: Any) -> str:
        """The whole value as text, such that `clean` takes it back."""
        return str(value)

    def masked(self, shown: str) -> str:
        """The text with its middle hidden; kinds with a rule of their own say so."""
        return "*" * len(shown)

    def quoted(self, value: object, length: int = 20) -> str:
        """A value inside a message, shortened: “专硕”; nothing of a sensitive one."""
        shown = text.line(str(value))
        return "" if self.sensitive else f"“{shown[:length]}{'…' if len(shown) > length else ''}”"

    def hints(self, value: object, row: Mapping[str, object] = NO_ROW) -> list[str]:
        """What is unusual about a cleaned value that is kept all the same."""
        return []

    def reread(self, value: str) -> dict[str, str]:
        """A refused value in other ways of reading it: key of MANNERS → a text that `clean` takes (PLT-46)."""
        return {}

    def suggestions(self, values: Sequence[str]) -> list[list[str]]:
        """For each refused value what may have been meant, the likeliest first: texts that `clean` takes (PLT-46)."""
        return [list(dict.fromkeys(self.reread(value).values())) for value in values]

    def options(self) -> list[tuple[str, str]] | None:
        """(code, label) for a drop-down, None for free entry."""
        return None

    def relevant(self, values: Mapping[str, Any]) -> bool:
        """Whether this part is asked for in a row of cleaned values."""
        return self.when is None or bool(self.when(values))

    @property
    def label(self) -> str:
        """The title with its part, as history shows it: «<本科>学位证书编号»."""
        return f"<{self.group}>{self.title}" if self.group else self.title

    @property
    def required_message(self) -> str:
        """What is said when a required value is empty."""
        return f"请{'填写' if self.options() is None else '选择'}{self.title}"

    def widget(self) -> forms.Widget:
        """The input of a form."""
        return forms.TextInput(attrs=self.attributes())

    def attributes(self) -> dict[str, str]:
        """HTML attributes of the input: keyboard, autocomplete."""
        return {"autocomplete": "off"}

    def form_field(self, **kw: Any) -> forms.Field:
        """The Django form field: passes raw values on, since `clean_row` judges them (see forms.py)."""
        return DeclaredField(self, **kw)

    def form_value(self, value: object) -> object:
        """A stored value as the input takes it; what the user typed stays as typed."""
        return value if isinstance(value, str) else self.show(value, full=True)


class DeclaredField(forms.Field):
    """Shows a declared field and hands on what was typed; DeclaredForm judges the row as a whole."""

    def __init__(self, declared: Field, **kw: Any) -> None:
        self.declared = declared
        kw.setdefault("label", declared.title)
        kw.setdefault("help_text", declared.help)
        kw.setdefault("widget", declared.widget())
        kw.setdefault("required", False)  # DeclaredForm says what is missing, since that may hang on other fields
        super().__init__(**kw)

    def clean(self, value: Any) -> Any:
        return value

    def prepare_value(self, value: Any) -> Any:
        return self.declared.form_value(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.declared.clean(data) != self.declared.clean(initial)
        except Invalid:
            return True


def clean_row(
    fields: Iterable[Field], raw: Mapping[str, object], *, partial: bool = False
) -> tuple[dict[str, Any], dict[str, str]]:
    """Cleaned values and {key: message}, required ones included unless `partial`: then a half-filled page can be saved.

    What is not asked for in this row becomes None.
    """
    fields = tuple(fields)
    values: dict[str, Any] = {}
    refused: dict[str, str] = {}
    for each in sorted(fields, key=lambda one: bool(one.reads)):  # those that read others come after them
        values[each.key] = None
        try:
            values[each.key] = each.clean(raw.get(each.key), {**raw, **values})
        except Invalid as error:
            refused[each.key] = error.message
    for each in fields:
        if not each.relevant({**raw, **values}):
            values[each.key] = None
            refused.pop(each.key, None)
    for each in () if partial else missing(fields, {**raw, **values}):
        refused.setdefault(each.key, each.required_message)
    return values, refused


def missing(fields: Iterable[Field], values: Mapping[str, Any]) -> list[Field]:
    """The required and relevant fields that are empty: what keeps a thing from being complete (PLT-32)."""
    return [each for each in fields if each.required and is_empty(values.get(each.key)) and each.relevant(values)]


def is_empty(value: object) -> bool:
    """Whether a cell or an input holds nothing: None, an empty list, not-a-number, blanks, invisible characters."""
    if isinstance(value, str):
        return not value or (value[0] not in _VISIBLE_START and not text.line(value))
    return value is None or value == [] or (isinstance(value, float) and math.isnan(value))


_VISIBLE_START = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")


def _judged(parse: Parse, value: object, row: Mapping[str, object]) -> tuple[object, str | None]:
    try:
        return (None if is_empty(value) else parse(value, row)), None
    except Invalid as error:
        return None, error.message


def as_text(value: object, title: str) -> str:
    """What a cell holds, as a person would read it. Raises Invalid for lists and objects from JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, date):
        return calendar.shown(value)
    if isinstance(value, int):
        return str(value)
    raise Invalid(f"{title}应为文字或数字，请检查填写的内容")
