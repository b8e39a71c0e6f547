"""Export of a list: as filtered, columns as chosen, masked unless the role may see more, and recorded (PLT-45)."""

from collections.abc import Callable, Iterator
from itertools import count, islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from django.core.exceptions import FieldError
from django.http import FileResponse
from django.utils.timezone import localdate

from xinglin.engines.access.actor import Actor
from xinglin.engines.actions import Refused
from xinglin.engines.actions.trust import trusted
from xinglin.engines.history import audit
from xinglin.engines.sheets.writing.export import export

from .address import Asked
from .columns import Column, Masked
from .declaration import List
from .models import BulkResult
from .plain import Plan

BATCH = 2000  # rows for which `load` runs at once


def may_export_whole(listing: List, actor: Actor) -> list[Masked]:
    """Columns whose numbers the actor may export unmasked."""
    masked = [each for each in listing.columns if isinstance(each, Masked) and each.whole]
    return [each for each in masked if each.whole_export and actor.may(each.whole_export)]


def file_name(listing: List) -> str:
    """«招收信息管理_20261120.xlsx»"""
    return f"{listing.title}_{localdate():%Y%m%d}.xlsx"


def uncovered(asked: Asked, *, whole: bool, reason: str) -> list[Masked]:
    """Columns that are exported unmasked. Raises Refused when that is asked for without right or reason."""
    columns = may_export_whole(asked.listing, asked.actor) if whole else []
    if whole and not columns:
        raise Refused("您的身份不能导出完整号码，请去掉“导出完整号码”后再导出。")
    if whole and not reason:
        raise Refused("导出完整号码需要填写理由，理由会记入操作日志。")
    return columns


def refused_workbook(result: BulkResult) -> FileResponse:
    """The rows that a bulk action did not do, with the reasons."""
    file = TemporaryFile(suffix=".xlsx")  # noqa: SIM115 -- the response closes it
    export(["名称", "未办理的原因"], [row[:2] for row in result.refused], file, title="未办理清单", widths=[24, 80])
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{result.title}_未办理清单.xlsx")


def write(
    asked: Asked,
    target: Path | IO[bytes],
    *,
    whole: bool = False,
    reason: str = "",
    progress: Callable[[int], None] = lambda done: None,
) -> int:
    """Write all rows that match and note it in the audit log; returns their number.

    `whole`: unmasked where the actor may; that takes a reason. Raises Refused with the sentence.
    """
    bare = uncovered(asked, whole=whole, reason=reason)
    with trusted():
        number = export(
            [each.title for each in asked.columns],
            _rows(asked, bare),
            target,
            title=asked.listing.title,
            widths=[each.width for each in asked.columns],
            progress=progress,
        )
        keys = list(asked.rows.order_by().values_list("pk", flat=True))  # so that they find who exported them (PLT-102)
    audit.record(
        "lists.exported",
        "导出",
        by=asked.actor,
        subject=asked.rows.model._meta.label_lower,
        subject_ids=keys,
        is_look=True,
        done=number,
        reason=reason,
        listing=asked.listing.key,
        asked=asked.query(page=None),
        columns=[each.key for each in asked.columns],
        whole=[each.key for each in bare],
    )
    return number


def _rows(asked: Asked, whole: list[Masked]) -> Iterator[list[Any]]:
    """The rows of the workbook in order, a batch in memory at a time."""
    if asked.listing.load is None:
        try:
            plan = Plan(asked.columns, whole)
            values = asked.ordered.values_list(*plan.paths)
        except (LookupError, FieldError):  # a column that is no column of the database
            pass
        else:
            yield from map(plan.row, values.iterator(chunk_size=BATCH))
            return
    plain: dict[Column, Any] = {each: each.whole for each in whole}
    cells = [plain.get(each) or each.export for each in asked.columns]
    for row in _objects(asked):
        yield [cell(row) for cell in cells]


def _objects(asked: Asked) -> Iterator[Any]:
    stream, serial = asked.joined(asked.ordered).iterator(chunk_size=BATCH), count(1)
    while batch := list(islice(stream, BATCH)):
        if asked.listing.load:
            asked.listing.load(batch, asked.actor)
        for row in batch:
            row.serial = next(serial)
            yield row
