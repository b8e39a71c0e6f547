"""The windows of reporting (PLT-20, REP-02)."""

from xinglin.engines.windows.kinds import WindowKind

INTAKE = WindowKind("intake-reporting", "招收信息上报")
PROVINCE_REVIEW = WindowKind("intake-review", "招收信息省级审核")
