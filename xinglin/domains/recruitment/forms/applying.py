"""Forms of the four parts and of the five steps (REC-11 to REC-14)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from xinglin.domains.people.public import BasicPage, EducationLevel, OwnPage
from xinglin.engines.fields import DeclaredForm, PartialForm, form_class

from ..fields.applying import CONTACT, DECLINE, EMPLOYMENT, HAS_EMPLOYER, IDENTITY, REASSIGNMENT, SUPPLEMENT
from ..queries.applying import MARKS
from ..rules import applying as rules

IdentityForm: Any = form_class("IdentityForm", IDENTITY, base=BasicPage)
ContactForm: Any = form_class("ContactForm", CONTACT, base=OwnPage)
WorkForm: Any = form_class("WorkForm", (HAS_EMPLOYER,), base=OwnPage)
SupplementForm: Any = form_class("SupplementForm", SUPPLEMENT, base=DeclaredForm)
DeclineForm: Any = form_class("DeclineForm", DECLINE)
PreferenceForm: Any = form_class("PreferenceForm", (REASSIGNMENT,), base=PartialForm)

# Which entry may carry which mark (REC-12).
MAY_CARRY = {
    "first_level": rules.FIRST_LEVELS,
    "bachelor_level": (EducationLevel.BACHELOR,),
    "highest_level": tuple(EducationLevel),
}


class MarksForm(forms.Form):
    """The marks on one education entry, ticked."""

    def __init__(self, data: Any, *, level: EducationLevel, initial: Mapping[str, bool]):
        super().__init__(data, prefix=f"marks-{level.value}", initial=dict(initial))
        self.level = level
        for mark, title in MARKS.items():
            if level in MAY_CARRY[mark]:
                self.fields[mark] = forms.BooleanField(label=title, required=False)


def marks_of(ticked: Sequence[MarksForm], attended: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Mark → the level that carries it, and what is wrong: a mark ticked on two entries."""
    marks, wrong = {}, []
    for mark, title in MARKS.items():
        levels = [each.level for each in ticked if each.cleaned_data.get(mark) and each.level in attended]
        if len(levels) > 1:
            wrong.append(f"“{title}”只能标记一段学历，现在标记了{'、'.join(level.label for level in levels)}。")
        marks[mark] = levels[0].value if levels else ""
    return marks, wrong


class _Entry(PartialForm):
    """One entry of 工作信息; switched off it is removed."""

    present = forms.BooleanField(required=False, label="填写这段工作经历")
    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """An entry that is switched off is not judged; one that is on has at least what tells it from others."""
        if not self.cleaned_data.get("present"):
            return self.cleaned_data
        values = super().clean()
        for key in ("employer_name", "starts_on", "is_current"):
            if values.get(key) is None and key not in self.errors:
                declared: Any = self.fields[key]
                self.add_error(key, declared.declared.required_message)
        for key, why in rules.unfit_employment(values).items():
            self.add_error(key, why)
        return values


EmploymentForm: Any = form_class("EmploymentForm", EMPLOYMENT, base=_Entry)


def employment_forms(data: Any, stored: Sequence[Mapping[str, Any]]) -> list[Any]:
    """A form for each entry that stands and an empty one; as many as were sent, when something was sent."""
    number = len(stored) + 1
    if data is not None:
        number = sum(1 for n in range(rules.MOST_EMPLOYMENTS + 2) if f"entry{n}-starts_on" in data)
    initial = [{**row, "present": True} for row in stored]
    initial += [{"present": not stored}] * max(0, number - len(stored))
    return [EmploymentForm(data, prefix=f"entry{n}", initial=initial[n]) for n in range(number)]
