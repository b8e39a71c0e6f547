"""Words of training records and of the assessment at the end of a stay."""

from django.db import models


class Kind(models.TextChoices):
    """What a resident records (reference-data §1.15, 临床登记类型)."""

    CASE_REPORT = "case_report", "大病历"
    INPATIENT = "inpatient", "管床记录"
    DISEASE = "disease", "病种"
    OUTPATIENT = "outpatient", "门急诊病例"
    SKILL = "skill", "操作技能"
    OPERATION = "operation", "手术"
    ACTIVITY = "activity", "教学活动"


# These are about one patient each, named by the number of his case alone; the others may be counted several at a time.
OF_PATIENT = frozenset({Kind.CASE_REPORT, Kind.INPATIENT, Kind.DISEASE, Kind.OUTPATIENT, Kind.OPERATION})


class EntryState(models.TextChoices):
    """An entry waits for the supervisor, who confirms it or returns it with a reason."""

    WAITING = "waiting", "待确认"
    CONFIRMED = "confirmed", "已确认"
    RETURNED = "returned", "退回修改"
