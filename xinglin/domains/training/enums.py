"""Words of a training record."""

from django.db import models


class TrainingStatus(models.TextChoices):
    """培训状态; which may follow which is in reference-data §1.9."""

    TRAINING = "training", "在培"
    EXTENDED = "extended", "延期"
    SUSPENDED = "suspended", "暂停"
    ENDED = "ended", "结束"
    WITHDRAWN = "withdrawn", "退培"
    COMPLETED = "completed", "结业"


# At a base for good reason: such a person can be opened at no other (REP-04).
BOUND = (TrainingStatus.TRAINING, TrainingStatus.EXTENDED, TrainingStatus.SUSPENDED, TrainingStatus.ENDED)


class PersonalState(models.TextChoices):
    """基本信息退回情况 (REP-09); empty when it was never returned."""

    NONE = "", "—"
    RETURNED = "returned", "退回修改"
    CORRECTED = "corrected", "已修改"
