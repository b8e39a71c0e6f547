"""What other domains may use of supervisors."""

from .actions.applying import save_rounds, start_applications, submit_applications
from .actions.appointing import appoint, decline, recommend
from .actions.describing import confirm_information, save_contact, save_education, save_identity, save_work
from .actions.enlisting import import_supervisors
from .actions.keeping import import_certificates, import_verdicts, record_incidents, record_verdicts
from .actions.roster import ask_additions, ask_dismissals
from .enums import CertificateLevel, Title, YearResult
from .models import Application, Appointment, Round, Supervisor
from .queries.stored import teaching_keys_about, teaching_sections_about
from .queries.supervisors import appointed_in, own_supervisors, supervisors_visible_to

__all__ = [
    "Application",
    "Appointment",
    "CertificateLevel",
    "Round",
    "Supervisor",
    "Title",
    "YearResult",
    "appoint",
    "appointed_in",
    "ask_additions",
    "ask_dismissals",
    "confirm_information",
    "decline",
    "import_certificates",
    "import_supervisors",
    "import_verdicts",
    "own_supervisors",
    "recommend",
    "record_incidents",
    "record_verdicts",
    "save_contact",
    "save_education",
    "save_identity",
    "save_rounds",
    "save_work",
    "start_applications",
    "submit_applications",
    "supervisors_visible_to",
    "teaching_keys_about",
    "teaching_sections_about",
]
