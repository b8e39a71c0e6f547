"""Tables of supervisors."""

from .appointing import Application, Appointment, RosterRequest, Round, Standard
from .records import Certificate, Incident, YearVerdict
from .supervisors import Supervisor

__all__ = [
    "Application",
    "Appointment",
    "Certificate",
    "Incident",
    "RosterRequest",
    "Round",
    "Standard",
    "Supervisor",
    "YearVerdict",
]
