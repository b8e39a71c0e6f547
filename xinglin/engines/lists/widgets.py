"""Inputs of the filter panel."""

from html import escape
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_filters.widgets import SuffixedMultiWidget

from .numbers import is_token, token_mask


class _Quick:
    """Draws its options at once: Django renders a template for each, and a list of all hospitals has a thousand."""

    choices: Any
    attrs: dict[str, Any]

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """The whole <select>."""
        chosen = {str(each) for each in (value if isinstance(value, list | tuple) else [value])}
        options = (
            f'<option value="{escape(key)}"{" selected" if key in chosen else ""}>{escape(str(label))}</option>'
            for key, label in ((str(key), label) for key, label in self.choices)
        )
        return format_html(
            "<select{}>{}</select>",
            flatatt({**self.attrs, **(attrs or {}), "name": name}),
            SafeString("".join(options)),
        )


class Drop(_Quick, forms.Select):
    """One of some values."""


class DropMany(_Quick, forms.SelectMultiple):
    """Any of some values; searched by what one types."""

    def __init__(self) -> None:
        super().__init__(attrs={"multiple": True, "data-search": "", "data-placeholder": "请选择"})


class _FromTo(SuffixedMultiWidget):
    """Two inputs side by side; both empty is nothing asked, so that the panel need not unfold for it."""

    template_name = "lists/from_to.html"
    use_fieldset = True
    attributes: dict[str, str]

    def __init__(self) -> None:
        inputs = [forms.TextInput({**self.attributes, "aria-label": label}) for label in ("从", "到")]
        super().__init__(inputs)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        values = super().value_from_datadict(data, files, name)
        return values if any(values) else None

    def decompress(self, value: Any) -> list[Any]:
        return [value.start, value.stop] if value else [None, None]


class DaysInput(_FromTo):
    """From one day to another."""

    suffixes = ("after", "before")
    attributes = {"type": "date"}


class RangeInput(_FromTo):
    """From one number to another."""

    suffixes = ("min", "max")
    attributes = {"inputmode": "decimal", "autocomplete": "off"}


class NumberInput(forms.TextInput):
    """Shows the token of a number as its mask, and understands the mask when it comes back unchanged (numbers.py)."""

    template_name = "lists/number_input.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        token = value if isinstance(value, str) and is_token(value) else ""
        context = super().get_context(name, token_mask(token) if token else value, attrs)
        return {**context, "known": f"{name}_known", "token": token}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        typed, token = data.get(name), data.get(f"{name}_known", "")
        return token if typed and is_token(token) and typed.strip() == token_mask(token) else typed
