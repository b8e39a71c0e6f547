"""What other domains may use of institutions."""

from .actions import (
    NewHospital,
    affiliate,
    appoint_staff,
    found_hospitals,
    open_specialty_bases,
    save_departments,
    save_programmes,
)
from .enums import Module
from .events import IN_USE
from .models import Hospital, SpecialtyBase
from .queries import bases_under, closed_to_new, direct_entry_closed, sites_of, specialties_of
from .queries.departments import department_choices, departments_of, departments_under, staff_of
from .rules import NEEDED_BY, OCCUPIED_BY, RESIDENTS_AT, RESIDENTS_OF

__all__ = [
    "IN_USE",
    "NEEDED_BY",
    "OCCUPIED_BY",
    "RESIDENTS_AT",
    "RESIDENTS_OF",
    "Hospital",
    "Module",
    "NewHospital",
    "SpecialtyBase",
    "affiliate",
    "appoint_staff",
    "bases_under",
    "closed_to_new",
    "department_choices",
    "departments_of",
    "departments_under",
    "direct_entry_closed",
    "found_hospitals",
    "open_specialty_bases",
    "save_departments",
    "save_programmes",
    "sites_of",
    "specialties_of",
    "staff_of",
]
