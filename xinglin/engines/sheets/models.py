"""Imports as «导入记录» keeps them, what was mended in them and what undoing them needs (PLT-44, PLT-46)."""

import uuid
from datetime import timedelta
from functools import cached_property

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from xinglin.engines.access.models import Membership, Scope, Scoped, Unit

from .sheet import SHEETS, Sheet


class RunState(models.TextChoices):
    """`DONE` is written in the transaction that saves the rows: done means saved, everything else means nothing was.

    `UNDONE` likewise is written together with what it undoes; while `UNDOING` is asked for, everything still stands.
    """

    WAITING = "waiting", "排队中"
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    FAILED = "failed", "未导入"
    INTERRUPTED = "interrupted", "已中断"
    UNDOING = "undoing", "正在撤销"
    UNDONE = "undone", "已撤销"


def stored_name(run: "ImportRun", _given: str) -> str:
    """Where a file lies: never under the name it came with."""
    return f"imports/{timezone.localdate():%Y/%m}/{uuid.uuid4().hex}"


class ImportRun(Scoped):
    """One file handed in for one sheet, by whom, and what became of it."""

    scope = Scope(province="province", institution="institution", section="unit", own="account")

    key = models.CharField("模板", max_length=60)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    account_name = models.CharField("导入人", max_length=120)
    membership = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    institution = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    province = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    address = models.CharField("网络地址", max_length=64, blank=True)

    file = models.FileField("原文件", upload_to=stored_name, max_length=200, blank=True)
    file_name = models.CharField("文件名", max_length=120)
    marked = models.FileField("错误标记文件", upload_to=stored_name, max_length=200, blank=True)

    check_only = models.BooleanField("仅校验", default=False)
    all_or_nothing = models.BooleanField("全部正确才导入", default=False)
    options = models.JSONField("选项", default=dict)

    state = models.CharField("状态", max_length=20, choices=RunState, default=RunState.WAITING)
    phase = models.CharField("步骤", max_length=40, blank=True)
    percent = models.PositiveSmallIntegerField("进度", default=0)
    outcome = models.TextField("结果", blank=True)  # the sentence that users read
    hints = models.JSONField("提示", default=list)
    groups = models.JSONField("错误归类", default=list)

    total = models.PositiveIntegerField("总行数", default=0)
    imported = models.PositiveIntegerField("导入", default=0)
    new = models.PositiveIntegerField("新增", default=0)
    changed = models.PositiveIntegerField("修改", default=0)
    unchanged = models.PositiveIntegerField("未变化", default=0)
    refused = models.PositiveIntegerField("错误", default=0)

    created_at = models.DateTimeField("上传时间", default=timezone.now)
    started_at = models.DateTimeField("开始时间", null=True)
    finished_at = models.DateTimeField("结束时间", null=True)

    undoer = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    undoer_name = models.CharField("撤销人", max_length=120, blank=True)
    undone_at = models.DateTimeField("撤销时间", null=True)  # or when it was last tried
    undo_outcome = models.TextField("撤销结果", blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["institution", "-created_at"], name="run_institution"),
            models.Index(fields=["province", "-created_at"], name="run_province"),
        ]

    @cached_property
    def sheet(self) -> Sheet | None:
        """The declaration, for the record that the run is about; None when either is no longer there."""
        sheet = SHEETS.get(self.key)
        if sheet is None or sheet.about is None:
            return sheet
        record = sheet.about.model._base_manager.filter(pk=self.options.get("about")).first()
        return sheet.of(record) if record else None

    @property
    def title(self) -> str:
        """The sheet's title, or what is left of it."""
        return SHEETS[self.key].title if self.key in SHEETS else self.key

    @property
    def is_being_marked(self) -> bool:
        """Is the marked workbook still to come? After a quarter of an hour nobody should wait for it any more."""
        finished = self.finished_at or timezone.now()
        return bool(self.refused and self.file and not self.marked) and timezone.now() - finished < timedelta(
            minutes=15
        )

    @property
    def tone(self) -> str:
        """The fixed colour of the state."""
        if self.state == RunState.DONE:
            return "orange" if self.refused else "green"
        return {"waiting": "grey", "running": "blue", "undoing": "blue", "undone": "grey"}.get(self.state, "red")

    @property
    def is_over(self) -> bool:
        """Will nothing more happen to it?"""
        return self.state not in (RunState.WAITING, RunState.RUNNING, RunState.UNDOING)

    @property
    def has_result(self) -> bool:
        """Is it known what became of its rows? While it is being undone it still is."""
        return self.state not in (RunState.WAITING, RunState.RUNNING)

    @property
    def counts_line(self) -> str:
        """«成功导入:N行,错误:M行»"""
        done = f"校验通过:{self.new + self.changed}行" if self.check_only else f"成功导入:{self.imported}行"
        return f"{done},错误:{self.refused}行" + (f",未变化:{self.unchanged}行" if self.unchanged else "")


class Verdict(models.TextChoices):
    """What would happen, or happened, to a row."""

    NEW = "new", "新增"
    CHANGED = "changed", "修改"
    UNCHANGED = "unchanged", "未变化"
    REFUSED = "refused", "错误"
    KEPT = "kept", "不能撤销"


class ImportLine(models.Model):
    """One finding of a run, in a rehearsal one row or changed field. Sensitive values are masked.

    «不能撤销»: a row on which something has built since; only of the last try to undo.
    """

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="lines")
    verdict = models.CharField(max_length=10, choices=Verdict)
    row = models.PositiveIntegerField("行")
    column = models.PositiveIntegerField("列", default=0)
    heading = models.CharField("列名", max_length=100, blank=True)
    value = models.TextField("内容", blank=True)
    before = models.TextField("修改前", blank=True)
    message = models.TextField("说明", blank=True)

    class Meta:
        indexes = [models.Index(fields=["run", "verdict", "row"], name="line_of_run")]

    @property
    def line(self) -> str:
        """«第2行,第2列:<身份证件类别>错误：…»"""
        place = f"第{self.row}行,第{self.column}列:<{self.heading}>错误" if self.column else f"第{self.row}行错误"
        return f"{place}：{self.message}"


class Mend(models.Model):
    """In these rows the column is read as if it held something else; the stored file stays as it was (PLT-46).

    Replaced by `after`, or, when the values differ, read anew in a manner of the field; `before` is then empty.
    """

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="mends")
    column = models.CharField("列", max_length=60)  # its key
    before = models.TextField("原内容", blank=True)
    after = models.TextField("替换为", blank=True)
    manner = models.CharField("读取方式", max_length=20, blank=True)
    rows = ArrayField(models.PositiveIntegerField(), verbose_name="行")
    made_by = models.CharField("替换人", max_length=120)
    made_at = models.DateTimeField("替换时间", default=timezone.now)

    class Meta:
        ordering = ["pk"]


class Made(models.Model):
    """Which records a run created and changed, and in which rows of the file they stood: what undoing it takes back."""

    run = models.OneToOneField(ImportRun, models.CASCADE, primary_key=True, related_name="made")
    context = models.UUIDField()  # under which history keeps what the run wrote
    created = ArrayField(models.BigIntegerField())
    created_rows = ArrayField(models.PositiveIntegerField())
    changed = ArrayField(models.BigIntegerField())
    changed_rows = ArrayField(models.PositiveIntegerField())
