"""What other domains may use of the code lists."""

from .events import SPECIALTIES_RENAMED
from .models import Specialty
from .queries import (
    forget,
    labels,
    options,
    short_specialties,
    specialties,
    specialty_names,
    specialty_options,
    synonyms,
)

__all__ = [
    "SPECIALTIES_RENAMED",
    "Specialty",
    "forget",
    "labels",
    "options",
    "short_specialties",
    "specialties",
    "specialty_names",
    "specialty_options",
    "synonyms",
]
