"""What other domains may use of institutions."""

from .actions import NewHospital, affiliate, found_hospitals, open_specialty_bases, save_programmes
from .enums import Module
from .models import Hospital
from .queries import bases_under, closed_to_new, direct_entry_closed, sites_of, specialties_of
from .rules import RESIDENTS_AT, RESIDENTS_OF

__all__ = [
    "RESIDENTS_AT",
    "RESIDENTS_OF",
    "Hospital",
    "Module",
    "NewHospital",
    "affiliate",
    "bases_under",
    "closed_to_new",
    "direct_entry_closed",
    "found_hospitals",
    "open_specialty_bases",
    "save_programmes",
    "sites_of",
    "specialties_of",
]
