"""What others may use of recruitment."""

from .actions.admitting import admit, release
from .actions.answering import accept, decline
from .actions.applying import (
    choose_categories,
    confirm_particulars,
    save_preferences,
    save_supplements,
    start_applications,
    submit_applications,
)
from .actions.asking import add_base_proofs, ask_changes, ask_reductions, ask_statuses
from .actions.batches import save_batches, save_score_parts
from .actions.confirming import confirm_results
from .actions.couples import accept_invitations, agree_pairs, ask_partner, save_pairs
from .actions.describing import open_applicants, save_contact, save_education, save_identity, save_work
from .actions.plans import grant_places, save_places
from .actions.running import NewRun, apply_runs, release_runs, seal_runs, start_runs
from .actions.scoring import announce, save_scores
from .actions.screening import fail_preferences, pass_preferences
from .fields.applying import CONTACT, IDENTITY
from .models import (
    Applicant,
    Application,
    Batch,
    Couple,
    InformationChange,
    LengthReduction,
    Offer,
    Place,
    Plan,
    Preference,
    Run,
    StatusRequest,
)
from .queries.stored import application_keys_about, application_sections_about
from .rules.following import AskedStatus, NewFacts, NewReduction, Proof
from .tasks.running import run_later
from .windows import STAGES

__all__ = [
    "CONTACT",
    "IDENTITY",
    "STAGES",
    "Applicant",
    "Application",
    "AskedStatus",
    "Batch",
    "Couple",
    "InformationChange",
    "LengthReduction",
    "NewFacts",
    "NewReduction",
    "NewRun",
    "Offer",
    "Place",
    "Plan",
    "Preference",
    "Proof",
    "Run",
    "StatusRequest",
    "accept",
    "accept_invitations",
    "add_base_proofs",
    "admit",
    "agree_pairs",
    "announce",
    "application_keys_about",
    "application_sections_about",
    "apply_runs",
    "ask_changes",
    "ask_partner",
    "ask_reductions",
    "ask_statuses",
    "choose_categories",
    "confirm_particulars",
    "confirm_results",
    "decline",
    "fail_preferences",
    "grant_places",
    "open_applicants",
    "pass_preferences",
    "release",
    "release_runs",
    "run_later",
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
    "start_runs",
    "submit_applications",
]
