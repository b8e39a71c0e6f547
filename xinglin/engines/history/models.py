"""The audit log: every log-in, reveal, import, export, review, reset and change of configuration (PLT-101)."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models


class AuditEntry(models.Model):
    """One thing somebody did, or tried. Append only: no role edits or deletes it; retention drops it by a command."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    action = models.CharField("操作", max_length=80, db_index=True)
    title = models.CharField("操作名称", max_length=80)
    account_id = models.BigIntegerField("账号", null=True)
    account_name = models.CharField("操作人", max_length=120)
    role = models.CharField("身份", max_length=40)
    unit_id = models.BigIntegerField("单位编号", null=True)
    unit_name = models.CharField("单位", max_length=200)
    address = models.CharField("网络地址", max_length=64, blank=True)
    source = models.CharField("途径", max_length=20, blank=True)
    succeeded = models.BooleanField("是否成功", default=True)
    subject = models.CharField("对象类别", max_length=60, blank=True)
    subject_ids = ArrayField(models.BigIntegerField(), verbose_name="对象", default=list)
    done = models.IntegerField("成功数", default=0)
    refused = models.IntegerField("未办数", default=0)
    reason = models.TextField("理由", blank=True)
    details = models.JSONField("详情", default=dict)
    request_id = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [models.Index(fields=["account_id", "-at"]), models.Index(fields=["unit_id", "-at"])]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]
