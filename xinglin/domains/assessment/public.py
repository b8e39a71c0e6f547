"""What others may use of the periodic assessment."""

from .actions import (
    NewCycle,
    add_physicians,
    ask_changes,
    choose_procedures,
    close_cycles,
    confirm,
    confirm_profiles,
    create_departments,
    entrust,
    open_application,
    save_applications,
    save_attachments,
    save_basic_information,
    save_experiences,
    save_physicians,
    save_practice,
    save_statements,
    set_cycles,
)
from .actions.conduct import record_conduct
from .actions.overseeing import publish
from .actions.reviewing import add_opinions
from .actions.reviewing import pass_all as pass_assessments
from .actions.testing import record_tests
from .models import AgencyApplication, Cycle, Department, Enrolment, InstitutionProfile, Physician, ProcedureReason
from .queries.printing import seal_shown
from .queries.stored import assessment_keys_about, assessment_sections_about
from .rules.results import Sitting
from .windows import CYCLE_WINDOWS

__all__ = [
    "CYCLE_WINDOWS",
    "AgencyApplication",
    "Cycle",
    "Department",
    "Enrolment",
    "InstitutionProfile",
    "NewCycle",
    "Physician",
    "ProcedureReason",
    "Sitting",
    "add_opinions",
    "add_physicians",
    "ask_changes",
    "assessment_keys_about",
    "assessment_sections_about",
    "choose_procedures",
    "close_cycles",
    "confirm",
    "confirm_profiles",
    "create_departments",
    "entrust",
    "open_application",
    "pass_assessments",
    "publish",
    "record_conduct",
    "record_tests",
    "save_applications",
    "save_attachments",
    "save_basic_information",
    "save_experiences",
    "save_physicians",
    "save_practice",
    "save_statements",
    "seal_shown",
    "set_cycles",
]
