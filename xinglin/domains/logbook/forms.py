"""Forms of logbook."""

from datetime import date
from typing import Any

from django import forms
from django.utils.timezone import localdate

from xinglin.domains.rotation.public import Stay
from xinglin.engines.fields import DeclaredForm, form_class
from xinglin.engines.lists.widgets import Drop

from .fields import ENTRY, REQUIREMENT, RULE
from .rules.assessing import unfit_rule


class _Entry(DeclaredForm):
    """One entry; `stays` are the resident's own, the latest first."""

    def __init__(self, *args: Any, stays: list[Stay], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        if "stay" in fields:
            fields["stay"].choices = [(stay.pk, _named(stay)) for stay in stays]
        fields["name"].widget.attrs["list"] = "names"


class _Stay(forms.Form):
    """In which stay it happened."""

    stay = forms.TypedChoiceField(label="轮转科室", coerce=int, widget=Drop)


class _Rule(DeclaredForm):
    def clean(self) -> dict[str, Any]:
        given = super().clean()
        whole = all(given.get(f"{score}_weight") is not None for score in ("theory", "skill", "daily"))
        if whole and (why := unfit_rule(given)):
            self.add_error(None, why)
        return given


class _OfLine(DeclaredForm):
    """Of a line of a standard. Where one stands, its number alone is another."""

    line = forms.TypedChoiceField(label="标准科室", coerce=int, widget=Drop)
    field_order = ("line",)

    def __init__(self, *args: Any, lines: list[tuple[int, str]], stands: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["line"].choices = lines if stands else [("", "请选择"), *lines]
        fields["line"].widget.attrs["data-search"] = ""
        for key in ("line", "kind", "name"):
            fields[key].disabled = stands


def _named(stay: Stay) -> str:
    left = f" 至 {stay.left_on}" if stay.left_on else " 起"
    return f"{stay.stint.department.name}（{stay.entered_on}{left}）"


class _NewEntry(_Entry, _Stay):
    field_order = ("stay",)


EntryForm: Any = form_class("EntryForm", ENTRY, base=_Entry)
NewEntryForm: Any = form_class("NewEntryForm", ENTRY, base=_NewEntry)
RuleForm: Any = form_class("RuleForm", RULE, base=_Rule)
OF_LINE = REQUIREMENT[-3:]  # what is asked; specialty, version and department are the line's
RequirementForm: Any = form_class("RequirementForm", OF_LINE, base=_OfLine)


class MonthForm(forms.Form):
    """Of which month; what cannot be understood is this month."""

    month = forms.CharField(label="出科月份", required=False, widget=forms.DateInput(attrs={"type": "month"}))

    def chosen(self) -> date:
        """The first day of the month asked for."""
        self.is_valid()
        try:
            return date.fromisoformat(f"{self.cleaned_data.get('month') or ''}-01")
        except ValueError:
            return localdate().replace(day=1)
