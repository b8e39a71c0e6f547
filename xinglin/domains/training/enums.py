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


class ChangeReason(models.TextChoices):
    """Why the training status changed (reference-data §1.9); a change of base or specialty is no leaving (REP-33)."""

    CHANGE_OF_BASE = "change_of_base", "转培训基地"
    CHANGE_OF_SPECIALTY = "change_of_specialty", "转培训专业"
    RESIGNED = "resigned", "本人退出培训"
    DISMISSED = "dismissed", "培训基地终止培训"
    UNFINISHED = "unfinished", "未按要求完成培训"
    FAILED = "failed", "考核不合格"
    SICK = "sick", "病假"
    MATERNITY = "maternity", "产假"
    MILITARY = "military", "应征入伍"
    TERM_OVER = "term_over", "培训期满尚未结业"
    RESUMED = "resumed", "恢复培训"
    PASSED = "passed", "结业考核合格"
    OTHER = "other", "其他"


class UpdateKind(models.TextChoices):
    """更新类型 of a record (REP-37), in the words of the history's own events."""

    INSERT = "insert", "新增"
    UPDATE = "update", "修改"
    DELETE = "delete", "删除"
