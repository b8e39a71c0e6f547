"""The inbox, further ways to be told, reminders from above, whom to ask, and messages on their way to a mobile."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from xinglin.engines.access.models import Scope, Scoped, Unit
from xinglin.engines.history.tracking import tracked
from xinglin.engines.secrets.columns import EncryptedField, IndexField


class Topic(models.TextChoices):
    """What a message is about; each person chooses by topic how to be told (PLT-71)."""

    RETURNED = "returned", "信息被退回修改"
    APPROVED = "approved", "审核通过、结果公布"
    CLOSING = "closing", "办理时间即将结束"
    REMINDED = "reminded", "上级单位的提醒"
    OTHER = "other", "其他消息"


URGENT = (Topic.CLOSING, Topic.REMINDED)  # by text message too, unless somebody chose otherwise


class Notice(models.Model):
    """One message in one account's inbox (PLT-71)."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    title = models.CharField("标题", max_length=120)
    body = models.TextField("内容", blank=True)
    url = models.CharField("去处理", max_length=300, blank=True)
    sender = models.CharField("发送单位", max_length=200, blank=True)
    created_at = models.DateTimeField("时间", default=timezone.now)
    read_at = models.DateTimeField("已读时间", null=True)
    mailed_at = models.DateTimeField("邮件发送时间", null=True)

    class Meta:
        indexes = [
            models.Index(fields=["account", "-created_at"]),
            models.Index(fields=["account"], condition=Q(read_at=None), name="notice_unread"),
        ]


class Reach(models.Model):
    """By which topics an account is told by text message and by e-mail; the inbox has everything (PLT-71)."""

    account = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    mail_address = EncryptedField("text", "电子邮箱", null=True)
    by_sms = ArrayField(models.CharField(max_length=20, choices=Topic), default=list, verbose_name="短信")
    by_mail = ArrayField(models.CharField(max_length=20, choices=Topic), default=list, verbose_name="邮件")


class Reminder(Scoped):
    """That a unit was reminded of something by one above it: when, by whom, in what words (REP-42)."""

    scope = Scope(province="unit__province_id", institution="unit__institution_id")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False, verbose_name="单位")
    about = models.CharField("事项", max_length=60)  # what it is about, «training-reporting-2026»
    text = models.CharField("内容", max_length=500)
    told = models.PositiveIntegerField("送达账号数")
    at = models.DateTimeField("提醒时间", default=timezone.now)
    account_id = models.BigIntegerField("账号", null=True)
    name = models.CharField("提醒人", max_length=120)
    unit_name = models.CharField("提醒单位", max_length=200)

    class Meta:
        indexes = [models.Index(fields=["unit", "about", "-at"], name="reminder_last")]


@tracked(exclude=["phone"])
class Contact(models.Model):
    """Who at a unit is responsible for what, and how he is reached (PLT-70). The units below see it."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="contacts", verbose_name="单位")
    duty = models.CharField("负责事项", max_length=40)
    name = models.CharField("姓名", max_length=40)
    phone = EncryptedField("text", "电话")
    place = models.PositiveSmallIntegerField("次序", default=0)

    class Meta:
        ordering = ["unit", "place", "pk"]


class MessageState(models.TextChoices):
    """How far a message to a mobile number has come."""

    WAITING = "waiting", "待发送"
    SENT = "sent", "已发送"
    FAILED = "failed", "发送失败"


class Message(models.Model):
    """A text message. Its number and values are cipher text, and the values are wiped once it is sent (PLT-18)."""

    mobile_index = IndexField()
    mobile_masked = models.CharField("手机号码", max_length=20)
    mobile = EncryptedField("mobile", index="mobile_index", masked="mobile_masked")
    template = models.CharField("模板", max_length=40)
    values = EncryptedField("text", null=True)  # JSON object: what fills the template
    state = models.CharField("状态", max_length=10, choices=MessageState, default=MessageState.WAITING)
    driver = models.CharField("通道", max_length=20, blank=True)
    receipt = models.CharField("回执", max_length=80, blank=True)  # the gateway's number for it
    problem = models.CharField("失败原因", max_length=300, blank=True)
    created_at = models.DateTimeField("时间", default=timezone.now, db_index=True)
    expires_at = models.DateTimeField(null=True)  # a code that is no longer good is not sent
    sent_at = models.DateTimeField("发送时间", null=True)

    class Meta:
        indexes = [models.Index(fields=["mobile_index", "-created_at"])]
