"""What other domains may use of people."""

from .actions import correct_mobiles, open_people, save_basic, save_educations, save_licence
from .enums import EducationLevel
from .events import CHANGED
from .fields import BASIC, DOCUMENT_NUMBER, DOCUMENT_TYPE, LICENCE, NAME, coded, education
from .files import SEEN_BY
from .forms import BasicForm, LicenceForm, RevisionForm, level_form
from .models import Education, Licence, Person
from .queries import PARTS, Record, people_visible_to, personal_sections, records_at, records_of, shown_field, values_of
from .rules import OWN_RECORD

__all__ = [
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
    "Education",
    "EducationLevel",
    "Licence",
    "LicenceForm",
    "Person",
    "Record",
    "RevisionForm",
    "coded",
    "correct_mobiles",
    "education",
    "level_form",
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
