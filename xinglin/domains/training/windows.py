"""The windows of reporting (PLT-20, REP-02); a province that reports by interface finds them closed (REP-43)."""

from functools import partial

from xinglin.domains.institutions.public import Module, direct_entry_closed
from xinglin.engines.access.roles import RESIDENCY, Role
from xinglin.engines.windows.kinds import BARS, WindowKind

CONCERNED = RESIDENCY - {Role.APPLICANT}  # who is not admitted yet is not reported
INTAKE = WindowKind("intake-reporting", "招收信息上报", CONCERNED)
PROVINCE_REVIEW = WindowKind("intake-review", "招收信息省级审核", CONCERNED)
BARS[INTAKE.key] = BARS[PROVINCE_REVIEW.key] = partial(direct_entry_closed, Module.RESIDENTS)
