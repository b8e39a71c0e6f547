"""What other domains may use of the code lists."""

from .models import Specialty
from .queries import forget, labels, options, specialties, specialty_options, synonyms

__all__ = ["Specialty", "forget", "labels", "options", "specialties", "specialty_options", "synonyms"]
