"""What other domains may use of institutions."""

from .actions import NewHospital, found_hospitals, open_specialty_bases
from .enums import BaseLevel, HospitalKind, HospitalLevel
from .models import Affiliation, Hospital, SpecialtyBase
from .queries import bases_under, sites_of, specialties_of

__all__ = [
    "Affiliation",
    "BaseLevel",
    "Hospital",
    "HospitalKind",
    "HospitalLevel",
    "NewHospital",
    "SpecialtyBase",
    "bases_under",
    "found_hospitals",
    "open_specialty_bases",
    "sites_of",
    "specialties_of",
]
