"""Django forms from declared fields: the field judges, so a form cannot disagree with a sheet."""

from collections.abc import Iterable
from typing import Any

from django import forms

from xinglin.engines.fields.base import Field, clean_row
from xinglin.engines.fields.coded import Coded


class DeclaredForm(forms.Form):
    """A form of declared fields. `cleaned_data` holds what `clean_row` gives; its messages stand at their fields."""

    declared: tuple[Field, ...] = ()
    partial = False  # may required fields be left for later?
    required_css_class = "required"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.retired = {each.key: old for each in self.declared if (old := retired(each, self.initial.get(each.key)))}
        for key, label in self.retired.items():
            widget: Any = self.fields[key].widget
            widget.choices = [*widget.choices, (self.initial[key], f"{label}（已停用）")]

    def shown(self) -> list[forms.BoundField]:
        """The fields as a page lays them out: each upload knows which kind of file its slot takes."""
        from xinglin.engines.files.kinds import FILE_KINDS  # noqa: PLC0415 -- models load after this package

        bound: list[Any] = list(self)
        for each in bound:
            each.kind = FILE_KINDS.get(getattr(getattr(each.field, "declared", None), "kind", ""))
        return bound

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        shown = [each for each in self.declared if each.key in self.fields and not self._stays(each.key, data)]
        values, refused = clean_row(shown, {**(self.initial or {}), **data}, partial=self.partial)
        for key, message in refused.items():
            self.add_error(key, message)
        return {**data, **{key: value for key, value in values.items() if key not in refused}}

    def _stays(self, key: str, data: dict[str, Any]) -> bool:
        """A record keeps the code it was saved with, though it is offered no more (REP-43)."""
        return key in self.retired and data.get(key) == self.initial[key]


def retired(declared: Field, value: Any) -> str:
    """The label of a stored code that is no longer among the choices; empty for any other value."""
    if not isinstance(declared, Coded) or not isinstance(value, str) or not value or declared.known is None:
        return ""
    return "" if value in dict(declared.options()) else declared.present(value)


class PartialForm(DeclaredForm):
    """Saved page by page: what is wrong is refused, what is missing stays open (REP-20)."""

    partial = True


def form_class(name: str, fields: Iterable[Field], *, base: type[forms.BaseForm] = forms.Form) -> type[DeclaredForm]:
    """A Django form of these fields; `base` may add others of its own."""
    fields = tuple(fields)
    bases = (base,) if issubclass(base, DeclaredForm) else (DeclaredForm, base)
    members = {"declared": fields, "__module__": __name__, **{each.key: each.form_field() for each in fields}}
    return type(name, bases, members)
