"""Forms of this domain, from the declared fields."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from xinglin.domains.people.public import BasicPage, OwnPage, RevisionForm
from xinglin.domains.reference.public import labels
from xinglin.engines.access.models import Unit
from xinglin.engines.fields import Coded, Field, PartialForm, form_class
from xinglin.engines.secrets import blind_index
from xinglin.engines.windows.forms import DayInput, PeriodForm, PlainForm, UnitPicker, unit_label

from .. import windows
from ..fields import (
    BASIC_INFORMATION,
    DEPARTMENT,
    EXPERIENCE,
    IDENTITY,
    PAPERS,
    PERSONAL_REPORT,
    PRACTICE,
    PROFILE,
    REASON,
    REGISTERED,
    REGISTRATION,
    RULES,
    SELF_ASSESSMENT,
    attachment_fields,
    department_field,
)
from .models import Department
from .rules import enrolling

ProfileForm: Any = form_class("ProfileForm", PROFILE)
DepartmentForm: Any = form_class("DepartmentForm", DEPARTMENT)
RulesForm: Any = form_class("RulesForm", RULES)
ReasonForm: Any = form_class("ReasonForm", REASON)
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


class TransferForm(PlainForm):
    """«变更主执业机构»: who, by the whole number, and where to. `cleaned_data["physician"]` finds him."""

    document = forms.CharField(label="医师证件号码", max_length=60, help_text="完整的证件号码")
    institution = forms.ModelChoiceField(queryset=Unit.objects.none(), label="转入机构", empty_label="")

    def __init__(self, *args: Any, institutions: "QuerySet[Unit]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["institution"].widget = UnitPicker()
        fields["institution"].queryset = institutions

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        given["physician"] = Q(person__document_index=blind_index(given.get("document", ""), "document"))
        return given


def next_cycle(years: int, last_day: date | None) -> dict[str, Any]:
    """What a new cycle is unless somebody says otherwise: so many years from the end of the last one, or from this."""
    first = last_day + timedelta(days=1) if last_day else localdate().replace(month=1, day=1)
    after = first.replace(year=first.year + years, day=min(first.day, 28))
    return {"year": first.year, "starts_on": first, "ends_on": after - timedelta(days=1)}


# What a physician fills in, part by part; each knows the revision that was on the page
BasicInformationForm: Any = form_class("BasicInformationForm", BASIC_INFORMATION, base=BasicPage)
StatementForm: Any = form_class("StatementForm", SELF_ASSESSMENT, base=OwnPage)
ReportForm: Any = form_class("ReportForm", (PERSONAL_REPORT,), base=OwnPage)
ExperiencesForm: Any = RevisionForm


def practice_form(departments: Sequence[Department], *, is_fixed: bool) -> Any:
    """执业信息: the institution's departments and their 诊疗科目; without what the registry says."""
    names = labels("clinical_service")
    services = sorted({code for each in departments for code in each.services})
    choices = {
        "department": [(str(each.pk), each.name) for each in departments],
        "specialty": [(code, names.get(code, code)) for code in services],
    }
    fields = [
        replace(f, choices=list(choices[f.key])) if isinstance(f, Coded) and f.key in choices else f
        for f in PRACTICE
        if not (is_fixed and f in REGISTERED)
    ]
    return form_class("PracticeForm", fields, base=OwnPage)


class _Line(PartialForm):
    """One line of 执业经历; switched off it is removed."""

    present = forms.BooleanField(required=False, label="填写这段经历")
    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """A line that is switched off is not judged; one that is on has at least what tells it from others."""
        if not self.cleaned_data.get("present"):
            return self.cleaned_data
        values = super().clean()
        for key in ("starts_on", "institution_name"):
            if values.get(key) is None and key not in self.errors:
                declared: Any = self.fields[key]
                self.add_error(key, declared.declared.required_message)
        for key, why in enrolling.unfit_experience(values).items():
            self.add_error(key, why)
        return values


LineForm: Any = form_class("LineForm", EXPERIENCE, base=_Line)


def experience_forms(data: Any, stored: Sequence[Mapping[str, Any]]) -> list[Any]:
    """A form for each line that stands and an empty one; as many as were sent, when something was sent."""
    number = len(stored) + 1
    if data is not None:
        number = sum(1 for n in range(enrolling.MOST_EXPERIENCES + 2) if f"line{n}-starts_on" in data)
    initial = [{**row, "present": True} for row in stored]
    initial += [{"present": not stored}] * max(0, number - len(stored))
    return [LineForm(data, prefix=f"line{n}", initial=initial[n]) for n in range(number)]


def attachment_form(kinds: Mapping[str, str]) -> Any:
    """Slots for each kind of attachment. `kinds`: kind → the proof that must be there, or nothing."""
    return form_class("AttachmentForm", attachment_fields(kinds), base=OwnPage)


class ChangeForm(PlainForm):
    """«报名信息修改申请»: what, and why."""

    text = forms.CharField(
        label="修改内容和原因",
        max_length=enrolling.LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": "4"}),
        help_text="写明哪一项要改、改成什么、为什么",
    )
