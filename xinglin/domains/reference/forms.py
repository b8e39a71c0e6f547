"""Forms of code lists and specialties, from the declared fields."""

from typing import Any

from xinglin.engines.fields import form_class

from .fields import CODE, SPECIAL_DAY, SPECIALTY

CodeForm: Any = form_class("CodeForm", CODE)
CodeEditForm: Any = form_class("CodeEditForm", [f for f in CODE if f.key not in ("table", "code")])
SpecialtyForm: Any = form_class("SpecialtyForm", SPECIALTY)
SpecialtyEditForm: Any = form_class("SpecialtyEditForm", [f for f in SPECIALTY if f.key != "code"])
SpecialDayForm: Any = form_class("SpecialDayForm", SPECIAL_DAY)
SpecialDayEditForm: Any = form_class("SpecialDayEditForm", [f for f in SPECIAL_DAY if f.key != "day"])
