"""The windows of a batch: kind, intake year, the batch's number, its province (PLT-20, REC-01)."""

from xinglin.engines.windows.kinds import WindowKind

PLANNING = WindowKind("recruitment-planning", "招生计划申报")
REGISTRATION = WindowKind("recruitment-registration", "学员报名")
SCREENING = WindowKind("recruitment-screening", "学员志愿预审核")
ADMISSION = WindowKind("recruitment-admission", "学员录取")
ACCEPTANCE = WindowKind("recruitment-acceptance", "志愿确认")
CONFIRMATION = WindowKind("recruitment-confirmation", "录取结果确认")
REPORT_IN = WindowKind("recruitment-report-in", "学员报到")
# In the order in which a batch goes through them.
STAGES = (PLANNING, REGISTRATION, SCREENING, ADMISSION, ACCEPTANCE, CONFIRMATION, REPORT_IN)
