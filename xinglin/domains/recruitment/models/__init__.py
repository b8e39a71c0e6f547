"""Tables of recruitment: set-up, applying, admitting, scores, runs, and what is asked for after admission."""

from .admitting import Offer
from .answering import ClosingReminder
from .applying import Applicant, Application, ApplicationFile, Couple, Employment, JointPreference, Preference
from .following import InformationChange, LengthReduction, ReductionProof, StatusRequest
from .running import Run, RunResult
from .scoring import Announcement, Score
from .setup import Batch, Place, Plan, Reserve, ScorePart

__all__ = [
    "Announcement",
    "Applicant",
    "Application",
    "ApplicationFile",
    "Batch",
    "ClosingReminder",
    "Couple",
    "Employment",
    "InformationChange",
    "JointPreference",
    "LengthReduction",
    "Offer",
    "Place",
    "Plan",
    "Preference",
    "ReductionProof",
    "Reserve",
    "Run",
    "RunResult",
    "Score",
    "ScorePart",
    "StatusRequest",
]
