"""A form's place for one uploaded file."""

from typing import Any

from django import forms

from .kinds import FILE_KINDS


class UploadSlot(forms.Widget):
    """Shows the file that the field's value names and sends another one up at once; the form carries only its key."""

    template_name = "files/slot.html"

    def __init__(self, kind: str, attrs: dict[str, Any] | None = None):
        self.kind = kind
        super().__init__(attrs)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """What the template shows; `send` in views.py renders the same template again."""
        context = super().get_context(name, value, attrs)
        identity = context["widget"]["attrs"].get("id", f"id_{name}")
        return {"kind": FILE_KINDS[self.kind], "name": name, "id": identity, "value": value}
