"""Django forms from declared fields: the field judges, so a form cannot disagree with a sheet."""

from collections.abc import Iterable
from typing import Any

from django import forms

from xinglin.engines.fields.base import Field, clean_row


class DeclaredForm(forms.Form):
    """A form of declared fields. `cleaned_data` holds what `clean_row` gives; its messages stand at their fields."""

    declared: tuple[Field, ...] = ()
    partial = False  # may required fields be left for later?
    required_css_class = "required"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        shown = [each for each in self.declared if each.key in self.fields]
        values, refused = clean_row(shown, {**(self.initial or {}), **data}, partial=self.partial)
        for key, message in refused.items():
            self.add_error(key, message)
        return {**data, **{key: value for key, value in values.items() if key not in refused}}


class PartialForm(DeclaredForm):
    """Saved page by page: what is wrong is refused, what is missing stays open (REP-20)."""

    partial = True


def form_class(name: str, fields: Iterable[Field], *, base: type[forms.BaseForm] = forms.Form) -> type[DeclaredForm]:
    """A Django form of these fields; `base` may add others of its own."""
    fields = tuple(fields)
    bases = (base,) if issubclass(base, DeclaredForm) else (DeclaredForm, base)
    members = {"declared": fields, "__module__": __name__, **{each.key: each.form_field() for each in fields}}
    return type(name, bases, members)
