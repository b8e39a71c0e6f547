"""Words of a person's record."""

from django.db import models


class EducationLevel(models.TextChoices):
    """The four levels of 学习经历 (REP-22), lowest first."""

    ASSOCIATE = "associate", "专科"
    BACHELOR = "bachelor", "本科"
    MASTER = "master", "硕士"
    DOCTOR = "doctor", "博士"


class CorrectionPart(models.TextChoices):
    """What is wrong, in a request for correction (PLT-102)."""

    IDENTITY = "identity", "姓名和证件"
    BASIC = "basic", "基本信息"
    EDUCATION = "education", "学习经历"
    LICENCE = "licence", "证书信息"
    TRAINING = "training", "培训信息"
    ACCOUNT = "account", "账号和登录"
    OTHER = "other", "其他"


class CorrectionState(models.TextChoices):
    """Where a request for correction stands."""

    OPEN = "open", "待答复"
    MADE = "made", "已更正"
    DECLINED = "declined", "未更正"
