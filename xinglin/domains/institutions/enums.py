"""Kinds of hospitals and bases (reference-data §1.15)."""

from django.db import models


class BaseLevel(models.TextChoices):
    """Who accredited a training base."""

    NATIONAL = "national", "国家住培基地"
    PROVINCIAL = "provincial", "地方住培基地"


class HospitalLevel(models.TextChoices):
    """医院等级."""

    TOP = "3A", "三级甲等"
    THIRD = "3", "其他三级"
    SECOND_TOP = "2A", "二级甲等"
    OTHER = "other", "其他"


class HospitalKind(models.TextChoices):
    """医院类别."""

    GENERAL = "general", "综合"
    SPECIALISED = "specialised", "专科"
    CHINESE_MEDICINE = "chinese_medicine", "中医"


class Module(models.TextChoices):
    """What a province reports by one way or the other."""

    RESIDENTS = "residents", "住院医师管理"


class Mode(models.TextChoices):
    """报送方式."""

    DIRECT = "direct", "直接填报"
    INTERFACE = "interface", "接口传送"


class SwitchState(models.TextChoices):
    """Where an application for another mode stands."""

    WAITING = "waiting", "待审批"
    APPROVED = "approved", "已同意"
    REJECTED = "rejected", "不同意"
