"""What other domains may use of people."""

from .actions import ask_corrections, correct_mobiles, open_people, save_basic, save_educations, save_licence
from .enums import CorrectionPart, CorrectionState, EducationLevel
from .events import CHANGED
from .fields import BASIC, DOCUMENT_NUMBER, DOCUMENT_TYPE, LICENCE, NAME, coded, education
from .files import ALSO_SEEN, SEEN_BY
from .forms import BasicForm, BasicPage, LicenceForm, OwnPage, RevisionForm, level_form
from .models import Correction, Education, Licence, Person
from .queries import (
    PARTS,
    Record,
    corrections_visible_to,
    document_indexes,
    lock_opening,
    people_visible_to,
    personal_sections,
    records_at,
    records_of,
    shown_field,
    values_of,
)
from .rules import OWN_RECORD

__all__ = [
    "ALSO_SEEN",
    "BASIC",
    "CHANGED",
    "DOCUMENT_NUMBER",
    "DOCUMENT_TYPE",
    "LICENCE",
    "NAME",
    "OWN_RECORD",
    "PARTS",
    "SEEN_BY",
    "BasicForm",
    "BasicPage",
    "Correction",
    "CorrectionPart",
    "CorrectionState",
    "Education",
    "EducationLevel",
    "Licence",
    "LicenceForm",
    "OwnPage",
    "Person",
    "Record",
    "RevisionForm",
    "ask_corrections",
    "coded",
    "correct_mobiles",
    "corrections_visible_to",
    "document_indexes",
    "education",
    "level_form",
    "lock_opening",
    "open_people",
    "people_visible_to",
    "personal_sections",
    "records_at",
    "records_of",
    "save_basic",
    "save_educations",
    "save_licence",
    "shown_field",
    "values_of",
]
