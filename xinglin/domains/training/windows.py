"""The windows of reporting (PLT-20, REP-02); a province that reports by interface finds them closed (REP-43)."""

from functools import partial

from xinglin.domains.institutions.public import Module, direct_entry_closed
from xinglin.engines.access.roles import RESIDENCY
from xinglin.engines.windows.kinds import BARS, WindowKind

INTAKE = WindowKind("intake-reporting", "招收信息上报", RESIDENCY)
PROVINCE_REVIEW = WindowKind("intake-review", "招收信息省级审核", RESIDENCY)
BARS[INTAKE.key] = BARS[PROVINCE_REVIEW.key] = partial(direct_entry_closed, Module.RESIDENTS)
