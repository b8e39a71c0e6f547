"""Forms of this domain, one module an area."""

from .setting_up import (
    AgencyForm,
    CycleForm,
    DepartmentForm,
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
    "CycleForm",
    "DepartmentForm",
    "PapersForm",
    "ProfileForm",
    "ReasonForm",
    "RulesForm",
    "TransferForm",
    "next_cycle",
    "physician_form",
    "window_forms",
]
