"""Forms of supervisors, their departments and the teaching department, from the declared fields."""

from typing import Any

from django import forms

from xinglin.domains.people.public import BasicPage, OwnPage
from xinglin.engines.access.models import Unit
from xinglin.engines.fields import DeclaredForm, form_class
from xinglin.engines.windows.forms import UnitPicker

from .fields import ADDITION, CERTIFICATE, CONTACT, IDENTITY, INCIDENT, PLACES, ROUND, SCAN, STAFF, STANDARD, TERM, WORK

IdentityForm: Any = form_class("IdentityForm", IDENTITY, base=BasicPage)
ContactForm: Any = form_class("ContactForm", CONTACT, base=OwnPage)


class WorkBase(OwnPage):
    """The base first, then one of its departments; `fixed`: why neither can be changed here."""

    institution = forms.ModelChoiceField(
        queryset=Unit.objects.none(), label="医院", required=False, widget=UnitPicker(), empty_label="请选择"
    )
    department = forms.ModelChoiceField(
        queryset=Unit.objects.none(), label="科室", required=False, widget=UnitPicker(), empty_label="请选择"
    )

    def __init__(self, *args: Any, bases: Any, departments: Any, fixed: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["institution"].queryset, fields["department"].queryset = bases, departments
        fields["institution"].help_text = fixed
        fields["department"].help_text = (
            "" if departments else "选择医院并保存后，再选择科室；没有可选科室的请联系教学部"
        )
        for place in PLACES:
            fields[place.key].disabled, fields[place.key].declared = bool(fixed), place
        self.order_fields(["institution", "department"])

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        base, unit = given.get("institution"), given.get("department")
        if base and unit and unit.institution_id != base.pk:
            unit = None  # of the base that was chosen before
        return {**given, "institution": base.pk if base else None, "department": unit.pk if unit else None}


WorkForm: Any = form_class("WorkForm", WORK, base=WorkBase)


class OfDepartment(DeclaredForm):
    """The base's departments to choose from."""

    def __init__(self, *args: Any, departments: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        declared = fields["department"].declared
        pairs = [(unit.name, unit.name) for unit in departments]
        fields["department"] = forms.ChoiceField(label="科室", choices=[("", "请选择"), *pairs], required=False)
        fields["department"].declared = declared


StaffForm: Any = form_class("StaffForm", STAFF, base=OfDepartment)
AdditionForm: Any = form_class("AdditionForm", ADDITION)
RoundForm: Any = form_class("RoundForm", ROUND)
StandardForm: Any = form_class("StandardForm", STANDARD)
TermForm: Any = form_class("TermForm", TERM)
CertificateForm: Any = form_class("CertificateForm", (*CERTIFICATE, SCAN))
IncidentForm: Any = form_class("IncidentForm", INCIDENT)
