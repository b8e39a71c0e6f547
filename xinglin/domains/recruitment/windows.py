"""The windows of a batch: kind, intake year, the batch's number, its province (PLT-20, REC-01)."""

from xinglin.engines.access.roles import RESIDENCY
from xinglin.engines.windows.kinds import WindowKind

PLANNING = WindowKind("recruitment-planning", "招生计划申报", RESIDENCY)
REGISTRATION = WindowKind("recruitment-registration", "学员报名", RESIDENCY)
SCREENING = WindowKind("recruitment-screening", "学员志愿预审核", RESIDENCY)
ADMISSION = WindowKind("recruitment-admission", "学员录取", RESIDENCY)
ACCEPTANCE = WindowKind("recruitment-acceptance", "志愿确认", RESIDENCY)
CONFIRMATION = WindowKind("recruitment-confirmation", "录取结果确认", RESIDENCY)
REPORT_IN = WindowKind("recruitment-report-in", "学员报到", RESIDENCY)
# While either is open places that are left are given out (REC-22).
SECOND_ROUND = (ADMISSION, ACCEPTANCE)
# In the order in which a batch goes through them.
STAGES = (PLANNING, REGISTRATION, SCREENING, ADMISSION, ACCEPTANCE, CONFIRMATION, REPORT_IN)
