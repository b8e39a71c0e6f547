"""What others may use of recruitment."""

from .actions.applying import (
    choose_categories,
    confirm_particulars,
    save_preferences,
    save_supplements,
    start_applications,
    submit_applications,
)
from .actions.batches import save_batches, save_score_parts
from .actions.confirming import confirm_results
from .actions.couples import accept_invitations, agree_pairs, ask_partner, save_pairs
from .actions.describing import open_applicants, save_contact, save_education, save_identity, save_work
from .actions.plans import grant_places, save_places
from .actions.running import NewRun, seal_runs
from .actions.scoring import save_scores
from .actions.screening import pass_preferences
from .fields.applying import CONTACT, IDENTITY
from .models import Applicant, Application, Batch, Couple, Place, Plan, Preference, Run
from .windows import STAGES

__all__ = [
    "CONTACT",
    "IDENTITY",
    "STAGES",
    "Applicant",
    "Application",
    "Batch",
    "Couple",
    "NewRun",
    "Place",
    "Plan",
    "Preference",
    "Run",
    "accept_invitations",
    "agree_pairs",
    "ask_partner",
    "choose_categories",
    "confirm_particulars",
    "confirm_results",
    "grant_places",
    "open_applicants",
    "pass_preferences",
    "save_batches",
    "save_contact",
    "save_education",
    "save_identity",
    "save_pairs",
    "save_places",
    "save_preferences",
    "save_score_parts",
    "save_scores",
    "save_supplements",
    "save_work",
    "seal_runs",
    "start_applications",
    "submit_applications",
]
