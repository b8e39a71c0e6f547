"""Where a physician's assessment stands, what comes next and until when, in his words (ASM-22)."""

from dataclasses import dataclass

from xinglin.engines.access.models import Unit
from xinglin.engines.windows.kinds import WindowKind
from xinglin.engines.windows.queries import Opening
from xinglin.kit.calendar import shown

from .. import windows
from ..enums import Procedure, Progress, Result
from ..models import Cycle, Enrolment
from .cycles import opening_of, openings_of_cycle
from .timing import reopened, unheld

TONES = {
    Progress.FILLING: "grey",
    Progress.RETURNED: "red",
    Progress.INSTITUTION: "blue",
    Progress.AGENCY: "blue",
    Progress.TEST: "orange",
    Progress.RESIT: "orange",
    Progress.DONE: "green",
}
# Which window holds what comes next; nothing does once it is done.
HELD_BY: dict[str, WindowKind] = {
    Progress.FILLING: windows.ENROLMENT,
    Progress.RETURNED: windows.REVIEW,
    Progress.INSTITUTION: windows.REVIEW,
    Progress.AGENCY: windows.REVIEW,
    Progress.TEST: windows.TEST,
    Progress.RESIT: windows.RESIT,
}


@dataclass(frozen=True)
class Position:
    """考核状态 with its colour, the steps and the one he is at (past the last: all done), and what comes next.

    `opening`: the window in which that happens; None for what no window holds, and `unheld` says why.
    """

    label: str
    tone: str
    steps: tuple[str, ...]
    current: int
    next: str
    opening: Opening | None
    is_mine: bool  # something is for him to do
    unheld: str = ""


def openings_for_physicians(cycle: Cycle, unit: Unit) -> list[Opening]:
    """考核安排, without what concerns institutions alone."""
    return [each for each in openings_of_cycle(cycle, unit) if each.kind is not windows.AGENCY_APPLICATION]


def position_of(enrolment: Enrolment) -> Position:
    """Five statements at most."""
    progress = Progress(enrolment.progress)
    is_reopened = progress in (Progress.INSTITUTION, Progress.AGENCY, Progress.TEST) and bool(reopened([enrolment]))
    kind = windows.REVIEW if is_reopened else HELD_BY.get(progress)
    why = _why_unheld(enrolment) if kind else ""
    opening = opening_of(kind, enrolment.cycle, enrolment.institution) if kind and not why else None
    mine = is_reopened or progress in (Progress.FILLING, Progress.RETURNED)
    steps, current = _steps(enrolment, Progress.FILLING if is_reopened else progress)
    return Position(
        label="已同意修改" if is_reopened else _label(enrolment),
        tone="orange" if is_reopened else TONES[progress],
        steps=steps,
        current=current,
        next=_reopened_next() if is_reopened else _next(enrolment, progress),
        opening=opening,
        is_mine=mine,
        unheld=why,
    )


def _why_unheld(enrolment: Enrolment) -> str:
    if enrolment.pk not in unheld([enrolment]):
        return ""
    if enrolment.early_for:
        day = shown(enrolment.early_for.closed_on)
        return f"因 {day} 结案的不良执业行为记录提前考核，不受考核安排的时间限制。"
    return "卫生行政机构已要求重新办理，不受考核安排的时间限制。"


def _label(enrolment: Enrolment) -> str:
    return Progress(enrolment.progress).label


def _steps(enrolment: Enrolment, progress: Progress) -> tuple[tuple[str, ...], int]:
    tested = enrolment.procedure in ("", Procedure.GENERAL)
    steps = ("填报信息", "机构审核", "考核机构复核", *(("参加测评",) if tested else ()), "考核完成")
    at = {Progress.INSTITUTION: 2, Progress.AGENCY: 3, Progress.TEST: 4, Progress.RESIT: 4, Progress.DONE: 6}
    return steps, at.get(progress, 1)


def _reopened_next() -> str:
    return "所在机构已同意您修改报名信息。请修改后重新提交，重新提交之前不会继续审核。"


def _next(enrolment: Enrolment, progress: Progress) -> str:
    institution = enrolment.institution.name
    agency = enrolment.agency.name if enrolment.agency else "考核机构"
    match progress:
        case Progress.FILLING:
            return "请填写完整并提交。可以分多次填写，每一步都会保存；提交之前所在机构看不到。"
        case Progress.RETURNED:
            return "报名被驳回。请按下面的意见修改，改好后重新提交。"
        case Progress.INSTITUTION:
            return f"已提交，等待{institution}审核。需要修改的，请撤回或申请修改。"
        case Progress.AGENCY:
            return f"{institution}已审核，等待{agency}复核。"
        case Progress.TEST:
            return f"审核已通过，请按{agency}的安排参加业务水平测评。"
        case Progress.RESIT:
            return f"有试卷不合格或缺考，请按{agency}的安排参加补考。"
        case _:
            return _outcome(enrolment)


def _outcome(enrolment: Enrolment) -> str:
    """The result is the physician's to read once it is published."""
    if not enrolment.published_at:
        return "考核已完成，结果等待卫生健康行政部门公布。"
    result = f"考核结果：{Result(enrolment.result).label}。"
    return f"{result}有异议的，可在公布后 30 日内申请复核。" if enrolment.result == Result.FAILED else result
