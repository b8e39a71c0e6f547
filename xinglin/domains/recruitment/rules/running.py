"""Rights around admission by a rule, how scores become an order, what may be done with a run (REC-50, REC-51)."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.rights import right
from xinglin.engines.access.roles import CITY, NATION, PROVINCE, Role
from xinglin.kit.calendar import shown

from ..enums import Method, RunState, ScoreKind, Screening
from ..models import Batch, Place, Run, ScorePart

RUN = right("recruitment.run", "匹配录取", Role.PROVINCE_ADMIN, Role.CITY_ADMIN)
VIEW_RUNS = right("recruitment.view_runs", "查看匹配录取", NATION, PROVINCE, CITY)
RESERVE = right("recruitment.reserve", "设置预留名额", Role.PROVINCE_ADMIN, Role.CITY_ADMIN)
BY_RULE = (Method.PARALLEL, Method.MATCHING)
LIVE = (RunState.SEALED, RunState.RUNNING, RunState.DONE, RunState.APPLIED)
TIE_BREAK = (
    "总成绩高的在前；总成绩相同的，按各考核项目的顺序逐项比较得分；仍相同的，按抽签号从小到大。抽签号是“输入摘要:学员编号”"
    "的 SHA-256 值，在摘要公布之前任何人都无法知道。"
)

Marks = Mapping[int, tuple[Decimal | None, bool | None]]  # score part → (points, passed)


def why_not_screened(screening: str) -> str:
    """Why a preference takes no part; empty: it passed the pre-screening (REC-20)."""
    if screening == Screening.PASSED:
        return ""
    return "预审核结果为“不录取”" if screening == Screening.FAILED else "培训基地没有完成预审核"


def why_not_ranked(parts: Sequence[ScorePart], marks: Marks, *, is_by_hand: bool) -> str:
    """Why somebody has no place in the order of scores; a place in an order given by hand makes up for missing ones."""
    for part in parts:
        points, passed = marks.get(part.pk, (None, None))
        if passed is False:
            return f"“{part.title}”不合格"
        if points is not None and part.passing is not None and points < part.passing:
            return f"“{part.title}”{points} 分，低于合格线 {part.passing} 分"
    if is_by_hand:
        return ""
    if missing := [part.title for part in parts if part.pk not in marks]:
        return f"成绩不全，缺“{'”“'.join(missing)}”"
    return "" if parts else "没有成绩，培训基地也没有排序"


def total(parts: Sequence[ScorePart], marks: Marks) -> tuple[str, list[str]]:
    """总成绩 and the points of each part, as exact decimal texts; without weights they are added up (REC-24)."""
    counted = [part for part in parts if part.kind == ScoreKind.POINTS]
    points = [marks.get(part.pk, (None, None))[0] or Decimal(0) for part in counted]
    if any(part.weight for part in counted):
        whole = sum((p * part.weight / 100 for p, part in zip(points, counted, strict=True)), Decimal(0))
    else:
        whole = sum(points, Decimal(0))
    return f"{whole:.4f}", [f"{each:.2f}" for each in points]


def may_run(batch: Batch, by: Actor) -> str | None:
    """Admit this batch by a rule? Whoever organises it, when it is to be admitted so."""
    if not by.may(RUN):
        return "当前身份不能办理匹配录取，请由省级管理员办理。"
    if not by.is_system and batch.owner_id != by.unit.pk:
        return f"该批次由“{batch.owner.name}”组织，只有组织单位可以办理。"
    if batch.method not in BY_RULE:
        return f"招收批次“{batch.name}”的录取方式是“{Method(batch.method).label}”，由各培训基地录取。"
    return None


def may_seal(
    inputs: Mapping[str, Any], standing: Run | None, *, is_dry: bool, screening_ends: str | None, closed: str | None
) -> str | None:
    """Freeze the inputs? A real run is sealed once, when nobody can change them any more; dry runs at any time.

    `screening_ends`: until when bases still screen; `closed`: why the admission window is.
    """
    if not any(place["quota"] for place in inputs["places"]):
        return "该批次没有获批或剩余的招收计划，无法录取。"
    if not inputs["applicants"]:
        return "该批次还没有可参加录取的学员（已提交报名，且没有录取结果）。"
    if is_dry:
        return None
    if standing:
        return f"该批次已于 {shown(standing.sealed_at)} 公布正式录取的输入摘要；如需重新公布，请先作废并说明原因。"
    if screening_ends:
        return f"学员志愿预审核 {screening_ends} 才结束，此前输入还会变化，结束后才能公布正式录取的输入摘要。"
    return closed


def may_change_quotas(quotas: Mapping[int, int], places: Collection[int], *, is_dry: bool) -> str | None:
    """Suppose other numbers? In a dry run, for places of the batch (REC-51)."""
    if quotas and not is_dry:
        return "正式录取按核定的招收计划进行，不能调整计划数。"
    if not set(quotas) <= set(places):
        return "调整的专业不在该批次的招收计划中，请重新选择。"
    return None if all(0 <= number <= 999 for number in quotas.values()) else "计划数应为 0–999 的整数，请修改。"


def may_start(run: Run, closed: str | None) -> str | None:
    """Run it? Once, after its digest was published."""
    if run.state != RunState.SEALED:
        return f"该次录取的状态是“{RunState(run.state).label}”，不能再次运行。"
    return None if run.is_dry else closed


def may_apply(run: Run, closed: str | None) -> str | None:
    """Make offers of the result? Of a checked real one, once (REC-50)."""
    if run.is_dry:
        return "试运行只供比较，不能生成录取结果。"
    if run.state == RunState.APPLIED:
        return f"录取结果已于 {shown(run.applied_at)} 生成。"
    if run.state != RunState.DONE:
        return f"该次录取的状态是“{RunState(run.state).label}”，完成并通过核验后才能生成录取结果。"
    return closed


def may_release(run: Run) -> str | None:
    """Show the results to the applicants?"""
    if run.state != RunState.APPLIED:
        return "还没有生成录取结果，不能发送。"
    return f"录取结果已于 {shown(run.released_at)} 发送。" if run.released_at else None


def may_withdraw(run: Run, reason: str) -> str | None:
    """作废: as long as nobody was told a result; everybody can read that it was, and why."""
    if run.is_dry:
        return "试运行不公布，无需作废。"
    if run.state == RunState.WITHDRAWN:
        return f"该次录取已于 {shown(run.withdrawn_at)} 作废。"
    if run.state == RunState.RUNNING:
        return "正在运行，请在完成后办理。"
    if run.released_at:
        return f"录取结果已于 {shown(run.released_at)} 发送，不能作废；个别结果请在“学员录取管理”中更改。"
    if not reason.strip():
        return "请填写作废原因，原因会与摘要一起公布。"
    return None if len(reason.strip()) <= 300 else f"作废原因有 {len(reason.strip())} 个字，最多 300 个字，请精简。"


def may_reserve(
    place: Place, numbers: Mapping[str, int], categories: Collection[str], sealed: Run | None
) -> str | None:
    """Keep so many of a place's number for categories? Together no more than that, until the inputs are frozen."""
    if sealed:
        return f"正式录取的输入摘要已于 {shown(sealed.sealed_at)} 公布，不能再改预留名额。"
    if not set(numbers) <= set(categories):
        return "预留名额只能设给该批次招收的人员类型，请修改。"
    if any(number < 0 for number in numbers.values()):
        return "预留名额不能是负数，请修改。"
    if sum(numbers.values()) > place.approved:
        return f"预留名额合计 {sum(numbers.values())} 人，超过招收计划数 {place.approved} 人，请修改。"
    return None
