"""The inbox, and messages on their way to a mobile number."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from xinglin.engines.secrets.columns import EncryptedField, IndexField


class Notice(models.Model):
    """One message in one account's inbox (PLT-71)."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    title = models.CharField("标题", max_length=120)
    body = models.TextField("内容", blank=True)
    url = models.CharField("去处理", max_length=300, blank=True)
    sender = models.CharField("发送单位", max_length=200, blank=True)
    created_at = models.DateTimeField("时间", default=timezone.now)
    read_at = models.DateTimeField("已读时间", null=True)

    class Meta:
        indexes = [
            models.Index(fields=["account", "-created_at"]),
            models.Index(fields=["account"], condition=Q(read_at=None), name="notice_unread"),
        ]


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
