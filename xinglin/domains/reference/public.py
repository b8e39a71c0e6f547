"""What other domains may use of the code lists."""

from .models import Code, Specialty
from .queries import forget, labels, options, specialties, specialty_options, synonyms

__all__ = ["Code", "Specialty", "forget", "labels", "options", "specialties", "specialty_options", "synonyms"]
