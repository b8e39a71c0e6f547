"""Forms of this domain, from the declared fields."""

from typing import Any

from django import forms

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit
from xinglin.engines.fields import DeclaredForm, form_class
from xinglin.engines.windows.forms import UnitPicker

from .fields import AFFILIATION, DEPARTMENT, HOSPITAL, PROGRAMME, STAFF, SWITCH, provinces


class OfProvince(DeclaredForm):
    """A province finds its own chosen already, and no other to choose."""

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        own = actor.unit.province_id
        if own and "province" in fields:
            fields["province"].widget.choices = [each for each in provinces() if each[0] == str(own)]


class OfBase(DeclaredForm):
    """Bases are looked for by name, pinyin or initials; `bases` and `sites` are those that may be chosen."""

    def __init__(self, *args: Any, offered: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        for name, units in offered.items():
            fields[name] = forms.ModelChoiceField(
                queryset=units, label=fields[name].label, required=False, widget=UnitPicker(), empty_label=""
            )
            fields[name].declared = next(f for f in self.declared if f.key == name)

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        chosen: dict[str, Unit] = {name: given[name] for name in self.fields if isinstance(given.get(name), Unit)}
        self.cleaned_data |= {name: unit.name for name, unit in chosen.items()}
        return {**super().clean(), **{name: unit.pk for name, unit in chosen.items()}}


HospitalForm: Any = form_class("HospitalForm", HOSPITAL, base=OfProvince)
HospitalEditForm: Any = form_class(
    "HospitalEditForm", [f for f in HOSPITAL if f.key not in ("province", "city", "mobile")], base=OfProvince
)
ProgrammeForm: Any = form_class("ProgrammeForm", PROGRAMME, base=OfBase)
CapacityForm: Any = form_class("CapacityForm", [f for f in PROGRAMME if f.key in ("least", "capacity")])
AffiliationForm: Any = form_class("AffiliationForm", AFFILIATION, base=OfBase)
SwitchForm: Any = form_class("SwitchForm", SWITCH, base=OfProvince)
DepartmentForm: Any = form_class("DepartmentForm", DEPARTMENT)
StaffForm: Any = form_class("StaffForm", STAFF, base=OfBase)
