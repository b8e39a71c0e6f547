"""Words of the supervisors' system (FAC, reference-data §4)."""

from django.db import models


class Title(models.TextChoices):
    """职称 of a physician, the lowest first."""

    RESIDENT = "resident", "住院医师（初级）"
    ATTENDING = "attending", "主治医师（中级）"
    ASSOCIATE_CHIEF = "associate_chief", "副主任医师（副高）"
    CHIEF = "chief", "主任医师（正高）"


class Health(models.TextChoices):
    """健康状况 (GB/T 2261.3, first digit)."""

    GOOD = "1", "健康或良好"
    FAIR = "2", "一般或较弱"
    CHRONIC = "3", "有慢性病"
    DISABLED = "6", "残疾"


class PracticeLevel(models.TextChoices):
    """执业资格级别."""

    FULL = "full", "执业医师"
    ASSISTANT = "assistant", "执业助理医师"


class CertificateLevel(models.IntegerChoices):
    """培训级别, the lowest first."""

    HOSPITAL = 1, "院级"
    PROVINCE = 2, "省级"
    NATION = 3, "国家级"
    SENIOR = 4, "高级师资"


class ApplicationState(models.TextChoices):
    """报名状态: what the supervisor did."""

    DRAFT = "draft", "未提交"
    SUBMITTED = "submitted", "已提交"


class Recommendation(models.TextChoices):
    """推荐状态: what the teaching department did."""

    NONE = "none", "未推荐"
    RECOMMENDED = "recommended", "推荐"
    DECLINED = "declined", "不推荐"
    APPOINTED = "appointed", "聘任"


class RequestKind(models.TextChoices):
    """What a department asks for."""

    ADD = "add", "增补"
    DISMISS = "dismiss", "解聘"


class RequestState(models.TextChoices):
    """What became of it."""

    WAITING = "waiting", "待审核"
    AGREED = "agreed", "已同意"
    REFUSED = "refused", "未同意"


class EventKind(models.TextChoices):
    """What is recorded of a supervisor (FAC-10)."""

    INJURY = "injury", "医疗损害事件"
    ACCIDENT = "accident", "教学事故"


class Gravity(models.TextChoices):
    """责任程度 of an injury (《医疗事故处理条例》), 严重程度 of a teaching accident."""

    FULL = "full", "完全责任"
    MAIN = "main", "主要责任"
    SECONDARY = "secondary", "次要责任"
    MINOR = "minor", "轻微责任"
    GRAVE = "grave", "重大"
    SERIOUS = "serious", "严重"
    ORDINARY = "ordinary", "一般"


class YearResult(models.TextChoices):
    """带教质量年度评估: what residents' ratings of a year came to."""

    GOOD = "good", "合格"
    POOR = "poor", "不合格"


# Which gravities go with which kind, and which of them stand in the way of an appointment (T-02, T-03).
GRAVITIES = {
    EventKind.INJURY: (Gravity.FULL, Gravity.MAIN, Gravity.SECONDARY, Gravity.MINOR),
    EventKind.ACCIDENT: (Gravity.GRAVE, Gravity.SERIOUS, Gravity.ORDINARY),
}
COUNTING = frozenset({Gravity.FULL, Gravity.MAIN, Gravity.GRAVE, Gravity.SERIOUS})
