"""Tables of logbook: what a standard asks, what residents recorded, how each stay was assessed."""

from .assessments import AssessmentRule, EndOfRotationAssessment
from .records import Entry, Requirement

__all__ = ["AssessmentRule", "EndOfRotationAssessment", "Entry", "Requirement"]
