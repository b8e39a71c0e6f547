"""Writes of this domain."""

from .affiliating import affiliate, end_affiliations, import_affiliations
from .departments import (
    appoint_staff,
    dismiss_staff,
    import_departments,
    save_departments,
    start_departments,
    stop_departments,
)
from .founding import NewHospital, found_hospitals, open_specialty_bases
from .keeping import (
    close_hospitals,
    import_hospitals,
    open_base_accounts,
    remove_hospitals,
    reopen_hospitals,
    restore_hospitals,
    save_hospitals,
)
from .modes import apply_modes, approve_modes, charge_provinces, reject_modes, uncharge_provinces
from .programmes import import_programmes, resume_programmes, save_programmes, suspend_programmes

__all__ = [
    "NewHospital",
    "affiliate",
    "apply_modes",
    "appoint_staff",
    "approve_modes",
    "charge_provinces",
    "close_hospitals",
    "dismiss_staff",
    "end_affiliations",
    "found_hospitals",
    "import_affiliations",
    "import_departments",
    "import_hospitals",
    "import_programmes",
    "open_base_accounts",
    "open_specialty_bases",
    "reject_modes",
    "remove_hospitals",
    "reopen_hospitals",
    "restore_hospitals",
    "resume_programmes",
    "save_departments",
    "save_hospitals",
    "save_programmes",
    "start_departments",
    "stop_departments",
    "suspend_programmes",
    "uncharge_provinces",
]
