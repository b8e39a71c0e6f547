"""A reference to an uploaded file. The file itself goes up at once, by engines/files; the form carries its id."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django import forms

from xinglin.engines.fields.base import Field, Invalid


@dataclass(frozen=True, kw_only=True)
class Upload(Field):
    """The id of an upload of `kind` (a FileKind of engines/files). A failed save keeps what was uploaded (PLT-131)."""

    kind: str = ""

    def parse(self, value: object, row: Mapping[str, object]) -> UUID:
        try:
            return value if isinstance(value, UUID) else UUID(str(value))
        except ValueError:
            raise Invalid(f"{self.title}没有上传成功，请重新选择文件") from None

    def present(self, value: object) -> str:
        return "已上传"

    @property
    def required_message(self) -> str:
        return f"请上传{self.title}"

    def widget(self) -> forms.Widget:
        return forms.HiddenInput(attrs={"data-upload": self.kind})

    def form_value(self, value: object) -> object:
        return "" if value is None else str(value)
