"""What others may use of training."""

from .actions import (
    Newcomer,
    change_specialty,
    change_status,
    change_statuses,
    enrol,
    give_back,
    move_trainings,
    open_accounts,
    receive,
    return_personal,
    save_trainings,
    set_terms,
    settle_trainings,
)
from .enums import BOUND, ChangeReason, TrainingStatus, UpdateKind
from .fields import STATUS, TRAINING
from .forms import OneStatusForm
from .models import ApprovedFacts, PersonalReturn, StatusChange, Training, UpdateEntry
from .queries.judging import Places
from .queries.notes import NOTES
from .queries.parts import openings_of
from .queries.records import intake_year, training_values
from .queries.status import bases_to_go_to
from .queries.stored import base_of, keys_about, sections_about
from .rules import may_change_specialty, may_set_term
from .rules.moving import Continuation, NewBase
from .rules.terms import DECISIONS, Decision, Term
from .rules.transitions import NewStatus
from .windows import INTAKE, PROVINCE_REVIEW

__all__ = [
    "BOUND",
    "DECISIONS",
    "INTAKE",
    "NOTES",
    "PROVINCE_REVIEW",
    "STATUS",
    "TRAINING",
    "ApprovedFacts",
    "ChangeReason",
    "Continuation",
    "Decision",
    "NewBase",
    "NewStatus",
    "Newcomer",
    "OneStatusForm",
    "PersonalReturn",
    "Places",
    "StatusChange",
    "Term",
    "Training",
    "TrainingStatus",
    "UpdateEntry",
    "UpdateKind",
    "base_of",
    "bases_to_go_to",
    "change_specialty",
    "change_status",
    "change_statuses",
    "enrol",
    "give_back",
    "intake_year",
    "keys_about",
    "may_change_specialty",
    "may_set_term",
    "move_trainings",
    "open_accounts",
    "openings_of",
    "receive",
    "return_personal",
    "save_trainings",
    "sections_about",
    "set_terms",
    "settle_trainings",
    "training_values",
]
