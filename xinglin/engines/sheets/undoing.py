"""Takes back what an import did, whole or not at all, as long as nothing has built on it (PLT-46)."""

from collections.abc import Iterator

from django.db import IntegrityError, transaction
from django.utils import timezone

from xinglin.engines.access.actor import Actor
from xinglin.engines.actions import Refused, trusted
from xinglin.engines.actions.copying import copy_in
from xinglin.engines.history import audit

from .models import ImportLine, ImportRun, Made, RunState, Verdict
from .running import BATCH, actor_for, log_failure
from .sheet import SHEETS, Deed
from .watch import Watch

REFERRED = "有其他数据已经引用这次导入的记录，没有撤销任何数据，请在列表中逐条核对处理。"
UNKNOWN = "这次导入没有留下撤销所需的记录，不能撤销，请在列表中逐条处理。"
PARTLY = "这次导入中有的行没有新建或修改可以恢复的记录（如由往年招收转入的），不能整批撤销，请在列表中逐条处理。"
NOT_YOURS = "该记录已不在您的管理范围内，不能撤销。"
BROKEN = "系统出错，没有撤销任何数据，请稍后重试；若再次出现，请把导入编号 {} 告诉系统管理员。"


class _Kept(Exception):
    """Rolls back what was taken back already."""


def undo_run(run_id: int) -> None:
    """Do what `actions.ask_undo` noted, once. Killed in the middle it undid nothing and may be called again."""
    with Watch(run_id) as watch:
        run = ImportRun._base_manager.select_related("undoer", "unit").get(pk=run_id)
        if not watch.is_mine or run.state != RunState.UNDOING:
            return
        try:
            _undo(run, watch)
        except Refused as refusal:
            _stay(run, refusal.why)
        except IntegrityError:
            _stay(run, REFERRED)
        except Exception as error:  # noqa: BLE001 -- whatever happened, the record must say that nothing was undone
            log_failure("undo_failed", run_id, error)
            _stay(run, BROKEN.format(run_id))


def _undo(run: ImportRun, watch: Watch) -> None:
    by = actor_for(run, run.undoer.account_id if run.undoer else None, run.undoer_id)
    made = Made.objects.filter(run=run).first()
    if made is None:
        raise Refused(UNKNOWN)
    if len(made.created) + len(made.changed) != run.imported:
        raise Refused(PARTLY)
    with transaction.atomic(), trusted():
        refused: dict[int, str] = {}
        try:
            with transaction.atomic():
                for percent, deed in _deeds(run, made):
                    watch.tell("撤销导入", percent)
                    refused |= _undone(run, deed, by)
                if refused:
                    raise _Kept
        except _Kept:
            _keep(run, made, refused)
            _stay(run, _why_kept(refused))
        else:
            _conclude(run, made)
        _record(run, made, by, refused)


def _deeds(run: ImportRun, made: Made) -> Iterator[tuple[int, Deed]]:
    """As it was saved: in batches, so that memory stays flat. With each, how far the whole is, in percent."""
    since, size = run.started_at or run.created_at, max(len(made.created), len(made.changed))
    for start in range(0, size, BATCH):
        part = slice(start, start + BATCH)
        deed = Deed(created=made.created[part], changed=made.changed[part], context=made.context, since=since)
        yield 5 + 90 * start // size, deed


def _undone(run: ImportRun, deed: Deed, by: Actor) -> dict[int, str]:
    undo = SHEETS[run.key].undo
    if undo is None:
        raise Refused(UNKNOWN)
    outcome = undo(deed, by=by)
    answered = outcome.refused.keys() | {*outcome.done, *outcome.unchanged}
    return outcome.refused | dict.fromkeys({*deed.created, *deed.changed} - answered, NOT_YOURS)


def _conclude(run: ImportRun, made: Made) -> None:
    run.state, run.phase, run.percent = RunState.UNDONE, "", 100
    run.undone_at = timezone.now()
    run.undo_outcome = f"已撤销导入：移除 {len(made.created)} 行新增的记录，{len(made.changed)} 行恢复为导入前的内容。"
    run.save()
    ImportLine.objects.filter(run=run, verdict=Verdict.KEPT).delete()


def _why_kept(refused: dict[int, str]) -> str:
    return f"有 {len(refused)} 行在导入之后已有变化，不能撤销，因此没有撤销任何数据。各行的原因见下表。"


def _keep(run: ImportRun, made: Made, refused: dict[int, str]) -> None:
    """Which rows of the file stand in the way, and why."""
    ImportLine.objects.filter(run=run, verdict=Verdict.KEPT).delete()
    rows = dict(zip([*made.created, *made.changed], [*made.created_rows, *made.changed_rows], strict=True))
    lines = sorted((rows[key], why) for key, why in refused.items())
    copy_in(ImportLine, ("run_id", "verdict", "row", "message"), [(run.pk, "kept", row, why) for row, why in lines])


def _stay(run: ImportRun, why: str) -> None:
    """Everything stands as it did; the record says why."""
    ImportRun._base_manager.filter(pk=run.pk).update(
        state=RunState.DONE, phase="", percent=100, undo_outcome=why, undone_at=timezone.now()
    )


def _record(run: ImportRun, made: Made, by: Actor, refused: dict[int, str]) -> None:
    audit.record(
        "sheets.undone",
        f"撤销{run.title}导入",
        by=by,
        subject="sheets.importrun",
        subject_ids=[run.pk],
        done=0 if refused else len(made.created) + len(made.changed),
        refused=len(refused),
        succeeded=not refused,
        sheet=run.key,
    )
