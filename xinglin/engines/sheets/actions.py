"""Writes of this engine: a run is taken in, carried out (see running.py) and cleared away."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.files import File
from django.db.models import QuerySet
from django.utils import timezone

from xinglin.engines.access.actor import Actor
from xinglin.engines.actions import Outcome, action
from xinglin.kit import text

from .models import ImportLine, ImportRun, Mend, RunState
from .queries import runs_visible_to
from .rules import may_undo
from .sheet import Sheet


@dataclass(frozen=True, kw_only=True)
class NewRun:
    """A file to be imported."""

    sheet: Sheet
    file: File
    file_name: str
    check_only: bool = False
    all_or_nothing: bool = False
    options: dict[str, Any]
    mends: Sequence[Mend] = ()  # what is read otherwise than it stands in the file; not stored yet (PLT-46)


@action("sheets.run_started", "上传导入文件")
def start_runs(wanted: Iterable[NewRun], *, by: Actor) -> Outcome:
    """Keep the files and note that they wait; refused when the sheet may not be imported now (PLT-22)."""
    outcome, runs, mends = Outcome(), [], []
    for index, new in enumerate(wanted):
        if not by.may(new.sheet.right):
            outcome.refused[index] = f"您没有导入“{new.sheet.title}”的权限，请联系本单位管理员。"
        elif why := new.sheet.may_import(by, **new.options):
            outcome.refused[index] = why
        else:
            runs.append(_run(new, by))
            mends += [(runs[-1], mend) for mend in new.mends]
    outcome.done = [run.pk for run in ImportRun._base_manager.bulk_create(runs)]
    for run, mend in mends:
        mend.run = run
    Mend.objects.bulk_create(mend for _, mend in mends)
    return outcome


def _run(new: NewRun, by: Actor) -> ImportRun:
    run = ImportRun(
        key=new.sheet.key,
        account_id=by.account_id,
        account_name=by.name,
        membership_id=by.membership_id,
        unit=by.unit,
        institution_id=by.unit.institution_id,
        province_id=by.unit.province_id,
        address=by.address,
        file_name=_clean_name(new.file_name),
        check_only=new.check_only,
        all_or_nothing=new.all_or_nothing,
        options=new.options,
    )
    run.file.save("", new.file, save=False)
    return run


def _clean_name(given: str) -> str:
    """A file name to show: its last part, without what could mislead a reader or a browser."""
    name = text.line(PurePath(given.replace("\\", "/")).name)
    return "".join(c for c in name if c not in '<>:"/|?*%')[-120:] or "未命名"


@action("sheets.runs_cleared", "清理导入文件")
def clear_old_runs(*, by: Actor) -> Outcome:
    """Delete files and lines of runs older than SHEET_KEEP_DAYS (30): they hold personal data. The record stays."""
    before = timezone.now() - timedelta(days=getattr(settings, "SHEET_KEEP_DAYS", 30))
    old = list(ImportRun._base_manager.filter(created_at__lt=before).exclude(file="", marked=""))
    for run in old:
        for stored in (run.file, run.marked):
            if stored:
                stored.delete(save=False)
    keys = [run.pk for run in old]
    ImportLine.objects.filter(run__in=keys).delete()
    ImportRun._base_manager.filter(pk__in=keys).update(file="", marked="")
    return Outcome(done=keys)


@action("sheets.runs_interrupted", "标记中断的导入")
def mark_interrupted(keys: Iterable[int], *, by: Actor) -> Outcome:
    """Runs that died too often: nothing of them was saved, and the record says so."""
    rows = ImportRun._base_manager.filter(pk__in=list(keys), state__in=[RunState.WAITING, RunState.RUNNING])
    done = list(rows.values_list("pk", flat=True))
    rows.update(
        state=RunState.INTERRUPTED,
        finished_at=timezone.now(),
        outcome="导入被中断，没有写入任何数据，请重新导入；若再次中断，请把文件拆小或联系系统管理员。",
    )
    return Outcome(done=done)


@action("sheets.undo_started", "撤销导入")
def ask_undo(runs: "QuerySet[ImportRun]", *, by: Actor) -> Outcome:
    """Note that imports are to be undone, and by whom; `undoing.undo_run` does it in the background (PLT-46)."""
    mine = runs_visible_to(by).filter(pk__in=runs.order_by().values("pk"))
    claimed = list(mine.select_for_update(of=("self",)).order_by("pk"))
    outcome = Outcome.judged((run.pk, may_undo(run)) for run in claimed)
    ImportRun._base_manager.filter(pk__in=outcome.done).update(
        state=RunState.UNDOING,
        undoer=by.membership_id,
        undoer_name=by.name,
        undone_at=timezone.now(),
        undo_outcome="",
        percent=0,
    )
    return outcome


@action("sheets.undo_interrupted", "标记中断的撤销")
def give_up_undo(keys: Iterable[int], *, by: Actor) -> Outcome:
    """Undoings that died too often: nothing of them was done, and the record says so."""
    rows = ImportRun._base_manager.filter(pk__in=list(keys), state=RunState.UNDOING)
    done = list(rows.values_list("pk", flat=True))
    rows.update(
        state=RunState.DONE,
        percent=100,
        undo_outcome="撤销被中断，没有撤销任何数据，请重试；若再次中断，请联系系统管理员。",
    )
    return Outcome(done=done)
