"""Imports as «导入记录» keeps them (PLT-44)."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from xinglin.engines.access.models import Membership, Scope, Scoped, Unit

from .sheet import SHEETS, Sheet


class RunState(models.TextChoices):
    """`DONE` is written in the transaction that saves the rows: done means saved, everything else means nothing was."""

    WAITING = "waiting", "排队中"
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    FAILED = "failed", "未导入"
    INTERRUPTED = "interrupted", "已中断"


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

    class Meta:
        indexes = [
            models.Index(fields=["institution", "-created_at"], name="run_institution"),
            models.Index(fields=["province", "-created_at"], name="run_province"),
        ]

    @property
    def sheet(self) -> Sheet | None:
        """The declaration, None when it is no longer there."""
        return SHEETS.get(self.key)

    @property
    def title(self) -> str:
        """The sheet's title, or what is left of it."""
        return self.sheet.title if self.sheet else self.key

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
        return {"waiting": "grey", "running": "blue"}.get(self.state, "red")

    @property
    def is_over(self) -> bool:
        """Will nothing more happen to it?"""
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


class ImportLine(models.Model):
    """One finding of a run, or in a rehearsal one row or changed field. Sensitive values are masked."""

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
