"""What others may use of the periodic assessment."""

from .actions import (
    NewCycle,
    add_physicians,
    confirm,
    confirm_profiles,
    create_departments,
    entrust,
    open_application,
    save_applications,
    save_physicians,
    set_cycles,
)
from .models import AgencyApplication, Department, InstitutionProfile, Physician
from .windows import CYCLE_WINDOWS

__all__ = [
    "CYCLE_WINDOWS",
    "AgencyApplication",
    "Department",
    "InstitutionProfile",
    "NewCycle",
    "Physician",
    "add_physicians",
    "confirm",
    "confirm_profiles",
    "create_departments",
    "entrust",
    "open_application",
    "save_applications",
    "save_physicians",
    "set_cycles",
]
