"""招生计划 as a workbook: a hundred lines at once (REC-02)."""

from collections.abc import Mapping, Sequence
from typing import Any

from xinglin.engines.access.actor import Actor
from xinglin.engines.sheets.sheet import Resolution, Sheet

from ..actions.plans import import_places
from ..fields.plans import PLAN_LINE
from ..queries.planning import Lines
from ..rules import plans as rules

Row = Mapping[str, Any]


def resolve(rows: Sequence[Row], *, by: Actor) -> Resolution:
    """Which lines stand already, and which may not be written."""
    lines, resolution = Lines(rows, by), Resolution()
    for index, row in enumerate(rows):
        asked, refused = lines.read(row)
        refused = refused or lines.refusal(asked)
        if refused:
            resolution.refused[index] = refused
        elif standing := lines.found(asked):
            resolution.existing[index] = {"asked": standing.asked}
    return resolution


PLACES = Sheet(
    key="recruitment-places",
    title="招生计划",
    columns=PLAN_LINE,
    unique=(("intake_year", "batch", "specialty", "site"),),
    right=rules.PLAN,
    resolve=resolve,
    save=import_places,
    list_url="recruitment:places",
    notes=(
        "已有的专业更新申报人数，没有的新增；从“招生计划查看”导出的表格修改后可以直接导入。",
        "导入后请在“招生计划申报”中核对并提交，由省级审核。",
    ),
)
