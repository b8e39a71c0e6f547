"""What other domains may use of institutions."""

from .actions import NewHospital, found_hospitals, open_specialty_bases
from .models import Hospital
from .queries import bases_under, sites_of, specialties_of

__all__ = [
    "Hospital",
    "NewHospital",
    "bases_under",
    "found_hospitals",
    "open_specialty_bases",
    "sites_of",
    "specialties_of",
]
