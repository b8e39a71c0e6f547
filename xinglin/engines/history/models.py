"""The audit log (PLT-101), and the seals that prove that neither it nor any history was altered (PLT-61)."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from xinglin.engines.secrets.columns import EncryptedField

LEAST_DAYS = 180  # PLT-101: kept at least 6 months; the database itself refuses to delete younger entries
_APPEND_ONLY = f"""
    IF TG_OP = 'DELETE' AND current_setting('xinglin.retention', true) = 'on'
        AND OLD.at < now() - interval '{LEAST_DAYS} days' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% is append only', TG_TABLE_NAME;
"""


class AuditEntry(models.Model):
    """One thing somebody did, or tried. Append only: no role edits or deletes it; retention drops what is old."""

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
    is_look = models.BooleanField("查看个人信息", default=False)  # somebody saw what is stored about the subjects

    class Meta:
        indexes = [
            models.Index(fields=["account_id", "-at"]),
            models.Index(fields=["unit_id", "-at"]),
            # Only looks are found by whom they concern; to index each of 100,000 imported keys would slow the import.
            GinIndex(fields=["subject_ids"], condition=models.Q(is_look=True), name="audit_looks"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="append_only",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=_APPEND_ONLY,
            )
        ]


def _append_only() -> list[pgtrigger.Trigger]:
    return [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class SealingKey(models.Model):
    """The one key that signs seals. Encrypted: who has only the database cannot seal anew what he altered.

    It never changes, so that key rotation, which re-encrypts this column like any other, leaves every proof valid.
    """

    secret = EncryptedField("seal")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_sealing_key")]


class SealedBlock(models.Model):
    """Rows of one table, in key order, as they were when they were sealed. `number` counts on without a gap.

    The rows are those with after_key < key <= last_key. `prints` is 24 bytes a row, its key and what its content
    hashes to; see prints.py. Each digest covers the block before, of whatever table.
    """

    number = models.BigIntegerField(primary_key=True)
    table = models.CharField(max_length=63)
    columns = ArrayField(models.CharField(max_length=63))  # those hashed as they are, in this order
    secrets = ArrayField(models.CharField(max_length=63))  # «column:kind», hashed by their plain text
    after_key = models.BigIntegerField()
    last_key = models.BigIntegerField()
    rows = models.IntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    sealed_at = models.DateTimeField()
    prints = models.BinaryField(null=True)  # NULL once retention dropped the rows
    content = models.BinaryField()  # SHA-256 of the prints; stays
    previous = models.BinaryField()
    digest = models.BinaryField()
    signature = models.BinaryField()
    dropped_at = models.DateTimeField(null=True)
    drop_signature = models.BinaryField(default=b"")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["table", "after_key"], name="sealed_once")]
        triggers = _append_only()


class DailyRoot(models.Model):
    """One line for a whole day (Asia/Shanghai): who keeps it elsewhere can prove everything up to then (PLT-61)."""

    day = models.DateField(primary_key=True)
    first_number = models.BigIntegerField()
    last_number = models.BigIntegerField()
    rows = models.BigIntegerField()
    previous = models.BinaryField()
    root = models.BinaryField()
    signature = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-day"]
        triggers = _append_only()

    @property
    def line(self) -> str:
        """As it is published: «2026-11-20 5f0c… 12-40 18211»: day, root, blocks, rows."""
        return f"{self.day:%Y-%m-%d} {bytes(self.root).hex()} {self.first_number}-{self.last_number} {self.rows}"


class Proof(models.Model):
    """What one proof found."""

    started_at = models.DateTimeField("开始时间")
    finished_at = models.DateTimeField("完成时间")
    by = models.CharField("检查人", max_length=120)
    since = models.DateField("检查自", null=True)
    blocks = models.BigIntegerField("检查块数")
    rows = models.BigIntegerField("检查条数")
    unsealed = models.BigIntegerField("未封存条数")
    problems = models.BigIntegerField("问题数")
    findings = models.JSONField("问题", default=list)  # the first thousand

    class Meta:
        ordering = ["-pk"]
        triggers = _append_only()
