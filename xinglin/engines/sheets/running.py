"""Carries an import out: read, check, compare, save in one transaction, and say what came of it (PLT-41 to PLT-44)."""

import gc
import shutil
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import pghistory
import structlog
from django.db import IntegrityError, connection, transaction
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from xinglin.engines.access.actor import Actor, actor_of, memberships_of
from xinglin.engines.actions import Refused, trusted
from xinglin.engines.actions.copying import copy_in
from xinglin.engines.history import audit
from xinglin.engines.jobs.queue import enqueue
from xinglin.kit import arrays

from .checking import Checked, check, reminders
from .findings import Finding
from .mending import groups_of, mend
from .models import ImportLine, ImportRun, Made, RunState, Verdict
from .plan import Plan
from .reading.limits import Unreadable
from .reading.reader import NO_ROWS, read
from .sheet import SHEETS, Sheet
from .watch import Watch

BATCH = 20_000  # rows a call of `resolve` and `save`: bounds memory and moves the progress bar
log = structlog.get_logger(__name__)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Among millions of cells there are no cycles, and looking for some costs a third of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


class _NothingSaved(Exception):
    """Rolls back a rehearsal, or an all-or-nothing import with a refused row."""


def run_import(run_id: int) -> None:
    """Do what a run asks for, once. Killed in the middle it saved nothing and may be called again."""
    with Watch(run_id) as watch, _collector_paused():
        if not watch.is_mine:
            return
        run = ImportRun._base_manager.select_related("unit").get(pk=run_id)
        if run.is_over:
            return
        ImportRun._base_manager.filter(pk=run_id).update(state=RunState.RUNNING, started_at=timezone.now())
        try:
            _carry_out(run, watch)
        except (Unreadable, Refused) as refusal:
            _fail(run, refusal.why)
        except Exception as error:  # noqa: BLE001 -- whatever happened, the record must say that nothing was saved
            log_failure("import_failed", run_id, error)
            _fail(run, f"系统出错，没有导入任何数据，请稍后重试；若再次出现，请把导入编号 {run_id} 告诉系统管理员。")


def log_failure(event: str, run_id: int, error: Exception) -> None:
    """Where it happened, without the message, which may hold a person's data."""
    place = traceback.format_tb(error.__traceback__)[-8:]
    log.error(event, run=run_id, error=type(error).__name__, place=place)


def _fail(run: ImportRun, why: str) -> None:
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    ImportRun._base_manager.filter(pk=run.pk).update(
        state=RunState.FAILED, outcome=why, percent=100, finished_at=timezone.now()
    )


def _carry_out(run: ImportRun, watch: Watch) -> None:
    by = actor_for(run, run.account_id, run.membership_id)
    if (sheet := run.sheet) is None:
        raise Refused("所要导入的业务已被删除，没有导入任何数据。")
    watch.tell("读取文件", 5)
    with local_copy(run.file) as path:
        table = read(path, sheet)
    mend(table, sheet, run.mends.all())
    watch.tell("校验内容", 25)
    checked = check(sheet, table)
    if not checked.total:
        raise Unreadable(NO_ROWS)
    try:
        _save(run, checked, by, watch)
    except IntegrityError:  # somebody else saved one of these rows meanwhile: look again, once
        _save(run, check(sheet, table), by, watch)


def actor_for(run: ImportRun, account_id: int | None, membership_id: int | None) -> Actor:
    """Who asked for it, if he still may. Raises Refused."""
    held = {membership.pk: membership for membership in memberships_of(account_id or 0)}
    if membership_id not in held:
        raise Refused("提交时使用的身份已失效，没有改动任何数据，请切换到有效身份后重新提交。")
    by = actor_of(held[membership_id], address=run.address, source="sheet")
    if not by.may(SHEETS[run.key].right):
        raise Refused("您已没有导入这类数据的权限，没有改动任何数据，请联系本单位管理员。")
    return by


def _save(run: ImportRun, checked: Checked, by: Actor, watch: Watch) -> None:
    """All that is written is written here, and the word that it was written with it."""
    # One context for all batches: by it history knows later what this import wrote.
    with transaction.atomic(), trusted(), pghistory.context() as context:
        if why := checked.sheet.may_import(by, **run.options):
            raise Refused(why)
        watch.tell("比对已有数据", 40)
        made = _planned(run, checked, by)
        records: dict[int, int] = {}
        try:
            with transaction.atomic():
                if not _spoilt(run, checked):
                    records = _write(run, checked, made, by, watch)
                if run.check_only or _spoilt(run, checked):
                    raise _NothingSaved
                is_saved = True
        except _NothingSaved:
            is_saved = False
        watch.tell("整理结果", 95)
        _conclude(run, checked, made, by, is_saved=is_saved)
        if is_saved:
            _keep_records(run, checked, made, records, context.id)


def _planned(run: ImportRun, checked: Checked, by: Actor) -> Plan:
    made, good = Plan(), checked.good
    gc.freeze()  # the cells stay; only what the batches leave behind is looked through
    for batch in batched(good):
        resolution = checked.sheet.resolve([checked.rows[index] for index in batch], by=by, **run.options)
        made.add(checked, batch, resolution)
        gc.collect(0)
    return made


def batched(indexes: list[int]) -> Iterator[list[int]]:
    """In the order of the file."""
    for start in range(0, len(indexes), BATCH):
        yield indexes[start : start + BATCH]


def _spoilt(run: ImportRun, checked: Checked) -> bool:
    """All or nothing, and not all are right."""
    return run.all_or_nothing and not run.check_only and bool(checked.findings)


def _write(run: ImportRun, checked: Checked, made: Plan, by: Actor, watch: Watch) -> dict[int, int]:
    """In a rehearsal too: only the action itself knows all the rules. It is rolled back then. Index → record's key."""
    to_save, records = made.to_save, dict[int, int]()
    for number, batch in enumerate(batched(to_save)):
        watch.tell("校验规则" if run.check_only else "写入数据", 45 + 50 * number * BATCH // len(to_save))
        outcome = checked.sheet.save([checked.rows[index] for index in batch], by=by, **run.options)
        for position, why in outcome.refused.items():
            checked.refuse(batch[position], "", why)
            made.drop(batch[position])
        for position in outcome.unchanged:
            made.found_unchanged(batch[position])
        records |= {batch[position]: key for position, key in outcome.records.items()}
        gc.collect(0)
    return records


def _keep_records(run: ImportRun, checked: Checked, made: Plan, records: dict[int, int], context: UUID) -> None:
    """For undoing; a sheet that tells no keys cannot be undone."""
    created, changed = ([i for i in indexes if i in records] for indexes in (made.new, made.changed))
    if created or changed:
        Made.objects.create(
            run=run,
            context=context,
            created=arrays.of_numbers(records[index] for index in created),
            created_rows=arrays.of_numbers(checked.table.rows[index] for index in created),
            changed=arrays.of_numbers(records[index] for index in changed),
            changed_rows=arrays.of_numbers(checked.table.rows[index] for index in changed),
        )


def _conclude(run: ImportRun, checked: Checked, made: Plan, by: Actor, *, is_saved: bool) -> None:
    findings = checked.all_findings()
    run.total, run.refused = checked.total, len(checked.findings)
    run.new, run.changed, run.unchanged = len(made.new), len(made.changed), len(made.unchanged)
    run.imported = run.new + run.changed if is_saved else 0
    run.hints, run.groups = checked.table.hints, groups_of(checked)
    if run.check_only:
        run.hints += reminders(checked)
    run.state = RunState.DONE if is_saved or run.check_only else RunState.FAILED
    run.outcome = _sentence(run)
    run.phase, run.percent, run.finished_at = "", 100, timezone.now()
    run.save()
    _keep_lines(run, findings, checked, made)
    if findings:
        enqueue("sheets.mark", run_id=run.pk)
    audit.record(
        "sheets.imported",
        f"{'校验' if run.check_only else '导入'}{checked.sheet.title}",
        by=by,
        subject="sheets.importrun",
        subject_ids=[run.pk],
        done=run.imported,
        refused=run.refused,
        succeeded=is_saved or run.check_only,
        sheet=run.key,
    )


def _sentence(run: ImportRun) -> str:
    if run.state == RunState.FAILED:
        return f"有 {run.refused} 行错误，按“全部正确才导入”没有写入任何数据，请改正后重新上传。"
    if run.check_only:
        return f"校验完成，没有写入数据。{run.counts_line}"
    return run.counts_line


def _keep_lines(run: ImportRun, findings: list[Finding], checked: Checked, made: Plan) -> None:
    ImportLine.objects.filter(run=run).delete()
    lines: list[tuple[Any, ...]] = [
        (run.pk, Verdict.REFUSED.value, f.row, f.column, f.heading, f.value, "", f.message) for f in findings
    ]
    if run.check_only:
        lines += _rehearsed(run, checked, made)
    copy_in(ImportLine, ("run_id", "verdict", "row", "column", "heading", "value", "before", "message"), lines)


def _rehearsed(run: ImportRun, checked: Checked, made: Plan) -> Iterator[tuple[Any, ...]]:
    sheet, numbers = checked.sheet, checked.table.rows
    for verdict, indexes in ((Verdict.NEW, made.new), (Verdict.UNCHANGED, made.unchanged)):
        for index in indexes:
            yield run.pk, verdict.value, numbers[index], 0, "", _name(sheet, checked.rows[index]), "", ""
    for index, differences in made.changed.items():
        for key, before, after in differences:
            column, name = sheet.column(key), _name(sheet, checked.rows[index])
            number = checked.table.column_of.get(key, 0)
            title, was, becomes = sheet.heading(column), column.show(before), column.show(after)
            yield run.pk, Verdict.CHANGED.value, numbers[index], number, title, becomes, was, name


def _name(sheet: Sheet, row: dict[str, Any]) -> str:
    """How a row is called: its first column, and what makes it unique, masked."""
    keys = dict.fromkeys([sheet.columns[0].key, *(key for group in sheet.unique_keys for key in group)])
    return " ".join(filter(None, (sheet.column(key).show(row.get(key)) for key in keys)))


@contextmanager
def local_copy(stored: FieldFile) -> Iterator[Path]:
    """The stored file as a path, wherever the storage is."""
    with tempfile.NamedTemporaryFile(prefix="sheet-") as here:
        with stored.open("rb") as source:
            shutil.copyfileobj(source, here)
        here.flush()
        yield Path(here.name)
