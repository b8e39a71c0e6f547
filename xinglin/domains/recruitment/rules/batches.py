"""Rights around batches, and what may be changed in one when (REC-01)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from xinglin.domains.reference.public import labels
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.rights import right
from xinglin.engines.access.roles import AUTHORITIES, Role
from xinglin.engines.windows.kinds import WindowKind
from xinglin.engines.windows.queries import shown

from ..models import Batch
from ..windows import STAGES

STAFF = frozenset({Role.BASE_ADMIN, Role.DEPARTMENT_HEAD, Role.TEACHING_SECRETARY})
TIMING = right("recruitment.timing", "查询招收批次时间", AUTHORITIES, STAFF, Role.APPLICANT)
BATCHES = right("recruitment.batches", "维护招收批次", Role.PROVINCE_ADMIN)
DATES = right("recruitment.batch_dates", "调整本市招收批次的时间", Role.CITY_ADMIN)

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Used:
    """How far a batch has come: what was built on its settings cannot be changed under it."""

    has_plans: bool = False
    has_applications: bool = False
    has_released: bool = False
    has_confirmed: bool = False
    categories: frozenset[str] = frozenset()  # that somebody applied in
    scored: frozenset[int] = frozenset()  # keys of score parts that somebody has a result of


# Column → (what of Used settles it, how people call it, what settled it).
SETTLED = {
    "owner": ("has_plans", "组织单位", "已有基地申报招生计划"),
    "is_trial": ("has_plans", "是否测试批次", "已有基地申报招生计划"),
    "preferences": ("has_applications", "志愿数", "已有学员报名"),
    "several_specialties": ("has_applications", "可填报多个专业", "已有学员报名"),
    "method": ("has_released", "录取方式", "已发送录取结果"),
    "release_hours": ("has_released", "录取结果可更改的小时数", "已发送录取结果"),
    "confirming": ("has_confirmed", "录取结果由谁确认", "已有录取结果被确认"),
}


def may_change(before: Mapping[str, Any], after: Mapping[str, Any], used: Used) -> str | None:
    """Give a batch these settings? Not those on which somebody already relies."""
    for column, (settled, title, because) in SETTLED.items():
        if getattr(used, settled) and column in after and after[column] != before[column]:
            return f"{because}，“{title}”不能再修改。"
    if gone := used.categories - set(after.get("categories", before["categories"])):
        names = "、".join(labels("resident_category").get(code, code) for code in sorted(gone))
        return f"已有“{names}”的学员报名，不能从适用人员类型中去掉。"
    return None


def why_not_dated(batch: Batch, by: Actor) -> str | None:
    """Change its dates? The city that runs it; the province says which that are."""
    if batch.owner_id == by.unit_id:
        return None
    return f"该批次由“{batch.owner.name}”组织，只有组织单位可以调整时间。"


def why_not_timed(spans: Mapping[WindowKind, Span]) -> str | None:
    """Do the windows follow each other? None may begin or end before the one that comes before it."""
    for kind, (start, end) in spans.items():
        if end <= start:
            return f"“{kind.title}”的结束时间 {shown(end, is_end=True)} 不晚于开始时间 {shown(start)}，请修改。"
    given = [kind for kind in STAGES if kind in spans]
    for earlier, later in pairwise(given):
        (start, end), (next_start, next_end) = spans[earlier], spans[later]
        if next_start < start:
            return f"“{later.title}”不能早于“{earlier.title}”开始（{shown(start)}），请修改。"
        if next_end < end:
            return f"“{later.title}”不能早于“{earlier.title}”结束（{shown(end, is_end=True)}），请修改。"
    return None


def may_remove(used: Used) -> str | None:
    """Take a batch away? Only while nobody has done anything in it."""
    if used.has_plans:
        return "已有基地在该批次申报招生计划，不能删除；如不再招收，请修改各环节时间。"
    return None


def why_not_scored(parts: Sequence[Mapping[str, Any]]) -> str | None:
    """Do the parts of an examination fit together? Weights of those with points make 100, or nothing is weighed."""
    titles = [part["title"] for part in parts]
    if twice := {title for title in titles if titles.count(title) > 1}:
        return f"考核项目“{'、'.join(sorted(twice))}”重复，请合并或改名。"
    for part in parts:
        if part["kind"] == "points" and part["most"] <= part["least"]:
            return f"“{part['title']}”的最高分 {part['most']} 不大于最低分 {part['least']}，请修改。"
        if part.get("passing") is not None and not part["least"] <= part["passing"] <= part["most"]:
            return f"“{part['title']}”的合格线 {part['passing']} 不在 {part['least']}–{part['most']} 之间，请修改。"
    weight = sum(part.get("weight") or 0 for part in parts if part["kind"] == "points")
    if weight not in (0, 100):
        return f"各计分项目的权重合计为 {weight}%，应为 100%（都不计权重时均填 0）。"
    return None


def may_score_otherwise(gone: Sequence[str]) -> str | None:
    """Drop or redefine parts? Not those of which somebody has a result. `gone`: their titles."""
    return f"“{'、'.join(gone)}”已录入成绩，不能删除或更改计分方式和分值范围。" if gone else None
