"""Forms of this domain, one module an area."""

from .enrolling import (
    BasicInformationForm,
    ChangeForm,
    ExperiencesForm,
    ReportForm,
    StatementForm,
    attachment_form,
    experience_forms,
    practice_form,
)
from .setting_up import (
    AgencyForm,
    CycleForm,
    DepartmentForm,
    DestinationForm,
    PapersForm,
    ProfileForm,
    ReasonForm,
    RulesForm,
    TransferForm,
    next_cycle,
    physician_form,
    window_forms,
)

__all__ = [
    "AgencyForm",
    "BasicInformationForm",
    "ChangeForm",
    "CycleForm",
    "DepartmentForm",
    "DestinationForm",
    "ExperiencesForm",
    "PapersForm",
    "ProfileForm",
    "ReasonForm",
    "ReportForm",
    "RulesForm",
    "StatementForm",
    "TransferForm",
    "attachment_form",
    "experience_forms",
    "next_cycle",
    "physician_form",
    "practice_form",
    "window_forms",
]
