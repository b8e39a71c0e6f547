"""Forms of a physician's enrolment, part by part, from the declared fields."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms

from xinglin.domains.people.public import BasicPage, OwnPage, RevisionForm
from xinglin.domains.reference.public import labels
from xinglin.engines.fields import Coded, PartialForm, form_class
from xinglin.engines.windows.forms import PlainForm

from ..fields import (
    BASIC_INFORMATION,
    EXPERIENCE,
    PERSONAL_REPORT,
    PRACTICE,
    REGISTERED,
    SELF_ASSESSMENT,
    attachment_fields,
)
from ..models import Department
from ..rules import enrolling

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
