"""A file handed in with a form; storage and inspection are the business of engines/files."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from xinglin.engines.fields.base import Field


@dataclass(frozen=True, kw_only=True)
class Upload(Field):
    """A file reference; forms only. `accept` is what the file dialogue offers, e.g. ".jpg,.png"."""

    accept: str = ""
    wide: bool = True

    def parse(self, value: object, row: Mapping[str, object]) -> object:
        return value  # what it may be is judged by its content, in engines/files

    @property
    def required_message(self) -> str:
        return f"请上传{self.title}"

    def widget(self) -> forms.Widget:
        return forms.ClearableFileInput(attrs={"accept": self.accept} if self.accept else {})

    def form_field(self, **kw: Any) -> forms.Field:
        """Django's own file field: an empty choice keeps the file that is there (`initial`)."""
        made = forms.FileField(label=self.title, help_text=self.help, required=False, widget=self.widget(), **kw)
        made.declared = self  # type: ignore[attr-defined] -- templates ask for it
        return made
