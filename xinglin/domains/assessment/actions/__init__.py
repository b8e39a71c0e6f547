"""Writes of this domain."""

from .agencies import save_applications
from .changing import ask_changes, decline_changes, grant_changes
from .cycles import NewCycle, add_reasons, close_cycles, end_reasons, set_cycles, set_rules
from .departments import (
    create_departments,
    delete_departments,
    save_departments,
    start_departments,
    stop_departments,
)
from .enrolling import (
    choose_procedures,
    save_attachments,
    save_basic_information,
    save_experiences,
    save_practice,
    save_statements,
)
from .feeding import begin_feed, end_feed, take_over
from .institutions import (
    confirm_profiles,
    entrust,
    include,
    join,
    open_application,
    open_institution_accounts,
    shut_application,
)
from .participating import cancel, confirm
from .physicians import (
    add_physicians,
    delete_physicians,
    go_off_duty,
    import_physicians,
    reset_passwords,
    return_to_duty,
    save_physicians,
    transfer_physicians,
    undo_physicians,
)

__all__ = [
    "NewCycle",
    "add_physicians",
    "add_reasons",
    "ask_changes",
    "begin_feed",
    "cancel",
    "choose_procedures",
    "close_cycles",
    "confirm",
    "confirm_profiles",
    "create_departments",
    "decline_changes",
    "delete_departments",
    "delete_physicians",
    "end_feed",
    "end_reasons",
    "entrust",
    "go_off_duty",
    "grant_changes",
    "import_physicians",
    "include",
    "join",
    "open_application",
    "open_institution_accounts",
    "reset_passwords",
    "return_to_duty",
    "save_applications",
    "save_attachments",
    "save_basic_information",
    "save_departments",
    "save_experiences",
    "save_physicians",
    "save_practice",
    "save_statements",
    "set_cycles",
    "set_rules",
    "shut_application",
    "start_departments",
    "stop_departments",
    "take_over",
    "transfer_physicians",
    "undo_physicians",
]
