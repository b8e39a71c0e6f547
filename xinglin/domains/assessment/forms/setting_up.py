"""Forms of what authorities and institutions set up, from the declared fields."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from xinglin.engines.access.models import Unit
from xinglin.engines.fields import Field, form_class
from xinglin.engines.secrets import blind_index
from xinglin.engines.windows.forms import DayInput, PeriodForm, PlainForm, UnitPicker, unit_label
from xinglin.kit.calendar import anniversary

from .. import windows
from ..fields import (
    ACTIVATION,
    DEPARTMENT,
    IDENTITY,
    PAPERS,
    PROFILE,
    REASON,
    REGISTRATION,
    RULES,
    department_field,
)

ProfileForm: Any = form_class("ProfileForm", PROFILE)
DepartmentForm: Any = form_class("DepartmentForm", DEPARTMENT)
RulesForm: Any = form_class("RulesForm", RULES)
ReasonForm: Any = form_class("ReasonForm", REASON)
InstitutionAccountForm: Any = form_class("InstitutionAccountForm", (ACTIVATION,))
PapersForm: Any = form_class("PapersForm", PAPERS)


def physician_form(departments: Iterable[Any], *, is_new: bool, is_fixed: bool = False) -> Any:
    """The form of one physician: a new one with identity, and without registration where the registry says it."""
    choices = [(str(each.pk), each.name) for each in departments]
    fields: list[Field] = [*(IDENTITY if is_new else ()), department_field(choices)]
    return form_class("PhysicianForm", [*fields, *(() if is_fixed else REGISTRATION)])


class CycleForm(PlainForm):
    """The year and the days of a cycle."""

    year = forms.IntegerField(label="周期年份", min_value=2007, max_value=2099, help_text="各时间安排归入这一年份")
    starts_on = forms.DateField(label="周期开始日期", widget=DayInput)
    ends_on = forms.DateField(label="周期结束日期", widget=DayInput)


class WindowForm(PeriodForm):
    """When one thing of the cycle is open."""

    def __init__(self, *args: Any, kind: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix=kind.key, **kwargs)
        self.kind = kind


def window_forms(data: Any, initial: Mapping[str, Mapping[str, Any]]) -> list[WindowForm]:
    """One for every kind of window of a cycle. `initial`: key of the kind → what stands."""
    return [WindowForm(data, kind=kind, initial=initial.get(kind.key, {})) for kind in windows.CYCLE_WINDOWS]


class AgencyForm(PlainForm):
    """«委托考核机构»: which of the approved agencies."""

    agency = forms.ModelChoiceField(queryset=Unit.objects.none(), label="考核机构", empty_label="")

    def __init__(self, *args: Any, agencies: "QuerySet[Unit]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["agency"].widget = UnitPicker()
        fields["agency"].queryset = agencies
        fields["agency"].label_from_instance = unit_label


class DestinationForm(PlainForm):
    """«变更主执业机构»: where to."""

    institution = forms.ModelChoiceField(queryset=Unit.objects.none(), label="转入机构", empty_label="")

    def __init__(self, *args: Any, institutions: "QuerySet[Unit]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["institution"].widget = UnitPicker()
        fields["institution"].queryset = institutions


class TransferForm(DestinationForm):
    """Of one, found by the whole number: `cleaned_data["physician"]` finds him."""

    document = forms.CharField(label="医师证件号码", max_length=60, help_text="完整的证件号码")
    field_order = ("document",)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        given["physician"] = Q(person__document_index=blind_index(given.get("document", ""), "document"))
        return given


def next_cycle(years: int, last_day: date | None) -> dict[str, Any]:
    """What a new cycle is unless somebody says otherwise: so many years from the end of the last one, or from this."""
    first = last_day + timedelta(days=1) if last_day else localdate().replace(month=1, day=1)
    return {"year": first.year, "starts_on": first, "ends_on": anniversary(first, years) - timedelta(days=1)}
