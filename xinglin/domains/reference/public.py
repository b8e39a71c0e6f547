"""What other domains may use of the code lists and rotation standards."""

from .events import SPECIALTIES_RENAMED
from .models import RotationLine, RotationStandard, Specialty
from .queries import (
    arranged_days,
    forget,
    labels,
    options,
    rotation_standard,
    short_specialties,
    shortened,
    specialties,
    specialty_names,
    specialty_options,
    synonyms,
)

__all__ = [
    "SPECIALTIES_RENAMED",
    "RotationLine",
    "RotationStandard",
    "Specialty",
    "arranged_days",
    "forget",
    "labels",
    "options",
    "rotation_standard",
    "short_specialties",
    "shortened",
    "specialties",
    "specialty_names",
    "specialty_options",
    "synonyms",
]
