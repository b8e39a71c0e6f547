"""Offline results of a batch: a column a part, with its range (REC-24)."""

from collections.abc import Mapping, Sequence
from typing import Any

from xinglin.engines.access.actor import Actor
from xinglin.engines.actions import Refused
from xinglin.engines.fields import Coded, DecimalNumber, Field, PersonName, Text
from xinglin.engines.sheets.sheet import About, Resolution, Sheet

from ..actions.scoring import ABSENT, save_scores
from ..enums import ScoreKind
from ..models import Batch
from ..queries import scoring as q
from ..rules import scoring as rules

Row = Mapping[str, Any]
PASSED = [("1", "合格"), ("0", "不合格")]


class Passed(Coded):
    """合格 or 不合格, kept as a truth value."""

    def coded(self, value: object, table: Any, *, suggest: bool = True) -> object:
        return super().coded(value, table, suggest=suggest) == "1"

    def present(self, value: Any) -> str:
        return "合格" if value in (True, "1") else "不合格"


def columns(batch: Batch) -> tuple[Field, ...]:
    """One a part of the batch's examination."""
    return tuple(
        Passed(q.part_key(part), part.title, PASSED, example="合格")
        if part.kind == ScoreKind.PASS
        else DecimalNumber(
            q.part_key(part),
            part.title,
            min=part.least,
            max=part.most,
            help=f"{part.least.normalize():f}–{part.most.normalize():f} 分，最多两位小数；填写得分，不要填写名次",
            example=f"{part.most.normalize():f}",
        )
        for part in q.parts_of([batch])[batch.pk]
    )


def resolve(rows: Sequence[Row], *, about: int, by: Actor) -> Resolution:
    """Who these are, and what of them is known; ranks are refused before anything else. Raises Refused."""
    batch = q.batches_examined_by(by).get(pk=about)
    parts, found, resolution = q.parts_of([batch])[about], q.applications_by_number(by, batch, rows), Resolution()
    if why := rules.why_ranks(q.points_by_specialty(rows, parts, found)):
        raise Refused(why)
    standing = q.standing_scores(list(found.values()), by)
    for index, row in enumerate(rows):
        application = found.get(row["number"])
        if application is None:
            resolution.refused[index] = ("number", ABSENT)
        elif row.get("name") and row["name"] != application.person.name:
            resolution.refused[index] = ("name", "与该学员编号报名的姓名不一致，请核对，以免成绩错位。")
        else:
            known = {part: standing.get((application.pk, part.pk)) for part in parts}
            values = {q.part_key(p): s.passed if p.kind == ScoreKind.PASS else s.points for p, s in known.items() if s}
            if values:
                resolution.existing[index] = {"number": row["number"], "name": application.person.name, **values}
    return resolution


def may_import(by: Actor, *, about: int) -> str | None:
    """In time, and at one's own examination."""
    batch = q.batches_examined_by(by).filter(pk=about).select_related("owner").first()
    if batch is None:
        return "没有找到该招收批次的考核，请刷新后重试。"
    return q.why_not_now([batch], by)[batch.pk]


SCORES = Sheet(
    key="recruitment-scores",
    title="考核成绩",
    columns=(
        Text("number", "学员编号", required=True, max_length=20, text=True, example="20260001000001"),
        PersonName("name", "姓名", required=True, example="张示例"),
    ),
    unique=("number",),
    right=rules.SCORE,
    may_import=may_import,
    resolve=resolve,
    save=save_scores,
    list_url="admission:scores",
    about=About(model=Batch, rows=q.batches_examined_by, columns=columns),
    notes=(
        "每个考核项目填写得分，不填名次；一列正好是 1、2、3……的，会被认作名次而整份拒绝。",
        "姓名用于核对学员编号，不一致的行不导入。",
    ),
)
