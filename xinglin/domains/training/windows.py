"""The windows of reporting (PLT-20, REP-02); a province that reports by interface finds them closed (REP-43)."""

from functools import partial

from xinglin.domains.institutions.public import Module, direct_entry_closed
from xinglin.engines.windows.kinds import BARS, WindowKind

INTAKE = WindowKind("intake-reporting", "招收信息上报")
PROVINCE_REVIEW = WindowKind("intake-review", "招收信息省级审核")
BARS[INTAKE.key] = BARS[PROVINCE_REVIEW.key] = partial(direct_entry_closed, Module.RESIDENTS)
